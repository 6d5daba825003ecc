"""An upload's way from bytes to plan: what views and the command line have in common. Reads only; changes are actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from blueprints.places.imports.entries import Entry, clean_row
from blueprints.places.imports.plan import Existing, Plan
from blueprints.places.imports.planning import make_plan
from blueprints.places.imports.staging import SheetReport, StagedRow, stage
from blueprints.places.models import ImportJob
from blueprints.places.queries import imports as queries
from core.excel_in import MAX_ROWS, Unreadable, read


def open_list(data: bytes) -> tuple[list[SheetReport], list[StagedRow], list[str]]:
    """(sheets, rows, hidden sheets) of an uploaded file. Raises Unreadable with a plain sentence."""
    book = read(data)
    reports, staged = stage(book)
    if not any(report.has_header for report in reports):
        raise Unreadable(_("没有找到表头。请在第一行写上列名（小区、楼栋、单元、房号、姓名……），或下载模板来填。"))
    if not staged:
        raise Unreadable(_("表头下面没有内容。请填好再上传。"))
    if len(staged) > MAX_ROWS:
        raise Unreadable(_("表格超过 %(limit)s 行。请按小区或楼栋拆成几份，分次导入。", limit=MAX_ROWS))
    return reports, staged, book.hidden


def clean_rows(rows: Sequence[StagedRow], *, today: date, tell: Callable[[int], Any] | None = None) -> list[Entry]:
    entries = []
    for number, row in enumerate(rows, start=1):
        entries.append(clean_row(row, today=today))
        if tell is not None and number % 1000 == 0:
            tell(number)
    return entries


def plan_of(job: ImportJob) -> tuple[Plan, Existing]:
    """The plan of a fully read job against what the community holds. Read the job at `one_moment`, too."""
    existing = queries.existing(job.community_id)
    names = [sheet["name"] for sheet in job.sheets]
    plan = make_plan(queries.entries_of(job), existing, sheet_names=names, default_estate=job.default_estate)
    return plan, existing
