"""The settlement of a day and of a month: lines of numbers, each with the address of the entries that add up to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places.models import Community
from blueprints.places.queries import scope
from blueprints.settlement.figures import HANDS, OF_A_DAY, OF_A_SUPPLIER, OF_A_WORKER, Figure
from blueprints.settlement.queries import reports as queries
from blueprints.settlement.queries.reports import NOBODY, Asked, Part
from core.actors import Actor
from core.labels import label
from core.permissions import may_open


@dataclass(frozen=True)
class Number:
    figure: Figure
    cents: int
    url: str


@dataclass(frozen=True)
class Line:
    name: str
    numbers: Mapping[str, Number]  # by the figure's key
    url: str = ""  # where the line itself leads
    orders: int = 0
    orders_url: str = ""


@dataclass
class Table:
    """`total` adds its lines up, number by number. Columns that are zero everywhere are left out."""

    title: str
    first: str  # what a line is: 工作人员, 社区, 供货方, 采购单
    figures: Sequence[Figure]
    lines: list[Line]
    total: Line
    has_orders: bool = False
    columns: list[Figure] = field(init=False)

    def __post_init__(self) -> None:
        always = {"collected", "held", "goods", "due", "bill"}
        lines = (*self.lines, self.total)
        self.columns = [one for one in self.figures if one.key in always or any(line.numbers[one.key].cents for line in lines)]


@dataclass(frozen=True)
class Report:
    """`note` says whose it is and of when; `numbers` stand beside the tables."""

    title: str
    period: str
    note: str
    tables: list[Table]
    numbers: list[Number] = field(default_factory=list)
    communities: Sequence[Community] = ()  # an officer's, to choose from
    community_id: int | None = None  # the chosen one

    @property
    def is_empty(self) -> bool:
        return not any(table.lines for table in self.tables)


Sums = Mapping[int, list[Part]]


def day_report(actor: Actor, day: date, community_id: int | None) -> Report:
    """By person; for an officer who looks at the whole subdistrict, by community."""
    asked = Asked(day=day, community=community_id)
    communities = scope.communities(actor)
    by_community = actor.role == Role.OFFICER and community_id is None
    by = queries.COMMUNITY if by_community else queries.PERSON
    found = queries.parts(queries.entries_where(actor, asked), by)
    hands = queries.held(actor, Asked(community=community_id, until=day), by)
    shown = {key: some for key, some in found.items() if any(figure.counts(part) for figure in OF_A_WORKER for part in some)}
    keys = [one.id for one in communities] if by_community else sorted({*shown, *hands})
    names = {one.id: one.name for one in communities} if by_community else queries.user_names(actor, keys)
    name = "community" if by_community else "worker"

    def numbers(some: Sequence[Part], cents_held: int, whose: Asked) -> dict[str, Number]:
        held_asked = replace(whose, figure=HANDS, day=None, until=day)
        return {**_numbers(OF_A_WORKER, some, whose), HANDS.key: Number(HANDS, cents_held, _url(held_asked))}

    lines = [
        Line(
            names.get(key) or _("没有记名字"),
            numbers(found.get(key, []), hands.get(key, 0), replace(asked, **{name: key})),
            url_for("settlement.day_report", day=day.isoformat(), community=key) if by_community else "",
        )
        for key in keys
    ]
    if not by_community:
        lines.sort(key=lambda line: line.name)
    everything = [part for some in found.values() for part in some]
    total = Line(_("合计"), numbers(everything, sum(hands.values()), asked))
    table = Table(
        _("分社区") if by_community else _("分工作人员"),
        _("社区") if by_community else _("工作人员"),
        (*OF_A_WORKER, HANDS),
        lines,
        total,
    )
    rest = [number for number in _numbers(OF_A_DAY, everything, asked).values() if number.cents or number.figure.key == "due"]
    return Report(_("每日结算"), f"{day:%Y-%m-%d}", _where(actor, communities, community_id), [table], rest, communities, community_id)


def supplier_report(actor: Actor, month: date, community_id: int | None) -> Report:
    """By supplier; for an officer who looks at the whole subdistrict, also by community."""
    asked = Asked(month=month, community=community_id)
    communities = scope.communities(actor)
    month_args = {"month": f"{month:%Y-%m}"}
    tables = [
        _table(
            actor,
            asked,
            by=queries.SUPPLIER,
            name="supplier",
            title=_("分供货方"),
            first=_("供货方"),
            names=lambda keys: {**queries.supplier_names(actor, keys), NOBODY: _("没有采购单（柜台买的）")},
            url=lambda key: url_for("settlement.order_report", **month_args, supplier=key, community=community_id),
        )
    ]
    if actor.role == Role.OFFICER and community_id is None:
        tables.append(
            _table(
                actor,
                asked,
                by=queries.COMMUNITY,
                name="community",
                title=_("分社区"),
                first=_("社区"),
                names=lambda _keys: {one.id: one.name for one in communities},
                url=lambda key: url_for("settlement.supplier_report", **month_args, community=key),
            )
        )
    return Report(_("供货方月结"), f"{month:%Y-%m}", _where(actor, communities, community_id), tables, [], communities, community_id)


def order_report(actor: Actor, month: date, supplier_id: int | None, community_id: int | None) -> Report:
    """The orders behind a line of the month: what of each was booked in that month."""
    asked = Asked(month=month, community=community_id, supplier=supplier_id)
    names = queries.supplier_names(actor, [supplier_id] if supplier_id else [])
    table = _table(
        actor,
        asked,
        by=queries.ORDER,
        name="order",
        title=_("分采购单"),
        first=_("采购单"),
        names=lambda keys: {**queries.order_numbers(actor, keys), NOBODY: _("没有采购单（柜台买的）")},
        url=_order_url,
    )
    communities = scope.communities(actor)
    note = " · ".join(filter(None, [_where(actor, communities, community_id), names.get(supplier_id or 0, "")]))
    return Report(_("采购单月结"), f"{month:%Y-%m}", note, [table], community_id=community_id)


def _table(
    actor: Actor,
    asked: Asked,
    *,
    by: Any,
    name: str,
    title: str,
    first: str,
    names: Callable[[list[int]], dict[int, str]],
    url: Callable[[int], str],
) -> Table:
    where = queries.entries_where(actor, asked)
    found = queries.parts(where, by)
    with_orders = name != "order"
    orders = queries.count_orders(where, by) if with_orders else {}
    known = names(sorted(found))
    lines = [
        Line(
            known.get(key, "?"),
            _numbers(OF_A_SUPPLIER, found[key], _narrowed(asked, name, key)),
            url(key),
            orders.get(key, 0),
            _orders_url(_narrowed(asked, name, key)) if with_orders else "",
        )
        for key in sorted(found, key=lambda key: (key == NOBODY, known.get(key, "")))
    ]
    everything = [part for some in found.values() for part in some]
    total = Line(_("合计"), _numbers(OF_A_SUPPLIER, everything, asked), "", sum(orders.values()), _orders_url(asked) if with_orders else "")
    return Table(title, first, OF_A_SUPPLIER, lines, total, with_orders)


def _narrowed(asked: Asked, name: str, key: int) -> Asked:
    return replace(asked, **{name: key})


def _numbers(figures: Sequence[Figure], some: Sequence[Part], asked: Asked) -> dict[str, Number]:
    return {one.key: Number(one, one.sum(some), _url(replace(asked, figure=one))) for one in figures}


def _url(asked: Asked) -> str:
    return url_for("settlement.entries", **asked.args())


def _orders_url(asked: Asked) -> str:
    args = asked.args()
    return url_for("settlement.order_report", **{name: args[name] for name in ("month", "supplier", "community")})


def _order_url(order_id: int) -> str:
    return url_for("settlement.order_account", order_id=order_id) if order_id and may_open("settlement.order_account") else ""


def _where(actor: Actor, communities: Sequence[Community], community_id: int | None) -> str:
    if actor.role == Role.OFFICER and community_id is None:
        return communities[0].subdistrict.name if communities else ""
    return next((one.name for one in communities if one.id == (community_id or actor.community_id)), "")


def neighbours(day: date) -> tuple[date, date]:
    return day - timedelta(days=1), day + timedelta(days=1)


def said(actor: Actor, asked: Asked) -> list[str]:
    """What the list of entries was asked for, in words."""
    words = [str(asked.figure.label)] if asked.figure else []
    words += [label(one) for one in (asked.kind, asked.method) if one]
    words += [f"{asked.day:%Y-%m-%d}"] if asked.day else []
    words += [f"{asked.month:%Y-%m}"] if asked.month else []
    words += [_("到 %(day)s 为止", day=f"{asked.until:%Y-%m-%d}")] if asked.until else []
    if asked.worker is not None:
        words.append(queries.user_names(actor, [asked.worker]).get(asked.worker, _("没有记名字")))
    if asked.supplier is not None:
        words.append(queries.supplier_names(actor, [asked.supplier]).get(asked.supplier, _("没有供货方")))
    if asked.order is not None:
        words.append(queries.order_numbers(actor, [asked.order]).get(asked.order, _("没有采购单")))
    if asked.community is not None:
        words += [one.name for one in scope.communities(actor) if one.id == asked.community]
    return words
