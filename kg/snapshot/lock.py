"""Who may write here?

One build at a time for each data folder. The lock is the system's (`flock`): it goes when
the process goes, however it ends, so that no stale lock can stay. Readers need none.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.columns.files import sync
from kg.errors import BuildBusyError

LOCK: Final = "lock"


@contextmanager
def one_writer(data: Path) -> Iterator[None]:
    """Hold the data folder for writing; it is made when it is not there.

    Raises: BuildBusyError when another build holds it.
    """
    if not data.is_dir():
        data.mkdir(parents=True, exist_ok=True)
        sync(data.parent)
    handle = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildBusyError(
                f"another build is writing to {data}",
                hint="wait until it is done, or name another folder with --data",
            ) from None
        yield
    finally:
        os.close(handle)
