"""20,000 rows: read in steps, by button and by htmx, applied in one go."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.places.events import HouseholdAdded
from blueprints.places.imports.rules import CHUNK_ROWS, ImportState
from blueprints.places.models import Household, ImportJob, Resident
from core import events
from core.audit import AuditEvent
from core.database import db
from core.events import subscribe
from core.excel import Sheet, workbook_bytes
from tests.places.imports import lists
from tests.places.imports.test_import_a_list import count, numbers, upload

ROWS = 20_000


def long_list(rows: int) -> bytes:
    lines = []
    for row in range(rows):
        name = f"住户{chr(0x4E00 + row % 5)}{chr(0x5000 + row // 5 % 900)}"
        door = f"{row // 10 % 10 + 1}{row // 5 % 2 + 1:02d}"
        place = ("金色家园", f"{row // 200 + 1}号楼", str(row // 100 % 2 + 1), door)
        lines.append((*place, name, "", "女", "1950.3.2", "", f"1990000{row % 10000:04d}", "自住", "第一网格", ""))
    return workbook_bytes([Sheet("居民", lists.HEADER, lines)])


# The test client leaves the temporary file of its own large request to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_twenty_thousand_rows_end_to_end(app, person):
    heard = []
    secretary = person("secretary")
    page = upload(secretary, long_list(ROWS))
    assert page.soup.find("progress")["value"] == "0"
    path, steps = page.path, 0
    while "import-progress" in page.html:
        form = page.form("/step")
        if steps % 2:  # with htmx the fragment alone comes back, and asks for the next step by itself
            answer = form.submit(htmx=True, follow=False)
            assert answer.status == 200 and "<html" not in answer.html
            assert "HX-Redirect" in answer.response.headers or 'hx-trigger="load' in answer.html
            page = secretary.get(path)
        else:
            page = form.submit()
        steps += 1
    assert steps == ROWS // CHUNK_ROWS + 1
    assert numbers(page) == {"楼栋": (100, 0, 0), "住户": (4000, 0, 0), "居民": (20_000, 0, 0)}
    subscribe(HouseholdAdded, heard.append)
    try:
        page.form("/confirm").submit()
    finally:
        events._handlers[HouseholdAdded].remove(heard.append)
    assert count(Resident, Resident.name.like("住户%")) == ROWS
    assert [len(event.household_ids) for event in heard] == [4000]
    assert count(AuditEvent, AuditEvent.action == "resident.imported") == ROWS
    assert count(Household, Household.address == "金色家园1号楼1单元101", Household.grid_id.is_not(None)) == 1


def test_a_step_pressed_twice_or_too_often_reads_nothing_twice(app, person):
    secretary = person("secretary")
    page = upload(secretary, long_list(CHUNK_ROWS + 5))
    form = page.form("/step")
    for _again in range(6):
        form.submit(follow=False)
    db.session.rollback()
    job = db.session.scalars(sa.select(ImportJob)).one()
    assert (job.rows_read, job.rows_total, job.state) == (CHUNK_ROWS + 5, CHUNK_ROWS + 5, ImportState.READY)


def test_confirming_before_everything_is_read_is_refused(app, person):
    secretary = person("secretary")
    path = upload(secretary, long_list(CHUNK_ROWS + 5)).path
    assert secretary.post(f"{path}/confirm").status == 409
    assert secretary.get(f"{path}/preview.xlsx").status == 409
    assert count(Resident, Resident.name.like("住户%")) == 0
