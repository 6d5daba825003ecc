"""What the community decides about a request: is it true, is it granted, who brings it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.purchases import queries
from blueprints.purchases.actions import moving
from blueprints.purchases.models import PurchaseRequest, RequestLine
from blueprints.purchases.rules import MAX_LINES, must_be_verified
from core import clock
from core.actors import Actor
from core.errors import Conflict, Invalid


def verify_request(request: PurchaseRequest, *, actor: Actor, now: datetime, note: str = "") -> None:
    """Note that the household was called and really asked for this."""
    moving.check("verify", actor, request)
    if request.verified_at is not None:
        name = request.verified_by.name if request.verified_by else ""
        time = clock.stamp(request.verified_at)
        raise Conflict(_("已由%(name)s于%(time)s电话核实。", name=name, time=time), by=name, at=request.verified_at)
    change = {"verified_at": now, "verified_by_id": actor.user_id, "verified_note": note}
    moving.move("verify", request, actor=actor, now=now, event="request.verified", change=change)


def approve_request(request: PurchaseRequest, *, actor: Actor, now: datetime, worker: User | None = None) -> None:
    """Grant it and hand it to `worker` (None: to be assigned later).

    Raises Invalid when the community demands a call to the household first and nobody has made it.
    """
    moving.check("approve", actor, request)
    if must_be_verified(request, queries.demands_verification(request.community_id)):
        raise Invalid(_("本社区要求先打电话核实，再批准。"))
    change = {"approved_at": now, "approved_by_id": actor.user_id}
    if worker is not None:
        _check_worker(request, worker)
        moving.give_to(request, worker.id, now)
        change["assigned_to_id"] = worker.id
    moving.move("approve", request, actor=actor, now=now, event="request.approved", change=change)


def reject_request(request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str) -> None:
    """Say no, with a reason that the household reads on its slip."""
    moving.check("reject", actor, request)
    if not reason.strip():
        raise Invalid(_("请写明为什么不批准，居民会看到。"), field="reason")
    change = {"rejected_at": now, "rejected_by_id": actor.user_id, "rejected_reason": reason}
    moving.move("reject", request, actor=actor, now=now, event="request.rejected", change=change)


def assign_request(request: PurchaseRequest, *, actor: Actor, now: datetime, worker: User) -> None:
    """Hand it to `worker`, who then sees it wherever the door is. Nothing to do is no error and leaves no event."""
    moving.check("assign", actor, request)
    _check_worker(request, worker)
    if request.assigned_to_id == worker.id:
        return
    moving.give_to(request, worker.id, now)
    moving.move("assign", request, actor=actor, now=now, event="request.assigned", change={"assigned_to_id": worker.id})


def merge_requests(requests: Sequence[PurchaseRequest], *, actor: Actor, now: datetime) -> PurchaseRequest:
    """Put several requests of one door together: the oldest takes over all lines, the others are cancelled
    and their slips point to it. Returns the one that stays."""
    if len(requests) < 2:
        raise Invalid(_("请至少勾选同一户的两张单子。"))
    if len({request.household_id for request in requests}) > 1:
        raise Invalid(_("只能合并同一户的单子。"))
    for request in requests:
        moving.check("merge", actor, request)
    kept, *gone = sorted(requests, key=lambda request: (request.submitted_at, request.id))
    wanted = [line for request in gone for line in request.lines]
    if len(kept.lines) + len(wanted) > MAX_LINES:
        raise Invalid(_("合并后超过 %(limit)s 样，一张单子放不下。", limit=MAX_LINES))
    _take_over(kept, wanted)
    for request in gone:
        change = {
            "cancelled_at": now,
            "cancelled_by_name": actor.name,
            "cancelled_reason": _("并入单号 %(code)s", code=kept.code),
            "merged_into_id": kept.id,
        }
        moving.move("cancel", request, actor=actor, now=now, event="request.merged_away", change=change)
    change = {
        "is_urgent": any(request.is_urgent for request in requests),
        "note": "\n".join(dict.fromkeys(request.note for request in (kept, *gone) if request.note))[:500],
    }
    tell = {"lines": kept.summary, "merged": [request.code for request in gone]}
    moving.move("merge", kept, actor=actor, now=now, event="request.merged", change=change, tell=tell)
    return kept


def _take_over(kept: PurchaseRequest, wanted: Sequence[RequestLine]) -> None:
    """Lines that say the very same thing in the same unit (and of a medicine, for the same person) add up; others go behind."""
    known = {_said(line): line for line in kept.lines}
    for line in wanted:
        same = known.get(_said(line))
        if same is not None:
            same.amount += line.amount
            continue
        copy = RequestLine(community_id=kept.community_id, position=len(kept.lines) + 1, amount=line.amount)
        for name in (*_SAID, "expected_price"):
            setattr(copy, name, getattr(line, name))
        kept.lines.append(copy)
        known[_said(copy)] = copy


_SAID = ("item", "unit", "if_missing", "price_item_id", "strength", "prescription_for", "shows_prescription", "shows_old_box")


def _said(line: RequestLine) -> tuple[Any, ...]:
    return tuple(getattr(line, name) for name in _SAID)


def _check_worker(request: PurchaseRequest, worker: User) -> None:
    if worker.community_id != request.community_id or not worker.is_enabled or worker.role is Role.OFFICER:
        raise Invalid(_("这位工作人员现在不能接单，请换一位。"), field="worker")
