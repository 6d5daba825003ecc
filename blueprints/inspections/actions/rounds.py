"""Opening and closing a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _

from blueprints.inspections.actions import doors
from blueprints.inspections.models import Round, RoundGrid
from blueprints.inspections.queries import doors as door_queries
from blueprints.inspections.queries import rounds as queries
from blueprints.inspections.rules import RoundState, can_close_round, can_open_round
from core import audit, clock
from core.actors import Actor
from core.database import compare_and_set, db
from core.errors import Conflict, Invalid, Refused


def open_round(
    *, actor: Actor, now: datetime, title: str, starts_on: date, ends_on: date, grid_ids: Sequence[int], note: str = ""
) -> Round:
    """Ask every door of these grids once, from now. Raises Refused, Invalid (a grid is being asked already; no doors)."""
    if not can_open_round(actor) or actor.community_id is None:
        raise Refused
    if ends_on < starts_on:
        raise Invalid(_("结束日期不能早于开始日期。"), field="ends_on")
    grids = queries.lock_grids(actor.community_id, grid_ids)
    if not grids or len(grids) != len(set(grid_ids)):
        raise Invalid(_("请选择要排查的网格。"), field="grids")
    for name, other in queries.open_rounds_of_grids(actor.community_id, grid_ids):
        text = _(
            "%(grid)s正在进行“%(title)s”（%(name)s %(day)s发起），结束它以后才能再发起。",
            grid=name, title=other.title, name=other.opened_by.name, day=f"{clock.local(other.opened_at):%m-%d}",
        )  # fmt: skip
        raise Invalid(text, field="grids")
    round_ = Round(
        community_id=actor.community_id,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note,
        opened_at=now,
        opened_by_id=actor.user_id,
    )
    db.session.add(round_)
    db.session.flush()
    db.session.add_all(RoundGrid(community_id=round_.community_id, round_id=round_.id, grid_id=grid.id) for grid in grids)
    db.session.flush()
    count = doors.ask_doors(round_, [grid.id for grid in grids], now=now)
    if not count:
        raise Invalid(_("所选网格里还没有登记住户，请先导入或生成楼栋。"), field="grids")
    after = {"title": title, "starts_on": starts_on, "ends_on": ends_on, "grids": [grid.name for grid in grids], "doors": count}
    audit.record(actor, "round.opened", round_, now=now, before={}, after=after)
    return round_


def close_round(round_: Round, *, actor: Actor, now: datetime, note: str = "") -> None:
    """End it with the doors as they stand. Raises Refused, or Conflict when somebody was faster."""
    if not can_close_round(actor, round_):
        if round_.state is RoundState.CLOSED and can_open_round(actor):
            raise _already_closed(round_)
        raise Refused
    change = {"state": RoundState.CLOSED, "closed_at": now, "closed_by_id": actor.user_id}
    if note:
        change["note"] = f"{round_.note}\n{note}".strip()[:500]
    if not compare_and_set(Round, round_.id, expect={"state": RoundState.OPEN}, change=change):
        raise Conflict(_("这一轮排查刚刚被别人结束了，请刷新看看。"))
    left = queries.coverage(door_queries.missing_filter(actor, round_id=round_.id, show="all"))
    after = {"state": RoundState.CLOSED, "done": left.done, "revisit": left.revisit, "missing": left.missing}
    audit.record(actor, "round.closed", round_, now=now, before={"state": RoundState.OPEN}, after=after)


def _already_closed(round_: Round) -> Conflict:
    name, at = round_.closed_by.name if round_.closed_by else "", round_.closed_at
    return Conflict(_("%(name)s 已在 %(time)s 结束了这一轮排查。", name=name, time=clock.stamp(at)), by=name, at=at)
