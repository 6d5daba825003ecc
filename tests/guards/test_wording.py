"""Texts in Python are wrapped too; every enum a screen shows has its words."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from enum import StrEnum
from pathlib import Path

import pytest

from core import labels

ROOT = Path(__file__).resolve().parents[2]
CJK = re.compile(r"[\u3400-\u9fff]")
WRAPPERS = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
ROOMS = ("views", "forms", "actions", "labels", "panels", "subscriptions", "slots", "queries")  # where words for the screen are written
CORE = ("errors.py", "template_tools.py", "navigation.py", "htmx.py", "submissions.py", "unsent.py", "forms/base.py", "forms/choices.py")
FILES = sorted(
    path
    for path in [*ROOT.glob("blueprints/**/*.py"), *(ROOT / "core" / name for name in CORE), ROOT / "wiring.py", ROOT / "commands.py"]
    if path.parts[-2] in ROOMS or path.stem in ROOMS or "blueprints" not in path.parts
)


def unwrapped(path: Path) -> list[str]:
    """Chinese literals outside _() and docstrings. A line that ends with `# not on the screen` is let through."""
    source = path.read_text()
    tree, lines = ast.parse(source), source.splitlines()
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in WRAPPERS:
                passed.update(id(part) for argument in node.args[:2] for part in ast.walk(argument) if not isinstance(part, ast.JoinedStr))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CJK.search(node.value)
        and id(node) not in passed
        and "# not on the screen" not in lines[node.lineno - 1]
    ]


@pytest.mark.guard
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_is_wrapped(path):
    assert unwrapped(path) == []


@pytest.mark.guard
def test_no_text_is_put_together_inside_the_wrapper():
    """_(f"…") is never found in a catalogue."""
    for path in [*ROOT.glob("blueprints/**/*.py"), *ROOT.glob("core/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRAPPERS and node.args:
                assert not isinstance(node.args[0], (ast.JoinedStr, ast.BinOp)), f"{path.relative_to(ROOT)}:{node.lineno}"


# Enums that never reach a screen as such.
WITHOUT_WORDS: set[str] = set()


@pytest.mark.guard
def test_every_enum_of_the_rules_has_its_words(app):
    for path in sorted([*ROOT.glob("blueprints/*/rules.py"), *ROOT.glob("blueprints/*/vocabulary.py")]):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, enum in inspect.getmembers(module, inspect.isclass):
            if issubclass(enum, StrEnum) and enum.__module__ == module.__name__ and name not in WITHOUT_WORDS:
                missing = [member for member in enum if (enum, member) not in labels._labels]
                assert not missing, f"{module.__name__}.{name} has no label for {missing}"
