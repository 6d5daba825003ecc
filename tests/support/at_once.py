"""Several people at the same moment: in threads of one worker process, and in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from app import create_app
from core.database import db

PATIENCE = 60  # seconds; a process imports the whole site first


def at_once(app: Flask, *works: Callable[[], object]) -> list[object]:
    """Run every work in a thread of its own, all starting together; the answers or what was raised, by place."""
    db.session.rollback()
    start = threading.Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                answers[place] = work()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                answers[place] = error

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return answers


def in_processes(app: Flask, *works: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]) -> list[str]:
    """Call each (function, args, kwargs) in a process of its own, as the server's workers are, all starting together.

    The functions must be importable (those of a `things` module). Answers by place: "" or the name of what was raised.
    """
    db.session.rollback()
    db.engine.dispose()
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(len(works)), context.SimpleQueue()
    settings = {name: app.config[name] for name in ("SQLALCHEMY_DATABASE_URI", "INSTANCE_DIR", "SECRET_KEY")}
    settings |= {"TESTING": True, "RATE_LIMITS_ENABLED": False, "PUBLIC_URL": app.config["PUBLIC_URL"]}
    processes = [context.Process(target=_one, args=(settings, start, answers, place, *work)) for place, work in enumerate(works)]
    for process in processes:
        process.start()
    told = dict(answers.get() for _ in processes)
    for process in processes:
        process.join(PATIENCE)
    return [told[place] for place in range(len(works))]


def _one(
    settings: dict[str, Any],
    start: Any,
    answers: Any,
    place: int,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    given: dict[str, Any],
) -> None:
    told = f"process {os.getpid()} did not come so far"
    try:
        with create_app(settings).app_context():
            start.wait(PATIENCE)
            function(*args, **given)
            told = ""
    except Exception as error:  # noqa: BLE001 - the test looks at its name
        told = type(error).__name__
    finally:
        answers.put((place, told))
