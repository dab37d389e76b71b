"""What stands in the log, and what does not."""

from __future__ import annotations

import asyncio
import logging

import pytest

from kg.server.run import logs
from kg.settings import Settings


@pytest.fixture
def lines(capsys):
    kept = {
        name: (logger.handlers, logger.level, logger.propagate)
        for name in ("kg", "uvicorn")
        for logger in [logging.getLogger(name)]
    }
    logs(Settings(log_json=True))
    yield lambda: capsys.readouterr().err
    for name, (handlers, level, propagate) in kept.items():
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def failed(error):
    def application():
        raise error

    try:
        application()
    except BaseException:  # whatever ends a request
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")


def test_work_ended_because_the_server_stops_leaves_no_trace(lines):
    failed(asyncio.CancelledError())
    assert lines() == ""


def test_any_other_failure_is_told(lines):
    failed(ValueError("odd"))
    assert "ValueError: odd" in lines()
