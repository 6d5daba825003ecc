"""A summary page as a spreadsheet: the same board, so the same numbers."""

from __future__ import annotations

from flask_babel import gettext as _

from blueprints.summary.board import Board
from core.excel import Sheet


def sheets(board: Board) -> list[Sheet]:
    """Figures, by grid or community, fourteen days."""
    note = _("%(title)s · 截至 %(time)s", title=board.title, time=f"{board.local_now:%Y-%m-%d %H:%M}")
    figures = [(str(number.label), number.count) for number in board.totals.values()]
    place = _("社区") if board.by_community else _("网格")
    header = [place, *([_("今天上报")] if board.by_community else []), *(str(board.totals[key].label) for key in board.columns)]
    lines = [
        [
            line.name,
            *([line.reported_at or _("今天还没有上报")] if board.by_community else []),
            *(line.numbers[key].count for key in board.columns),
        ]
        for line in board.lines
    ]
    days = [[one.day, *(column[index].number for _series, column in board.history)] for index, one in enumerate(board.history[0][1])]
    return [
        Sheet(_("汇总"), [_("项目"), _("数量")], figures, note=note),
        Sheet(_("分社区") if board.by_community else _("分网格"), header, lines, note=note),
        Sheet(_("最近十四天"), [_("日期"), *(str(series.label) for series, _days in board.history)], days, note=note),
    ]
