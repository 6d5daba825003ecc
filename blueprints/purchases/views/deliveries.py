"""What is to be bought and brought, in walking order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.purchases import actions, blueprint, queries
from blueprints.purchases.forms import OneTapForm
from blueprints.purchases.rules import CARRIED, RequestState, can_buy, can_go_out, sees_door, shown_code
from core import clock, htmx, slots
from core.actors import Actor
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id

# Read from the end: what is in the hand comes first, what must still be bought last.
_STEPS = (
    (RequestState.OUT_FOR_DELIVERY,),
    (RequestState.BOUGHT,),
    (RequestState.APPROVED, RequestState.ORDERED),
)


@blueprint.get("/deliveries")
@requires(*STAFF)
def deliveries() -> Any:
    actor = current_actor()
    worker_id = actor.user_id if actor.role == Role.GRID_WORKER else request.args.get("worker", type=row_id)
    state = request.args.get("state", "")
    states = (RequestState(state),) if state in set(CARRIED) else CARRIED
    carried = queries.my_deliveries(actor, worker_id=worker_id, states=states)
    return htmx.render(
        "purchases/deliveries.html",
        "purchases/_deliveries.html",
        sections=[(step[0], [one for one in carried if one.state in step]) for step in _STEPS],
        workers=queries.workers_with_load(actor.community_id) if actor.community_id and actor.role != Role.GRID_WORKER else [],
        worker_id=worker_id,
        state=state,
        states=CARRIED,
        is_mine=actor.role == Role.GRID_WORKER,
        one_tap=lambda: OneTapForm(formdata=None),
        can_buy=lambda one: can_buy(actor, one),
        can_go_out=lambda one: can_go_out(actor, one),
        code_of=lambda one: shown_code(actor, one.code, one),
        sees_door=lambda one: sees_door(actor, one.household.grid_id),
        notes=stop_notes(actor, [one.id for one in carried]),
    )


def stop_notes(actor: Actor, request_ids: Collection[int]) -> dict[int, list[str]]:
    """request id → what later slices say beside it: which bag it is, what is to be paid."""
    found: dict[int, list[str]] = {}
    for filling in slots.results("stop_notes", actor=actor, request_ids=list(request_ids)):
        for request_id, texts in filling.items():
            found.setdefault(request_id, []).extend(texts)
    return found


@blueprint.post("/deliveries/go-out")
@requires(Role.GRID_WORKER)
def go_out_with_all() -> Any:
    """On the way with everything that is bought: one tap for the whole trolley."""
    form, actor = OneTapForm(), current_actor()
    if not form.validate():
        return go_to(url_for("purchases.deliveries"))
    gone: list[int] = []

    def work() -> str:
        gone.clear()
        for one in queries.carried_by(actor.community_id or 0, actor.user_id or 0):
            if one.state is RequestState.BOUGHT:
                try:
                    actions.start_delivery(one, actor=actor, now=clock.now())
                    gone.append(one.id)
                except (Conflict, Invalid):
                    continue
        return url_for("purchases.deliveries")

    url = submit_once(form, actor, work)
    flash(_("%(number)s 单已出发。", number=len(gone)) if gone else _("没有要出发的单子。"))
    return go_to(url)
