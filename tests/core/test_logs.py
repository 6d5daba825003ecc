"""What the log says of an error: where it came from, and nothing of what was typed."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from blueprints.alerts import views
from core import rate_limit
from core.database import db


@pytest.fixture
def as_in_production(app, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.config, "TESTING", False)
    return app


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_an_unexpected_error_tells_where_and_not_what(as_in_production, person, capsys, monkeypatch):
    def breaks(*_args, **_more):
        secret_name = "张秀兰"
        raise ValueError(f"{secret_name} 19900000001")

    monkeypatch.setattr(views.queries, "list_alerts", breaks)
    page = person("secretary").get("/alerts?show=all")
    assert page.status == 500 and "系统出错了" in page.html
    told = lines(capsys)[-1]
    assert (told["event"], told["endpoint"], told["kind"]) == ("unexpected", "alerts.alerts", "ValueError")
    assert any("breaks" in place for place in told["where"])
    assert "张秀兰" not in json.dumps(told, ensure_ascii=False) and "19900000001" not in json.dumps(told)


def test_a_database_error_does_not_quote_the_row(app):
    with pytest.raises(sa.exc.DBAPIError) as refused:
        db.session.execute(sa.text("SELECT no_such_column FROM resident WHERE name = :name"), {"name": "张秀兰"})
    db.session.rollback()
    assert "张秀兰" not in str(refused.value)


def test_counters_keep_no_telephone_number(app):
    app.config["RATE_LIMITS_ENABLED"] = True
    rate_limit.allow("test", "19900000001", "5/hour")
    with db.engine.connect() as connection:
        assert "19900000001" not in str(connection.execute(sa.text("SELECT * FROM rate_limit_hit")).all())
