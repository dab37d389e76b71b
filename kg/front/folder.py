"""Where is something new written?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import CommandError


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """A folder to write to, made when it is not there.

    Raises: CommandError when it holds anything, or when what is done in it fails on the disk.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty", hint="name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise CommandError(
            f"{folder} cannot be written: {error.strerror}", hint="choose another place"
        ) from error
