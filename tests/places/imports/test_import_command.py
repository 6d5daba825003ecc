"""`flask import-xlsx`: the same preview, and all or nothing, without a browser."""

from __future__ import annotations

import pytest

from blueprints.places.models import Resident
from core.audit import AuditEvent
from tests.places.imports import lists
from tests.places.imports.test_import_a_list import LI, WANG, count


@pytest.fixture
def run(app, tmp_path):
    def command(data: bytes, *options: str):
        path = tmp_path / "名单.xlsx"
        path.write_bytes(data)
        return app.test_cli_runner().invoke(args=["import-xlsx", str(path), *options])

    return command


def test_a_dry_run_only_shows(run):
    result = run(lists.people(LI, lists.person("错", "", 电话="x")), "--community", "幸福社区", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "居民: 新增 1，有变动 0，没有变化 0" in result.output
    assert "“居民”第 3 行 · 电话 · 电话号码不对" in result.output
    assert "没有写入任何内容" in result.output
    assert count(Resident, Resident.name == "李秀英") == 0


def test_written_once_and_then_unchanged(run):
    assert "已全部写入" in run(lists.people(LI, WANG), "--community", "幸福社区").output
    assert count(Resident, Resident.name == "李秀英") == 1
    assert count(AuditEvent, AuditEvent.action == "import.applied", AuditEvent.actor_role == "system") == 1
    assert "没有写入任何内容" in run(lists.people(LI, WANG), "--community", "幸福社区").output


@pytest.mark.parametrize(
    ("data", "community", "words"), [(b"nonsense", "幸福社区", "不是 .xlsx"), (lists.people(LI), "没这个", "没有叫“没这个”的社区")]
)
def test_trouble_is_told_in_a_sentence(run, data, community, words):
    result = run(data, "--community", community)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
