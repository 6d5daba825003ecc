"""Rules every template keeps, read off its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CJK = re.compile(r"[\u3400-\u9fff]")
TRANSLATE = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.S)
MACROS = {
    name
    for path in (ROOT / "templates" / "macros").glob("*.html")
    for name in re.findall(r"{%-?\s*macro\s+(\w+)", path.read_text())
    if not name.startswith("_")
}


def name_of(path):
    return path.relative_to(ROOT / "templates").as_posix()


every_template = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


@pytest.mark.guard
@every_template
def test_every_text_is_wrapped(path):
    tree = ENVIRONMENT.parse(path.read_text())
    wrapped = {
        id(part)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATE
        for part in call.find_all(nodes.Const)
    }
    bare = [text for data in tree.find_all(nodes.TemplateData) for text in data.data.splitlines() if CJK.search(text)]
    bare += [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and CJK.search(const.value) and id(const) not in wrapped
    ]
    assert not bare, f"{name_of(path)}: texts outside _(): {[text.strip() for text in bare]}"


@pytest.mark.guard
@every_template
def test_macros_are_imported_where_they_are_used(path):
    """So that a fragment also renders alone, the way htmx asks for it."""
    tree = ENVIRONMENT.parse(path.read_text())
    known = {name if isinstance(name, str) else name[1] for imported in tree.find_all(nodes.FromImport) for name in imported.names}
    known |= {macro.name for macro in tree.find_all(nodes.Macro)}
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)} & MACROS
    assert called <= known, f"{name_of(path)} uses {sorted(called - known)} without importing them"


def attributes(text: str) -> dict[str, str]:
    return dict(re.findall(r'([\w:-]+)="((?:[^"{]|{{.*?}}|{%.*?%}|{)*)"', text))


@pytest.mark.guard
@every_template
def test_what_posts_by_htmx_posts_without_it_too(path):
    source = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S)
    in_form = False
    for closing, tag, rest in TAG.findall(source):
        if tag == "form":
            in_form = not closing
        if "hx-post" not in rest:
            continue
        found = attributes(rest)
        assert "hx-target" in found and "hx-swap" in found, f"{name_of(path)}: hx-post without its own target and swap"
        if tag == "form":
            assert found.get("method", "").lower() == "post", f"{name_of(path)}: a form with hx-post and no method=post"
            assert found.get("action") == found["hx-post"], f"{name_of(path)}: hx-post and action differ: {found}"
        else:
            assert in_form or (tag == "button" and found.get("type") == "submit"), f"{name_of(path)}: <{tag} hx-post> is no submit button"


@pytest.mark.guard
@every_template
def test_nothing_is_inherited_boosted_or_fetched_from_elsewhere(path):
    source = path.read_text()
    for forbidden in ("hx-boost", ":inherited", "hx-on", "javascript:", "<style", 'style="'):
        assert forbidden not in source, f"{name_of(path)} has {forbidden}"
    for address in re.findall(r'(?:src|href)="(https?://[^"]+)"', source):
        raise AssertionError(f"{name_of(path)} points at {address}")
    for script in re.findall(r"<script[^>]*>(.*?)</script>", source, re.S):
        assert not script.strip(), f"{name_of(path)} has a script inside"


@pytest.mark.guard
@every_template
def test_a_page_extends_and_a_fragment_does_not(path):
    if path.parent.name == "macros" or path.name in ("base.html", "_frame.html"):
        return
    extends = any(True for _node in ENVIRONMENT.parse(path.read_text()).find_all(nodes.Extends))
    assert extends != path.name.startswith("_"), f"{name_of(path)}: a page extends a frame, a _fragment does not"
