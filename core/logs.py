"""One JSON line an event, and nothing personal in it.

Fields are an allow-list: an event may say which endpoint and what kind of error, never an address, a
form field, a query or the words of an exception (a database error quotes the row it refused).
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from core.settings import ROOT

ALLOWED = frozenset({"event", "level", "timestamp", "endpoint", "kind", "busy", "status", "where", "command", "count", "seconds"})


def configure() -> None:
    """Log to standard error; safe to call for every app a process makes."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_only,
            _allowed_only,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _where_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception becomes the places it came through: file, line, function; not its message, not its variables."""
    if event.pop("exc_info", None):
        error = sys.exc_info()[1]
        frames = traceback.extract_tb(error.__traceback__) if error else []
        event["where"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-2:])


def _allowed_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in ALLOWED}
