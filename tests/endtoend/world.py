"""The small world that the doors are tested on (`tests/endtoend/seed`), and the bundled example.

Each is built once in a process.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from kg.api import Limits, execute
from kg.cli.terminal import bundled_seed
from kg.snapshot import Snapshot, build, open_snapshot

SEED = Path(__file__).parent / "seed"
CASES = Path(__file__).parent / "cases"


@cache
def data_folder() -> Path:
    """A data folder with the world built into it, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="kg-alder-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build(SEED, folder)
    return folder


@cache
def bundled_data() -> Path:
    """A data folder with the bundled example, only to be read: a build of it takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="kg-bundled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build(bundled_seed(), folder)
    return folder


@cache
def snapshot() -> Snapshot:
    """The world."""
    return open_snapshot(data_folder())


def ask(query: str, limits: Limits | None = None, **variables: Any) -> dict[str, Any]:
    """The whole answer to a question about the world."""
    return execute(snapshot(), query, variables or None, None, limits)


def data(query: str, **variables: Any) -> Any:
    """The data of an answer that has no errors."""
    answer = ask(query, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def fault(query: str, limits: Limits | None = None, **variables: Any) -> dict[str, Any]:
    """The one error of an answer."""
    answer = ask(query, limits, **variables)
    errors: list[dict[str, Any]] = answer["errors"]
    assert len(errors) == 1, errors
    return errors[0]
