"""Every SELECT lives in its slice's queries, where it has a name: read off the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for path in ROOT.glob("blueprints/**/*.py") if path.name != "queries.py" and "queries" not in path.parts)
BUILDS = {"select", "exists", "union", "union_all"}  # of SQLAlchemy, by whatever name it was imported
READS = {"get", "get_one", "scalar", "scalars", "query"}  # of a session
ASKS = {"get_or_404", "one_or_404", "first_or_404", "paginate"}  # of Flask-SQLAlchemy's db


def sources(tree: ast.AST) -> dict[str, str]:
    """The names a module imports: what it calls them → where they come from."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def selects(source: str) -> list[str]:
    """The SELECTs of a module: "line: what is called". One made ready by a query and used in a change is none."""
    tree = ast.parse(source)
    come_from = sources(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            origin, _, name = come_from.get(node.func.id, "").rpartition(".")
            is_select = origin.startswith("sqlalchemy") and name in BUILDS
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            is_select = (
                (node.attr in BUILDS and come_from.get(owner, "").startswith("sqlalchemy"))
                or (node.attr in READS and _is_session(node.value, come_from))
                or (node.attr in ASKS and come_from.get(owner) == "core.database.db")
            )
        else:
            is_select = False
        if is_select:
            found.append(f"{node.lineno}: {ast.unparse(node.func if isinstance(node, ast.Call) else node)}")
    return found


def _is_session(node: ast.expr, come_from: dict[str, str]) -> bool:
    """db.session, or a variable called so; Flask's cookie has the same name."""
    if isinstance(node, ast.Name):
        return node.id == "session" and come_from.get("session") != "flask.session"
    return isinstance(node, ast.Attribute) and node.attr == "session"


@pytest.mark.guard
@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_queries_select(path):
    found = selects(path.read_text())
    here = path.relative_to(ROOT)
    room = Path(*here.parts[:2], "queries")
    room = f"{room}/" if (ROOT / room).is_dir() else f"{room}.py"
    assert not found, (
        f"{here} selects (line {'; line '.join(found)}). Give the SELECT a name in {room} and call that. "
        "A sub-select of an INSERT, UPDATE or DELETE is returned from there as a statement; "
        "for INSERT … RETURNING use db.session.execute(…).scalars()."
    )


@pytest.mark.guard
@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import sqlalchemy as sa\nsa.select(User)", 1),
        ("from sqlalchemy import select as choose\nchoose(User)", 1),
        ("import sqlalchemy as sa\nsa.delete(User).where(sa.exists().where(User.id == 1))", 1),
        ("from core.database import db\ndb.session.get_one(User, 1)", 1),
        ("from core.database import db\nsession = db.session\nsession.scalars(text)", 1),
        ("from core.database import db\nread = db.session.scalar\ndb.get_or_404(User, 1)", 2),
        (
            "import sqlalchemy as sa\nfrom core.database import db\ndb.session.execute(sa.insert(User).returning(User.id), rows).scalars()",
            0,
        ),
        ("from flask import session\nsession.get('slips')", 0),
        ("form.select(options)\nitems.get('select')", 0),
    ],
)
def test_the_guard_knows_a_select(source, count):
    assert len(selects(source)) == count
