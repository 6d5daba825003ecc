"""Imports run one way, as docs/architecture.md draws it: core → accounts → … → summary → wiring → app."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RANK = {
    "accounts": 1,
    "places": 2,
    "alerts": 3,
    "suppliers": 3,
    "inspections": 4,
    "care": 4,
    "purchases": 4,
    "orders": 5,
    "settlement": 6,
    "residents": 7,
    "summary": 8,
}
NO_FLASK_IN = ("rules.py", "vocabulary.py", "names.py", "alike.py", "sharing.py", "answering.py", "ledger.py", "balance.py")
FILES = sorted([*ROOT.glob("core/**/*.py"), *ROOT.glob("blueprints/**/*.py")])


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def slice_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "blueprints" and len(parts) > 1 and parts[1] in RANK else None


@pytest.mark.guard
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    here = path.relative_to(ROOT)
    for module in imported(path):
        there = slice_of(module)
        if here.parts[0] == "core":
            assert not module.startswith(("blueprints", "wiring", "app", "demo")), f"{here} imports {module}"
        elif there is not None and there != here.parts[1]:
            assert RANK[there] < RANK[here.parts[1]], f"{here} imports {module}"
        if here.name in NO_FLASK_IN and here.parts[0] == "blueprints" and "actions" not in here.parts:
            assert module.split(".")[0] not in {"flask", "flask_babel", "sqlalchemy"}, f"{here} is pure but imports {module}"


@pytest.mark.guard
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_run_tx_commits(path):
    if path.name == "database.py":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            raise AssertionError(f"{path.relative_to(ROOT)}:{node.lineno} commits; changes go through run_tx")
        inner = path.name in ("rules.py", "actions.py", "queries.py", "forms.py") or path.parent.name in ("actions", "queries")
        if inner and isinstance(node, ast.Name) and node.id in ("run_tx", "submit_once"):
            raise AssertionError(f"{path.relative_to(ROOT)}:{node.lineno} opens a transaction; views and commands do that")


@pytest.mark.guard
def test_files_stay_small():
    own = [
        path
        for folder in ("core", "blueprints", "tests", "templates", "static/js", "demo", "scripts")
        for path in (ROOT / folder).rglob("*")
    ]
    long = {
        str(path.relative_to(ROOT)): count
        for path in own
        if path.suffix in (".py", ".html", ".js") and (count := len(path.read_text().splitlines())) > 300
    }
    assert not long, f"split by noun: {long}"
