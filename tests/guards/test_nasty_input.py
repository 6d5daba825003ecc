"""Every form and every address there is, filled with what breaks careless programs: never an error of ours.

The forms are read off the pages of each role, so a new form is tried without being named here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextvars import Context
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from core.database import db
from core.settings import ROOT
from tests.guards.test_pages import WHO, pages
from tests.inspections import support
from tests.orders import supplier
from tests.orders import things as orders
from tests.purchases import things
from tests.support import many, world
from tests.support.browser import Form, Person

HUGE = "99999999999999999999"
NASTY = {
    "nul": "张\x00三",
    "right-to-left": "\u202e张三\u2066",
    "emoji": "👩‍👩‍👧‍👦" * 15,
    "rare Han": "𠮷𪚥𰻝",
    "half a pair": "\ud800",
    "a megabyte": "长" * 350_000,
    "huge": HUGE,
    "five thousand digits": "9" * 5000,
    "beyond both databases": str(2**63),
    "beyond 32 bits": str(2**31),
    "below zero": "-1",
    "other digits": "１２٣",
    "not a number": "NaN",
    "exponent": "1e309",
    "year 0": "0000-00-00",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "moment 1": "0001-01-01T00:00",
    "moment 9999": "9999-12-31T23:59",
    "markup": "'\"><script>alert(1)</script>{{7*7}}%s%(name)s\\",
    "only spaces": "\u3000\t \n",
}
# One of each kind for each single field, the others left as they are.
ALONE = ("nul", "half a pair", "huge", "below zero", "not a number", "year 1", "moment 9999", "emoji")
FILTERS = (
    "nul",
    "half a pair",
    "huge",
    "five thousand digits",
    "beyond both databases",
    "below zero",
    "other digits",
    "year 1",
    "year 9999",
)
# Right names in an address, read off the source: ?grid=…, ?day=…
NAMES = re.compile(r"""(?:args|values)\.get\(\s*"(\w+)"|\b(?:url_for|here)\([^)]*?\b(\w+)=""")


def test_forms(app, person):
    _furnish()
    addresses = {role: pages(app, role) for role in WHO}  # before the first door is renamed or merged by a form
    wrong = []
    for role, username in WHO.items():
        somebody, seen = person(username), set()
        for path in addresses[role]:
            for form in _forms_of(somebody, path):
                key = (_endpoint(app, form), frozenset(_folded(name) for name in form.names))
                if key in seen:
                    continue
                seen.add(key)
                wrong += _try(somebody, form, username)
                if somebody.client.get("/me").status_code != 200:  # the form was the one that signs out
                    somebody.sign_in(username)
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_forms_of_residents(app, visitor):
    _furnish()
    slip = things.fresh(things.file()).slip_token
    seen, wrong = set(), []
    slips = [f"/s/{slip}{end}" for end in ("", "/change", "/cancel")]
    order_id = orders.sent([orders.request()])
    slips += [f"/o/{supplier.link(order_id)}"]
    for path in ["/sign-in", "/b/TESTCODE1", "/b/TESTCODE1/find", "/b/TESTCODE1/requests/new", *slips]:
        for form in _forms_of(visitor, path):
            if (form.action, frozenset(form.names)) not in seen:
                seen.add((form.action, frozenset(form.names)))
                wrong += _try(visitor, form, None)
    assert len(seen) > 5
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_addresses(app, person, visitor):
    """What stands in the path and behind the question mark."""
    _furnish()
    names = _names()
    assert {"grid", "after", "before", "community", "day"} <= names
    wrong = []
    for role, username in WHO.items():
        somebody = person(username)
        for path in pages(app, role):
            for kind in FILTERS:
                wrong += _ask(somebody, "GET", path + "?" + _encoded([(name, NASTY[kind]) for name in sorted(names)]), f"{path}?… {kind}")
    secretary = person("secretary")
    for rule in app.url_map.iter_rules():
        for kind in ("nul", "half a pair", "huge", "beyond both databases", "a megabyte", "markup"):
            value = quote(NASTY[kind][:5000].encode("utf-8", "surrogatepass"), safe="")
            path = re.sub(r"<[^>]+>", lambda _match, value=value: value, rule.rule)
            for who in (secretary, visitor):
                for method in ("GET", "POST"):
                    wrong += _ask(who, method, path, f"{method} {rule.rule} {kind}")
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_what_rides_through_signing_in(app, visitor):
    household = world.household_at(world.OWN_DOOR).id
    page = visitor.get("/sign-in")
    wrong = []
    ends = ("residents/add", "inspections/record", "care-cases", "requests/new", "change")
    parcels: list[Any] = [
        [],
        {},
        10**30,
        {"path": 5},
        {"path": "/x\x00", "fields": []},
        {"path": f"/households/{HUGE}/change", "fields": []},
    ]
    for end in ends:
        for nasty in ("\x00", "\ud800", HUGE, "x" * 9999):
            fields = [["name", nasty], ["csrf_token", "x"], ["people-0-x", nasty]]
            parcels.append({"path": f"/households/{household}/{end}", "query": "before=\x00", "fields": fields})
    for path in ("/sign-out", "/sign-out-everywhere", "/sign-in", "/requests/approve", "/search"):
        parcels.append({"path": path, "fields": [["a", "b"]]})
    for text in ["", "{", "[" * 100_000, '"\\ud800"', *map(json.dumps, parcels)]:
        values = [*page.form("/sign-in").values]
        sent = {**dict(values), "username": "owner", "password": world.PASSWORD, "resume": text}
        one = Person(app)
        sent["csrf_token"] = one.csrf_token()
        wrong += _ask(one, "POST", "/sign-in", f"resume {text[:60]!r}", fields=list(sent.items()))
    assert not wrong, "\n".join(sorted(set(wrong)))


def _furnish() -> None:
    support.open_round("第一网格", "第二网格")
    many.fill(range(1, 5))
    db.session.rollback()


def _forms_of(somebody: Person, path: str) -> Iterator[Form]:
    page = somebody.get(path)
    if page.response.mimetype == "text/html":
        for tag in page.soup.find_all("form"):
            form = Form(page, tag)
            form.files = [str(one["name"]) for one in tag.find_all("input", {"type": "file"})]  # type: ignore[attr-defined]
            yield form


def _endpoint(app: Any, form: Form) -> str:
    with app.test_request_context():
        try:
            return str(app.url_map.bind("x").match(urlsplit(form.action).path, method=form.method.upper())[0])
        except HTTPException:
            return form.action


def _folded(name: str) -> str:
    return re.sub(r"\d+", "0", name)


def _try(somebody: Person, form: Form, username: str | None) -> list[str]:
    wrong = []
    names = sorted(form.names)
    typed = [name for name in names if name not in ("csrf_token", "submission_id")]
    for kind, value in NASTY.items():
        kept = [(name, old) for name, old in form.values if name in ("csrf_token", "submission_id")]
        wrong += _send(somebody, form, [*kept, *((name, value) for name in typed)], f"all {kind}", username)
    if form.method != "post":
        return wrong
    folded: set[str] = set()
    for name in names:
        if _folded(name) in folded:
            continue
        folded.add(_folded(name))
        for kind in ALONE:
            rest = [(other, old) for other, old in form.values if other != name]
            wrong += _send(somebody, form, [*rest, (name, NASTY[kind])], f"{name} {kind}", username)
    return wrong


def _send(somebody: Person, form: Form, fields: list[tuple[str, str]], what: str, username: str | None) -> list[str]:
    told = f"{username}: {form.method} {form.action} {what}"
    if form.method == "get":
        short = [(name, value[:2000]) for name, value in fields]
        return _ask(somebody, "GET", urlsplit(form.action).path + "?" + _encoded(short), told)
    return _ask(somebody, "POST", form.action, told, fields=fields)


def _ask(somebody: Person, method: str, path: str, told: str, fields: list[tuple[str, str]] | None = None) -> list[str]:
    """One line when the answer is an error of ours; an exception counts as one."""
    body = {"data": _encoded(fields), "content_type": "application/x-www-form-urlencoded"} if fields is not None else {}
    try:
        response = Context().run(somebody.client.open, path, method=method, headers={"Accept-Language": "zh-CN"}, **body)
    except Exception as error:  # noqa: BLE001 - all of them are looked at together
        return [f"{told}: {type(error).__name__} {str(error)[:150]!r}"]
    return [f"{told}: {response.status_code}"] if response.status_code >= 500 else []


def _encoded(fields: list[tuple[str, str]]) -> str:
    return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in fields])


def _names() -> set[str]:
    found: set[str] = set()
    for folder in ("blueprints", "templates"):
        for file in Path(ROOT / folder).rglob("*.*"):
            if file.suffix in (".py", ".html"):
                found |= {name for pair in NAMES.findall(file.read_text()) for name in pair if name}
    return found


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL", "Accept-Language", "If-None-Match", "Cookie", "Content-Type", "Range"])
def test_headers(app, person, visitor, header):
    wrong = []
    for value in ("http://[", "\x7f", "=;,", "a" * 9000, "multipart/form-data", "multipart/form-data; boundary=" + "x" * 300, "bytes=9-1"):
        for who, path in ((visitor, "/today"), (person("owner"), "/today"), (person("secretary"), "/summary")):
            for method in ("GET", "POST"):
                for target in (path, "/preferences/language", "/search"):
                    try:
                        headers = {"HX-Request": "true", header: value}
                        answer = Context().run(who.client.open, target, method=method, headers=headers, data=b"--x\r\n\xff" * 3)
                    except Exception as error:  # noqa: BLE001
                        wrong.append(f"{method} {target} {header}: {value[:40]!r} {type(error).__name__} {error}")
                    else:
                        if answer.status_code >= 500:
                            wrong.append(f"{method} {target} {header}: {value[:40]!r} {answer.status_code}")
    assert not wrong, "\n".join(sorted(set(wrong)))
