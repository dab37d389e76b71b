"""The command line in this process: all that `kg` does but start an interpreter.

Starting one and loading the libraries takes longer than most commands. What needs a process
of its own (a real pipe, a signal, what is loaded) is tested in `tests/endtoend`.
"""

from __future__ import annotations

import io
import logging
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.cli.main import run


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed: `said` is both streams as they came."""

    status: int
    out: str
    err: str
    said: str


class _Stream(io.TextIOWrapper):
    """A text stream over bytes that are also kept with those of the other stream."""

    def __init__(self, both: io.BytesIO) -> None:
        self.own = io.BytesIO()
        super().__init__(_Twice(self.own, both), "utf-8", write_through=True)

    def text(self) -> str:
        """All that was printed."""
        self.flush()
        return self.own.getvalue().decode()


class _Twice(io.BufferedIOBase):
    """Writes to two places."""

    def __init__(self, *places: io.BytesIO) -> None:
        self._places = places

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        return max(place.write(data) for place in self._places)


def kg(folder: Path, *words: object, stdin: str = "") -> Done:
    """Run `kg WORDS` in a folder."""
    both = io.BytesIO()
    out, err = _Stream(both), _Stream(both)
    with chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        patch.setattr(sys, "argv", ["kg", *map(str, words)])
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr(logging.getLogger(), "handlers", [])  # warnings are printed, not caught
        with pytest.raises(SystemExit) as ended:
            run()
    code = ended.value.code
    assert isinstance(code, int | None), code
    return Done(code or 0, out.text(), err.text(), both.getvalue().decode())
