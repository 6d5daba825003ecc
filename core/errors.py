"""Errors the rules and actions raise, and the plain pages they become."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from flask import Flask, current_app, flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from core import htmx, unsent
from core.database import is_retryable
from core.web import back_to

log = structlog.get_logger()


class OutOfScope(LookupError):
    """The thing does not exist, or not for this actor: the same 404 either way."""


class Refused(PermissionError):
    """The rule says no to this actor, whatever the state: 403."""


class Conflict(RuntimeError):
    """Somebody was faster, or the thing has moved on: 409 with a sentence saying who and when."""

    def __init__(self, message: str, *, by: str | None = None, at: datetime | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.by = by
        self.at = at


class Invalid(ValueError):
    """The action found the input wrong after the form had let it pass: 422 beside `field`."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


_PAGES = {
    400: (_l("这个请求没有看懂"), _l("请返回上一页再试一次。")),
    403: (_l("这一页不归您管"), _l("如果您认为应该能打开，请联系社区书记。")),
    404: (_l("没有找到这一页"), _l("它可能已被移走，或者不在您负责的范围内。")),
    405: (_l("不能这样打开这一页"), _l("请返回上一页，用页面上的按钮操作。")),
    409: (_l("刚才有人先办了"), _l("请返回上一页看看最新情况。")),
    413: (_l("文件太大了"), _l("一次最多 8 MB。请把表格拆成几份再上传。")),
    429: (_l("操作太频繁了"), _l("请过几分钟再试。急事请直接打社区电话。")),
    500: (_l("系统出错了"), _l("您刚才填的内容没有保存。请稍后再试，急事请打社区电话。")),
    503: (_l("系统正忙"), _l("您刚才填的内容没有保存，请等半分钟再提交一次。")),
}


def init_app(app: Flask) -> None:
    @app.errorhandler(OutOfScope)
    def out_of_scope(_error: OutOfScope) -> Any:
        return page(404)

    @app.errorhandler(Refused)
    def refused(_error: Refused) -> Any:
        return page(403)

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> Any:
        return page(409, detail=error.message, again=back_to(""))

    @app.errorhandler(Invalid)
    def invalid(error: Invalid) -> Any:
        return page(422, title=_("有一处需要改一下"), detail=error.message)

    @app.errorhandler(CSRFError)
    def csrf(_error: CSRFError) -> Any:
        answer = unsent.after_lost_token()
        if answer is not None:
            return answer
        return page(400, title=_("页面放得太久了"), detail=_("请返回上一页，刷新后再提交。"))

    @app.errorhandler(OperationalError)
    def database_trouble(error: OperationalError) -> Any:
        log.error("database_trouble", endpoint=request.endpoint, busy=is_retryable(error), kind=type(error.orig).__name__)
        return page(503)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.response is not None or (error.code or 500) < 400:
            return error
        return page(error.code or 500, again=_nearest_page() if error.code == 405 else "")

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Any:
        if app.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        log.error("unexpected", endpoint=request.endpoint, kind=type(error).__name__, exc_info=True)
        return page(500)


def _nearest_page() -> str:
    """Where somebody belongs who opened the address of a button by going back or reloading: the closest page above it."""
    adapter, parts = current_app.create_url_adapter(request), request.path.rstrip("/").split("/")
    above = ("/".join(parts[:end]) for end in range(len(parts) - 1, 1, -1))
    return next((path for path in above if adapter and adapter.test(path, "GET")), "")


def still_here(error: Conflict) -> int:
    """For a view that answers a lost race with its own page, drawn anew: says on it what happened; the status."""
    flash(error.message, "warn")
    return 409


def page(status: int, *, title: str | None = None, detail: str | None = None, again: str = "") -> Any:
    """One error page, with the address at which to look `again`; under htmx the same words as a small fragment for the message area."""
    default_title, default_detail = _PAGES.get(status, _PAGES[400 if status < 500 else 500])
    template = "errors/_fragment.html" if htmx.is_fragment_request() else "errors/page.html"
    body = render_template(template, status=status, title=title or default_title, detail=detail or default_detail, again=again)
    response = make_response(body, status)
    if htmx.is_fragment_request():
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML show:top"
    return response
