"""Which files of a folder are read, and what is in them?

Regular files only, never through a link: a folder cannot make the reader leave it, wait at
a pipe, or take in more than the limits allow.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from kg.errors import SeedError
from kg.ingest.limits import ReadLimits
from kg.ingest.report import Report


def names_below(
    folder: Path, suffixes: Collection[str] | None, limits: ReadLimits, report: Report
) -> Iterator[str]:
    """Names, relative to `folder`, of the files with one of `suffixes`, or of all.

    Hidden files and folders are passed over. What may not be read is written down.
    """
    todo = [(folder, 0)]
    count = 0
    while todo:
        here, depth = todo.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                deeper = entry.is_dir(follow_symlinks=False)
                if deeper and depth < limits.folders:
                    todo.append((Path(entry.path), depth + 1))
                    continue
                # A folder that is a link would else be passed over in silence.
                linked = entry.is_symlink() and entry.is_dir()
                wanted = linked or suffixes is None or Path(entry.name).suffix.lower() in suffixes
                if not wanted and not deeper:
                    continue
                count += not deeper
                fault = _refused(entry, count, limits)
                name = Path(entry.path).relative_to(folder).as_posix()
                if fault is None:
                    yield name
                else:
                    report.all_excused = True
                    report.add(fault, file=name)


def _refused(entry: os.DirEntry[str], count: int, limits: ReadLimits) -> SeedError | None:
    if entry.is_symlink():
        return SeedError("is a link", hint="put the file itself there")
    if entry.is_dir(follow_symlinks=False):
        return SeedError(f"lies more than {limits.folders} folders deep", hint="move it up")
    if not entry.is_file(follow_symlinks=False):
        return SeedError("is not a regular file", hint="remove it")
    if count > limits.files:
        return SeedError(f"is one of more than {limits.files} files", hint="join some")
    return None


def content(folder: Path, name: str, most: int) -> bytes:
    """The bytes of a regular file, at most `most`.

    Raises: SeedError when it is no regular file, is larger, or cannot be opened.
    """
    with opened(folder, name, None) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _too_large(most)
    return data


@contextmanager
def opened(folder: Path, name: str, most: int | None) -> Iterator[BinaryIO]:
    """A regular file to read from, at most `most` bytes of it.

    Raises: as `content`; SeedError also when reading fails later.
    """
    try:
        with regular_file(folder / name) as file:
            if most is not None and os.fstat(file.fileno()).st_size > most:
                raise _too_large(most)
            yield file
    except OSError as error:
        raise SeedError(f"cannot be read: {error.strerror}", hint=why_not(error)) from None


def why_not(error: OSError) -> str:
    """Where to look when a file cannot be read."""
    absent = isinstance(error, FileNotFoundError)
    return "look at its name and its folder" if absent else "look at its rights"


@contextmanager
def regular_file(path: Path) -> Iterator[BufferedReader]:
    """The file at `path`, open for reading; never through a link, never waiting at a pipe.

    Raises: SeedError when it is no regular file; OSError when it cannot be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise SeedError("is not a regular file", hint="remove it")
        yield file


def _too_large(most: int) -> SeedError:
    return SeedError(f"is larger than {most} bytes", hint="divide it into several files")
