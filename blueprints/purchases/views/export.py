"""The filtered queue as an Excel file: the same rows as on the screen, telephone numbers masked unless asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.places.names import masked_phone
from blueprints.purchases import actions, blueprint, queries
from blueprints.purchases.forms import OneTapForm
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.picking import expected_total, line_notes
from blueprints.purchases.rules import shown_code
from blueprints.purchases.views.queue import wanted_here
from core import clock
from core.actors import Actor
from core.database import run_tx
from core.excel import Sheet, workbook_response
from core.labels import label
from core.permissions import current_actor, requires

MOST_ROWS = 5000


@blueprint.get("/requests/export.xlsx")
@requires(*STAFF)
def export() -> Any:
    return _answer(current_actor(), whole_phones=False)


@blueprint.post("/requests/export-full.xlsx")
@requires(Role.SECRETARY)
def export_in_full() -> Any:
    """The same with whole numbers. Each time leaves an audit event: so it is a POST, and twice is twice."""
    form, actor = OneTapForm(), current_actor()
    if not form.validate():
        return _answer(actor, whole_phones=False)
    filters = wanted_here().args
    run_tx(lambda: actions.note_full_export(actor=actor, now=clock.now(), filters=filters))
    return _answer(actor, whole_phones=True)


def _answer(actor: Actor, *, whole_phones: bool) -> Any:
    now, wanted = clock.now(), wanted_here()
    rows = queries.list_requests(wanted.clause(actor, now), limit=MOST_ROWS, newest_first=wanted.newest_first)
    header = [
        _("单号"), _("状态"), _("急"), _("门牌"), _("姓名"), _("电话"), _("类别"), _("要买的东西"), _("处方、价钱"), _("约合计（元）"),
        _("备注"), _("来源"), _("提交"), _("批准"), _("配送员"), _("送达"),
    ]  # fmt: skip
    title = _("代购单")
    return workbook_response(f"{title} {clock.local(now):%Y-%m-%d}", [Sheet(title, header, _rows(actor, rows, whole_phones))])


def _rows(actor: Actor, requests: list[PurchaseRequest], whole_phones: bool) -> Iterator[list[Any]]:
    for one in requests:
        yield [
            shown_code(actor, one.code, one),
            label(one.state),
            _("急") if one.is_urgent else "",
            one.household.address,
            one.name,
            one.phone if whole_phones else masked_phone(one.phone),
            label(one.kind),
            one.summary,
            "；".join(_("%(item)s：%(notes)s", item=line.item, notes=line_notes(line)) for line in one.lines if line_notes(line)),
            total / 100 if (total := expected_total(one.lines)) is not None else None,
            one.note,
            label(one.source),
            one.submitted_at,
            one.approved_at,
            one.assigned_to.name if one.assigned_to else "",
            one.delivered_at,
        ]
