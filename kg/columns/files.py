"""How does a file reach the disk, whole or not at all?

Everything is written under another name, flushed, and renamed into place; folders are
flushed too, since a name is an entry of its folder. Failures of the disk become errors
that say what to do.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import KgError

_HINTS: Final = {
    errno.ENOSPC: ("the disk is full", "free some space, or choose another folder with --data"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, or choose another --data"),
    errno.EFBIG: ("a file would be too large", "raise the file size limit (ulimit -f)"),
    errno.EACCES: ("permission denied", "make the folder writable, or choose another --data"),
    errno.EPERM: ("permission denied", "make the folder writable, or choose another --data"),
    errno.EROFS: ("the disk is read-only", "choose another folder with --data"),
    errno.EEXIST: ("a file is in the way", "name a folder with --data"),
    errno.ENOTDIR: ("a file is in the way", "name a folder with --data"),
    errno.EMFILE: ("too many files are open", "raise the limit of open files (ulimit -n)"),
}


@contextmanager
def plain_errors(doing: str, folder: Path) -> Iterator[None]:
    """Turn a failure of the disk into a KgError that says what to do."""
    try:
        yield
    except OSError as error:
        what, hint = _HINTS.get(error.errno or 0, (error.strerror or str(error), None))
        raise KgError(f"{doing}: {what}", hint=hint, file=str(error.filename or folder)) from error


class HashingFile:
    """A binary file that knows the sha256 and size of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes | memoryview) -> int:
        """Write and count; as `BinaryIO.write`."""
        view = memoryview(data)
        self._file.write(view)
        self._sha.update(view)
        self.size += view.nbytes
        return view.nbytes

    def flush(self) -> None:
        """Hand what is buffered to the system."""
        self._file.flush()

    @property
    def closed(self) -> bool:
        """Whether the file is closed; Arrow asks."""
        return self._file.closed

    @property
    def sha256(self) -> str:
        """Of all that was written so far."""
        return self._sha.hexdigest()


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes. Cost: O(size), in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Wait until a folder and all below it are on the disk; inner ones first."""
    for inner, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(inner, name))
        sync(Path(inner))


def replace_file(path: Path, content: bytes) -> None:
    """Give a file a new content: readers see the old one or the new one, never a part."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)
