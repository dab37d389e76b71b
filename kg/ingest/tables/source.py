"""Which bytes are in the file of a table, unpacked, and is it a table at all?"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Final

import pyarrow as pa

from kg.errors import SeedError
from kg.ingest.files import regular_file, why_not
from kg.ingest.limits import ReadLimits

CHUNK: Final = 2**20
_RATIO_FROM: Final = 64 * 2**20  # a small file may be as repetitive as it likes
_PACKINGS: Final = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
_NO_TABLES: Final = (
    (b"PK\x03\x04", "a spreadsheet or an archive", "open it and save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet", "open it and save the sheet as CSV"),
    (b"%PDF", "a PDF document", "a table has to be taken out of it first"),
    (b"BZh", "packed with bzip2", "unpack it, or pack it with gzip or zstd"),
    (b"\xfd7zXZ", "packed with xz", "unpack it, or pack it with gzip or zstd"),
    (b"SQLite format 3", "a database", "write the table out as CSV"),
    (b"ARROW1", "an Arrow file", "write it as Parquet"),
    (b"version https://git-lfs", "a pointer to a file that is kept elsewhere", "fetch that file"),
    (b"<!DOCTYPE", "a web page", "it may be an error page: fetch the table itself"),
    (b"<HTML", "a web page", "it may be an error page: fetch the table itself"),
    (b"<?XML", "XML", "write the table out as CSV"),
)
_ODD: Final = [bytes([at]) for at in range(1, 32) if at not in b"\t\n\r\x0b\x0c\x1a\x1b"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as it was found. `stamp` tells whether it is still the same file."""

    path: Path
    size: int
    sha256: str
    packing: str | None
    stamp: tuple[int, ...]
    limits: ReadLimits

    @contextmanager
    def opened(self) -> Iterator[BufferedReader]:
        """The file as it lies there, open.

        Raises: SeedError when it is no longer the file that was looked at.
        """
        with _readable(), regular_file(self.path) as file:
            if _stamp(file) != self.stamp:
                raise SeedError("was changed while it was read", hint="start again")
            yield file

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, unpacked, in pieces of a megabyte.

        Raises: SeedError when it is cut short or grows beyond the limits.
        """
        with self.opened() as file:
            stream = pa.PythonFile(file, mode="r")
            if self.packing is not None:
                stream = pa.CompressedInputStream(stream, self.packing)
            total = 0
            while chunk := self._next(stream):
                total += len(chunk)
                self._check(total)
                yield chunk

    def _next(self, stream: pa.NativeFile) -> bytes:
        try:
            return bytes(stream.read(CHUNK))
        except OSError as error:
            if self.packing is None:
                raise
            raise SeedError(
                f"cannot be unpacked to its end: {error}", hint="it may be cut short: fetch it anew"
            ) from None

    def _check(self, total: int) -> None:
        limits = self.limits
        if total > limits.unpacked_bytes:
            raise SeedError(
                f"is larger than {limits.unpacked_bytes} bytes when it is unpacked",
                hint="divide it into several files",
            )
        if total > max(_RATIO_FROM, limits.unpacked_ratio * self.size):
            raise SeedError(
                f"unpacks to more than {limits.unpacked_ratio} times its size",
                hint="unpack it yourself if it is to be trusted",
            )


def look_at(path: Path, limits: ReadLimits) -> Source:
    """The file at `path`: its size, its digest, how it is packed.

    Raises: SeedError when it cannot be read, is empty, or is too large.
    """
    with _readable(), regular_file(path) as file:
        stamp = _stamp(file)
        size = os.fstat(file.fileno()).st_size
        if size > limits.table_bytes:
            raise SeedError(
                f"is larger than {limits.table_bytes} bytes", hint="divide it into several files"
            )
        magic = file.read(4)
        if not magic:
            raise SeedError("is empty", hint="a table has at least a header")
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    packing = next((name for start, name in _PACKINGS if magic.startswith(start)), None)
    return Source(path=path, size=size, sha256=digest, packing=packing, stamp=stamp, limits=limits)


def no_table(head: bytes) -> SeedError | None:
    """Why what begins like this is no table of text, if it is none."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64]
    for magic, what, hint in _NO_TABLES:
        if start.startswith(magic) or start.upper().startswith(magic):
            return SeedError(f"is {what}, not a table", hint=hint)
    odd = sum(head.count(letter) for letter in _ODD)
    if head.count(b"\0") * 4 > len(head) or odd > max(8, len(head) // 20):
        return SeedError("is not text, so not a table", hint="or name its encoding, or format")
    return None


def _stamp(file: BufferedReader) -> tuple[int, ...]:
    state = os.fstat(file.fileno())
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SeedError(f"cannot be read: {error.strerror or error}", hint=why_not(error)) from None
