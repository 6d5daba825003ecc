"""The spreadsheet says what the page says."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.summary.neighbourhood import grow
from tests.summary.test_numbers_agree import figures_of


@pytest.mark.parametrize(("who", "path", "lines"), [("secretary", "/summary", "分网格"), ("officer", "/subdistrict", "分社区")])
def test_the_sheet_has_the_numbers_of_the_page(app, person, who, path, lines):
    grow(11)
    somebody = person(who)
    page = somebody.get(path)
    answer = somebody.get(page.link("下载表格"))
    assert answer.response.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = openpyxl.load_workbook(io.BytesIO(answer.response.data))
    assert book.sheetnames == ["汇总", lines, "最近十四天"]
    rows = {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames}
    totals = {row[0]: row[1] for row in rows["汇总"][2:]}
    tiles = {
        tile.select_one(".sm-tile__text").get_text(): int(tile.select_one(".sm-tile__number").get_text())
        for tile in page.soup.select(".sm-tile")
    }
    assert tiles and tiles.items() <= totals.items()
    words = {link.find(string=True).strip(): int(link.b.get_text()) for link in page.soup.select(".sm-words")}
    assert {"今天送到", "今天结清", "今天退回", "今天取消"} <= words.keys()
    assert words.items() <= totals.items()
    shown = [number for key, number, _url in figures_of_lines(page)]
    first = 2 if who == "officer" else 1
    assert [number for row in rows[lines][2:] for number in row[first:]] == shown
    days = rows["最近十四天"][2:]
    assert len(days) == 14
    on_page = [
        [int(list(cell.stripped_strings)[-1]) for cell in row.select("td")] for row in reversed(page.soup.select(".sm-days tbody tr"))
    ]
    assert [list(row[1:]) for row in days] == on_page


def figures_of_lines(page):
    table = page.soup.select_one(".sm-lines")
    if table.tfoot:
        table.tfoot.extract()
    keep = {id(link) for link in table.select("[data-figure]")}
    return [figure for figure, link in zip(figures_of(page), page.soup.select("[data-figure]"), strict=True) if id(link) in keep]
