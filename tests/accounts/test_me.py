"""The own page: who I am, and what I may do besides."""

from __future__ import annotations

import pytest

from tests.accounts.support import fresh
from tests.support.world import PASSWORD


def test_a_worker_sees_name_role_community_and_grids(person):
    text = person("owner").get("/me").text
    assert all(word in text for word in ("赵一", "网格员", "幸福社区", "第一网格", "改密码", "退出登录"))
    assert not any(word in text for word in ("人员", "导入名单", "社区设置"))


@pytest.mark.parametrize("who", ["secretary", "officer"])
def test_the_office_finds_its_tools_and_every_link_opens(person, who):
    somebody = person(who)
    page = somebody.get("/me")
    links = [str(anchor["href"]) for anchor in page.soup.select("main .ll-list a")]
    assert "/people" in links and "/alerts" in links and len(links) >= 5
    for address in links:
        assert somebody.get(address).status == 200, address


def test_the_own_password_is_changed_from_here(person):
    owner = person("owner")
    page = owner.get("/me").follow("改密码").form("/password")
    page = page.submit(current=PASSWORD, new="my own sentence", again="my own sentence")
    assert page.path == "/me" and "新密码已保存" in page.text
    assert not fresh("owner").must_change_password and fresh("owner").session_number == 2


def test_a_worker_of_a_community_is_shown_no_way_to_assign_grids_to_oneself(person):
    assert "分配网格" not in person("owner").get("/me").text
    assert "分配网格" not in person("secretary").get("/me").text
