"""Domain events: how one slice lets another act in the same transaction without importing it.

A slice defines its events as frozen dataclasses and publishes them; `wiring.py` subscribes the
handlers. They run at once, inside the publisher's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[Any], handler: Callable[[Any], None]) -> None:
    """Register `handler`; registering the same one twice has no effect."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(event: Any) -> None:
    for handler in _handlers[type(event)]:
        handler(event)
