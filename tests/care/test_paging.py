"""Long lists come page by page: nobody is left out, nobody twice."""

from __future__ import annotations

from blueprints.care.queries import PAGE
from tests.care.conftest import contacts, open_case
from tests.care.test_elsewhere import add_cases, tap_all


def walked(person, path: str, rows: str, more: str) -> list[str]:
    """The ids of the rows of every page, in order."""
    found: list[str] = []
    while path:
        page = person.get(path)
        found += [row["id"] for row in page.soup.select(rows)]
        further = [
            anchor["href"]
            for anchor in page.soup.select(f"main a[href*='{more}=']")
            if anchor.get_text(strip=True) in ("往下看", "更早的记录")
        ]
        path = further[0] if further else ""
    return found


def test_cases_are_walked_page_by_page(case, person):
    add_cases(PAGE + 3)
    secretary = person("secretary")
    for path, rows in (("/care-cases?show=all", "#cases .ll-item"), ("/care-cases/due", ".care-card")):
        found = walked(secretary, path, rows, "after")
        assert (len(found), len(set(found))) == (PAGE + 4, PAGE + 4)
        assert found[0] == f"case-{case}"  # the door before the next one


def test_contacts_are_read_back_page_by_page(app, person):
    case = open_case("李建国", days_ago=2)
    tap_all(case, 45)
    found = walked(person("owner"), f"/care-cases/{case}", ".care-contact", "before")
    newest_first = sorted(contacts(case), key=lambda one: (one.contacted_at, one.id), reverse=True)
    assert found == [f"contact-{one.id}" for one in newest_first]


def test_ended_cases_are_listed_latest_first(app, person):
    secretary = person("secretary")
    ended = [open_case("张秀兰"), open_case("李建国")]
    for case in ended:
        secretary.get(f"/care-cases/{case}/ending").form("/end").submit(reason="recovered")
    assert walked(secretary, "/care-cases?show=ended", "#cases .ll-item", "after") == [f"case-{case}" for case in reversed(ended)]
    assert walked(secretary, f"/care-cases?show=ended&after={ended[1]}", "#cases .ll-item", "after") == [f"case-{ended[0]}"]
