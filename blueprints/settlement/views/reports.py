"""Settlement per day and person, per month and supplier, and the entries behind each number: screen, paper, Excel."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request

from blueprints.accounts.rules import Role
from blueprints.places.queries import scope
from blueprints.settlement import blueprint, exports, reports
from blueprints.settlement.figures import FIGURES
from blueprints.settlement.queries import reports as queries
from blueprints.settlement.queries.reports import Asked
from blueprints.settlement.reports import Report
from blueprints.settlement.rules import EntryKind, Method
from core import clock, htmx
from core.errors import OutOfScope
from core.excel import workbook_response
from core.permissions import current_actor, requires
from core.web import day_asked, row_id

OFFICE = (Role.SECRETARY, Role.OFFICER)


@blueprint.get("/settlements")
@requires(*OFFICE)
def day_report() -> Any:
    day = _day()
    before, after = reports.neighbours(day)
    report = reports.day_report(current_actor(), day, _community())
    context = {"before": before, "after": after if after <= _today() else None, "today": _today()}
    return render_template("settlement/reports_day.html", report=report, day=day, **context)


@blueprint.get("/settlements.xlsx")
@requires(*OFFICE)
def day_sheet() -> Any:
    day, community = _day(), _community()
    return _sheet(reports.day_report(current_actor(), day, community), Asked(day=day, community=community))


@blueprint.get("/settlements/suppliers")
@requires(*OFFICE)
def supplier_report() -> Any:
    month = _month()
    report = reports.supplier_report(current_actor(), month, _community())
    return render_template("settlement/reports_month.html", report=report, **_around(month))


@blueprint.get("/settlements/suppliers.xlsx")
@requires(*OFFICE)
def supplier_sheet() -> Any:
    month, community = _month(), _community()
    return _sheet(reports.supplier_report(current_actor(), month, community), Asked(month=month, community=community))


@blueprint.get("/settlements/orders")
@requires(*OFFICE)
def order_report() -> Any:
    month = _month()
    report = reports.order_report(current_actor(), month, request.args.get("supplier", type=row_id), _community())
    return render_template("settlement/reports_month.html", report=report, **_around(month))


@blueprint.get("/settlements/entries")
@requires(*OFFICE)
def entries() -> Any:
    actor, asked = current_actor(), _asked()
    last = queries.entry_in_sight(actor, request.args.get("before", type=row_id))
    rows = queries.list_entries(queries.entries_where(actor, asked), before=last, limit=queries.PAGE + 1)
    context = {
        "entries": rows[: queries.PAGE],
        "has_more": len(rows) > queries.PAGE,
        "asked": asked,
        "said": reports.said(actor, asked),
        "total": queries.total(actor, asked),
        "numbers": queries.order_numbers(actor, {row.order_id for row in rows if row.order_id}),
    }
    return htmx.render("settlement/reports_entries.html", "settlement/_reports_entries.html", **context)


def _asked() -> Asked:
    args = request.args
    return Asked(
        figure=FIGURES.get(args.get("what", "")),
        day=args.get("day", type=day_asked),
        month=args.get("month", type=_first_of),
        until=args.get("until", type=day_asked),
        kind=args.get("kind", type=EntryKind),
        method=args.get("method", type=Method),
        worker=args.get("worker", type=row_id),
        community=args.get("community", type=row_id),
        supplier=args.get("supplier", type=row_id),
        order=args.get("order", type=row_id),
        request=args.get("request", type=row_id),
    )


def _today() -> date:
    return clock.day_of(clock.now())


def _day() -> date:
    return request.args.get("day", type=day_asked) or _today()


def _first_of(text: str) -> date:
    """ "2026-11" """
    return day_asked(f"{text[:7]}-01")


def _month() -> date:
    return request.args.get("month", type=_first_of) or _today().replace(day=1)


def _around(month: date) -> dict[str, Any]:
    """The months to go on to."""
    after = queries.month_after(month)
    before = reports.neighbours(month)[0].replace(day=1)
    return {"month": month, "before": before, "after": after if after <= _today() else None}


def _community() -> int | None:
    """An officer may ask for one community; a secretary has but the own one. Raises OutOfScope for any other."""
    actor, asked = current_actor(), request.args.get("community", type=row_id)
    if asked is not None and asked not in {one.id for one in scope.communities(actor)}:
        raise OutOfScope
    return asked if actor.role == Role.OFFICER else None


def _sheet(report: Report, asked: Asked) -> Any:
    actor = current_actor()
    rows = queries.list_entries(queries.entries_where(actor, asked), limit=None)
    numbers = queries.order_numbers(actor, {row.order_id for row in rows if row.order_id})
    return workbook_response(f"{report.title} {report.period} {report.note}", exports.sheets(report, rows, numbers))
