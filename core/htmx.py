"""One URL, one view, two wrappings: the page for a browser, its fragment for htmx."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request


def is_fragment_request() -> bool:
    """True when htmx asked for a part. A history restore wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def render(page: str, fragment: str, *, status: int = 200, **context: Any) -> Response:
    """Render `fragment` alone for htmx, otherwise `page`, which includes it."""
    template = fragment if is_fragment_request() else page
    return make_response(render_template(template, **context), status)


def go_to(url: str) -> Response:
    """After a success elsewhere: 303, or under htmx HX-Redirect, which loads the whole page."""
    if is_fragment_request():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, code=303)  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.add("HX-Request")
        return response
