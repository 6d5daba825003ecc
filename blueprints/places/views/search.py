"""Search. The form is posted although it changes nothing: names and numbers stay out of addresses and logs."""

from __future__ import annotations

from typing import Any

from blueprints.accounts.rules import STAFF
from blueprints.places import blueprint
from blueprints.places.forms.search import SearchForm
from blueprints.places.queries.search import LIMIT
from blueprints.places.queries.search import search as find
from core import htmx
from core.permissions import current_actor, requires


@blueprint.get("/search")
@requires(*STAFF)
def search() -> Any:
    return _answer(SearchForm(formdata=None), None, 200)


@blueprint.post("/search")
@requires(*STAFF)
def do_search() -> Any:
    form = SearchForm()
    if not form.validate():
        return _answer(form, None, 422)
    return _answer(form, find(current_actor(), form.q.data or "") if form.q.data else None, 200)


def _answer(form: SearchForm, found: Any, status: int) -> Any:
    return htmx.render("places/search.html", "places/_found.html", status=status, form=form, found=found, limit=LIMIT)
