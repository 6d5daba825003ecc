"""Places on a page (or in a computation) that later slices fill without being imported.

`household_file` in places draws whatever panels inspections, care and purchases put into its slot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Flask, render_template
from markupsafe import Markup

_fillings: dict[str, list[tuple[int, Callable[..., Any]]]] = defaultdict(list)


def fill(slot: str, function: Callable[..., Any], *, order: int = 100) -> None:
    """Put `function` into `slot`; lower orders come first. Filling twice with the same one has no effect."""
    if all(known is not function for _, known in _fillings[slot]):
        _fillings[slot].append((order, function))
        _fillings[slot].sort(key=lambda filling: filling[0])


def results(slot: str, **context: Any) -> list[Any]:
    """Call every filling of `slot` with `context`; None results are left out."""
    answers = [function(**context) for _, function in _fillings[slot]]
    return [answer for answer in answers if answer is not None]


def part(template: str, **context: Any) -> Markup:
    """A rendered fragment, as fillings of page slots return it."""
    return Markup(render_template(template, **context))  # noqa: S704 - our own template, which escapes


def init_app(app: Flask) -> None:
    app.jinja_env.globals["slot"] = results
