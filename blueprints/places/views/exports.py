"""The list of households and residents as an Excel file."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.places import blueprint
from blueprints.places.actions.exports import note_full_export
from blueprints.places.forms.imports import ExportForm
from blueprints.places.imports.template import household_sheet
from blueprints.places.queries import exports as queries
from core import clock
from core.actors import Actor
from core.database import run_tx
from core.excel import workbook_response
from core.permissions import current_actor, requires
from core.web import row_id

_FILTERS = ("community", "estate", "building", "grid")


@blueprint.get("/households.xlsx")
@requires(*STAFF)
def export_households() -> Any:
    """What the screen's filters show; telephone and identity numbers are masked."""
    return _answer(current_actor(), is_full=False)


@blueprint.post("/households-full.xlsx")
@requires(Role.SECRETARY)
def export_households_in_full() -> Any:
    """The same with whole numbers. Each time leaves an audit event: so it is a POST, and twice is twice."""
    form, actor = ExportForm(), current_actor()
    if not form.validate():
        return _answer(actor, is_full=False)
    run_tx(lambda: note_full_export(actor=actor, now=clock.now(), filters=_filters()))
    return _answer(actor, is_full=True)


def _filters() -> dict[str, int]:
    return {f"{name}_id": value for name in _FILTERS if (value := request.values.get(name, type=row_id)) is not None}


def _answer(actor: Actor, *, is_full: bool) -> Any:
    day = clock.day_of(clock.now())
    sheet = household_sheet(queries.door_rows(actor, **_filters()), is_full=is_full, with_community=actor.role == Role.OFFICER)
    return workbook_response(_("住户居民名单") + f" {day.isoformat()}", [sheet])
