"""A person at a browser without JavaScript: opens pages, fills forms, presses buttons.

Every page it opens is held to the house's rules (see `check_page`), so each test checks them too.
"""

from __future__ import annotations

from collections import Counter
from contextvars import Context
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from tests.support.world import PASSWORD

UNCHECKED_INPUTS = {"hidden", "submit", "button"}


class Page:
    """An answer, with its forms."""

    def __init__(self, person: Person, response: Any, path: str) -> None:
        self.person, self.response, self.path = person, response, path
        self.status: int = response.status_code
        self.html: str = (
            response.get_data(as_text=True) if (response.mimetype or "").startswith(("text/", "image/svg", "application/json")) else ""
        )
        markup = "" if response.mimetype == "image/svg+xml" else self.html
        self.soup = BeautifulSoup(markup, "html5lib" if "<html" in markup else "html.parser")

    @property
    def text(self) -> str:
        """What is read on the page, spaces folded."""
        body = self.soup.find("main") or self.soup
        return " ".join(body.get_text(" ").split())

    def form(self, action: str = "") -> Form:
        """The first form of the page's content whose action contains `action`."""
        main = self.soup.find("main") or self.soup
        forms = [form for form in main.find_all("form") if action in (form.get("action") or "")]
        assert forms, f"no form with action …{action}… on {self.path}: {self.text[:300]}"
        return Form(self, forms[0])

    def link(self, text: str) -> str:
        """The address of the first link that says `text`."""
        for anchor in self.soup.find_all("a"):
            if text in " ".join(anchor.get_text(" ").split()):
                return str(anchor["href"])
        raise AssertionError(f"no link {text!r} on {self.path}: {self.text[:300]}")

    def follow(self, text: str) -> Page:
        return self.person.get(self.link(text))


class Form:
    """The fields as a browser would send them."""

    def __init__(self, page: Page, tag: Tag) -> None:
        self.page = page
        self.action = urljoin(page.path, str(tag.get("action") or page.path))
        self.method = str(tag.get("method") or "get").lower()
        self.values: list[tuple[str, str]] = []
        self.names: set[str] = set()
        for control in tag.find_all(["input", "select", "textarea", "button"]):
            self._take(control)

    def _take(self, control: Tag) -> None:
        name = control.get("name")
        if not name or control.has_attr("disabled"):
            return
        self.names.add(str(name))
        kind = str(control.get("type") or "text")
        if control.name == "button" or kind in ("submit", "button", "file"):
            return
        if control.name == "select":
            chosen = control.find_all("option", selected=True) or control.find_all("option")[:1]
            self.values.extend((str(name), str(option.get("value", option.get_text()))) for option in chosen)
        elif control.name == "textarea":
            self.values.append((str(name), control.get_text()))
        elif kind not in ("checkbox", "radio") or control.has_attr("checked"):
            self.values.append((str(name), str(control.get("value") or ("on" if kind == "checkbox" else ""))))

    def __getitem__(self, name: str) -> str:
        return next(value for key, value in self.values if key == name)

    def fill(self, **values: Any) -> Form:
        """Set fields; a list sets several values, None takes the field out. `__` in a name stands for `-`."""
        for raw, value in values.items():
            name = raw.replace("__", "-")
            assert name in self.names, f"no field {name!r}; there are {sorted(self.names)}"
            self.values = [(key, old) for key, old in self.values if key != name]
            if value is not None:
                self.values.extend((name, str(one)) for one in (value if isinstance(value, list) else [value]))
        return self

    def submit(self, *, button: tuple[str, str] | None = None, htmx: bool = False, follow: bool = True, **values: Any) -> Page:
        self.fill(**values)
        data: list[tuple[str, str]] = [*self.values, *([button] if button else [])]
        return self.page.person.send(self.action, data, method=self.method, htmx=htmx, follow=follow)


class Person:
    """One browser with its own cookies."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, *, htmx: bool = False, headers: dict[str, str] | None = None) -> Page:
        return self._open("get", path, htmx=htmx, headers=headers)

    def send(self, path: str, data: Any = None, *, method: str = "post", htmx: bool = False, follow: bool = True, **extra: Any) -> Page:
        if method == "get":
            return self._open("get", path, htmx=htmx, query_string=data)
        page = self._open("post", path, htmx=htmx, data=_multi(data or {}), **extra)
        if follow and page.status in (302, 303):
            return self.get(page.response.headers["Location"])
        if follow and htmx and "HX-Redirect" in page.response.headers:
            return self.get(page.response.headers["HX-Redirect"])
        return page

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        """A POST without first opening its form: csrf_token and submission_id are supplied."""
        import uuid

        fields = {"csrf_token": self.csrf_token(), "submission_id": str(uuid.uuid4()), **(data or {})}
        return self.send(path, fields, **options)

    def csrf_token(self) -> str:
        page = self.get("/sign-in") if not getattr(self, "signed_in", False) else self.get("/password")
        token = page.soup.find("input", {"name": "csrf_token"})
        assert isinstance(token, Tag)
        return str(token["value"])

    def sign_in(self, username: str) -> Person:
        self.get("/sign-in").form("/sign-in").submit(username=username, password=PASSWORD, follow=False)
        self.signed_in = True
        return self

    def _open(self, method: str, path: str, *, htmx: bool, headers: dict[str, str] | None = None, **options: Any) -> Page:
        sent = {"Accept-Language": "zh-CN", **({"HX-Request": "true"} if htmx else {}), **(headers or {})}
        parts = urlsplit(path)
        local = parts.path + (f"?{parts.query}" if parts.query else "")
        # In an empty context: the test's own app context, with its `g` and session, stays out of the request.
        response = Context().run(self.client.open, local, method=method.upper(), headers=sent, **options)
        page = Page(self, response, local)
        if response.mimetype == "text/html" and page.html:
            check_page(page, whole=not htmx and "<html" in page.html)
        return page


def _multi(data: Any) -> dict[str, Any]:
    pairs = data.items() if isinstance(data, dict) else data
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if isinstance(value, list):
            fields.setdefault(name, []).extend(value)
        elif name in fields:
            fields[name] = [*(fields[name] if isinstance(fields[name], list) else [fields[name]]), value]
        else:
            fields[name] = value
    return fields


def check_page(page: Page, *, whole: bool) -> None:
    """One h1, a title that begins with it, a language, labels, no id twice, CSRF in each form that posts."""
    soup, where = page.soup, page.path
    assert "HX-Request" in page.response.headers.get("Vary", ""), f"no Vary: HX-Request on {where}"
    if whole:
        assert soup.html is not None and soup.html.get("lang"), f"no lang on {where}"
        headings = soup.find_all("h1")
        assert len(headings) == 1, f"{len(headings)} h1 on {where}"
        title = soup.title.get_text().strip() if soup.title else ""
        heading = headings[0].get_text().strip()
        assert heading and title.startswith(heading), f"title {title!r} does not begin with h1 {heading!r} on {where}"
    doubles = [name for name, count in Counter(str(tag["id"]) for tag in soup.find_all(id=True)).items() if count > 1]
    assert not doubles, f"ids twice on {where}: {doubles}"
    labelled = {str(label["for"]) for label in soup.find_all("label") if label.has_attr("for")}
    for control in soup.find_all(["input", "select", "textarea"]):
        if control.get("type") in UNCHECKED_INPUTS or control.find_parent("label") or control.get("aria-label"):
            continue
        assert control.get("id") in labelled, f"no label for {control.get('name')!r} on {where}"
    for form in soup.find_all("form"):
        assert form.get("action"), f"a form without action on {where}"
        if (form.get("method") or "get").lower() == "post":
            assert form.find("input", {"name": "csrf_token"}), f"no CSRF token in the form to {form.get('action')} on {where}"
    # A part that is swapped into a form has no form of its own; the whole page is asked instead.
    for control in soup.find_all(attrs={"hx-post": True}) if whole or soup.find("form") else []:
        twin = control if control.name == "form" else control.find_parent("form")
        assert twin is not None and (twin.get("method") or "").lower() == "post", f"hx-post without a plain form on {where}"
    for tag in soup.find_all(True):
        assert not tag.has_attr("style"), f"inline style on {where}: {tag.name}"
        assert not any(name.startswith("on") for name in tag.attrs), f"inline handler on {where}: {tag.name}"
