"""Which clean UTF-8 lines are in these bytes?

Most files are clean, and then this only looks: a test of validity over a megabyte at a
time. What is mended is noted: byte order marks, lines in another encoding, NUL bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa

from kg.errors import SeedError
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.source import no_table

_BOMS: Final = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPED: Final = re.compile("[\udc80-\udcff]+")
_END: Final = re.compile("[\r\n]")
_ASCII: Final = bytes(range(128))
_HEAD: Final = 2**16  # bytes that show how lines end


def clean(chunks: Iterable[bytes], encodings: Sequence[str], ledger: Ledger) -> Iterator[bytes]:
    """Pieces of UTF-8, each but the last ending where a line ends.

    A line that is in none of the encodings keeps its bytes as lone surrogates, which is
    not valid UTF-8: whoever reads it refuses that row.

    Raises: SeedError when this is no text, or a line is longer than a row may be.
    """
    offset = 0
    parts, names = _narrow(iter(chunks), encodings, ledger)
    for piece in _whole_lines(parts, ledger.limits.row_bytes):
        mended = piece
        if b"\0" in mended:
            at = offset + mended.index(b"\0")
            ledger.see("NUL bytes were left out", mended.count(b"\0"), at=at)
            mended = mended.replace(b"\0", b"")
        if names[0] != "utf-8":
            mended = _decoded(mended, names, offset, ledger)
        elif not _is_utf8(mended):
            mended = _mended(mended, names, offset, ledger)
        yield mended
        offset += len(mended)


def line_start(text: bytes, at: int) -> int:
    """Where the line begins in which this place is."""
    return max(text.rfind(b"\n", 0, at), text.rfind(b"\r", 0, at)) + 1


def _narrow(
    stream: Iterator[bytes], encodings: Sequence[str], ledger: Ledger
) -> tuple[Iterator[bytes], Sequence[str]]:
    """The bytes without a mark, their line ends those of ASCII, and their encodings."""
    head = next(stream, b"")
    names = ["utf-8" if _is_name_of_utf8(name) else name for name in encodings]
    for mark, name in _BOMS:
        if head.startswith(mark):
            ledger.see(f"byte order mark, of {name}", 1)
            head = head[len(mark) :]
            names = [name, *(other for other in names if other != name)]
            break
    parts = _joined(head, stream)
    if not _knows_ascii(names[0]):
        parts, names = _transcoded(parts, names[0]), ["utf-8"]
    first = next(parts, b"")
    if (fault := no_table(first)) is not None:
        raise fault
    return _joined(first, parts), names


def _is_name_of_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name == "utf-8"


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _knows_ascii(encoding: str) -> bool:
    return _ASCII.decode(encoding, "replace") == _ASCII.decode("ascii")


def _transcoded(parts: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for part in parts:
            yield decoder.decode(part).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise SeedError(f"is not {encoding} all through: {error}", hint="fetch it anew") from None


def ends_with_lf(text: bytes) -> bool:
    """Whether the lines of a text that begins like this end with LF or CRLF.

    Old files end their lines with CR only. Elsewhere a bare CR is a stray one, and the line
    goes on after it.
    """
    head = text[:_HEAD]
    return head.count(b"\r") <= 2 * head.count(b"\n")


def _whole_lines(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    """The same bytes, cut where lines end."""
    held = b""
    lf: bool | None = None
    for part in parts:
        held = held + part if held else part
        lf = ends_with_lf(held) if lf is None else lf
        cut = held.rfind(b"\n") + 1
        if not (lf and cut):
            cut = max(cut, held.rfind(b"\r", 0, -1) + 1)  # an LF may follow the last one
        if cut:
            yield held[:cut]
            held = held[cut:]
        if len(held) > most:
            raise SeedError(f"has a line of more than {most} bytes", hint="is it a table?")
    if held:
        yield held


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    ends = pa.py_buffer(np.array([0, len(text)], np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _mended(piece: bytes, names: Sequence[str], offset: int, ledger: Ledger) -> bytes:
    """`piece`, the lines that are not UTF-8 brought into it."""
    text = piece.decode("utf-8", "surrogateescape")
    if (whole := _all_odd(piece, text, names, offset, ledger)) is not None:
        return whole
    done: list[str] = []
    at = 0
    while (bad := _ESCAPED.search(text, at)) is not None:
        start = max(text.rfind("\n", at, bad.start()), text.rfind("\r", at, bad.start()), at - 1)
        end = _END.search(text, bad.end())
        done.append(text[at : start + 1])
        at = len(text) if end is None else end.end()
        line, name = _line(text[start + 1 : at], names)
        _see(name, names, done, offset, ledger)
        done.append(line)
    return "".join([*done, text[at:]]).encode("utf-8", "surrogatepass")


def _all_odd(
    piece: bytes, text: str, names: Sequence[str], offset: int, ledger: Ledger
) -> bytes | None:
    """`piece` at once, where nothing but ASCII is UTF-8. Equals: `_line` for each line."""
    bad = _ESCAPED.search(text)
    if bad is None or len(names) < 2 or not _ESCAPED.sub("", text).isascii():
        return None
    try:
        whole = piece.decode(names[1]).encode()
    except UnicodeError:
        return None
    count = sum(not line.isascii() for line in piece.splitlines())
    # Before the first odd byte all is ASCII, so places in text and bytes are the same.
    at = offset + line_start(piece, bad.start())
    ledger.see(f"lines in {names[1]}, not {names[0]}", count, at=at)
    return whole


def _decoded(piece: bytes, names: Sequence[str], offset: int, ledger: Ledger) -> bytes:
    """`piece`, whose lines are in the first of the encodings or else in another."""
    try:
        return piece.decode(names[0]).encode()
    except UnicodeError:
        pass
    done: list[str] = []
    for line in piece.splitlines(keepends=True):
        text, name = _whole(line, names)
        _see(name, names, done, offset, ledger)
        done.append(text)
    return "".join(done).encode("utf-8", "surrogatepass")


def _see(
    name: str | None, names: Sequence[str], done: list[str], offset: int, ledger: Ledger
) -> None:
    """Note that a line is not in the first of the encodings; before it there is `done`."""
    if name in {None, names[0]}:
        return
    what = f"lines in {name}, not {names[0]}"
    if not ledger.saw(what):
        offset += len("".join(done).encode("utf-8", "surrogatepass"))
    ledger.see(what, 1, at=offset)


def _line(escaped: str, names: Sequence[str]) -> tuple[str, str | None]:
    """A line that is not UTF-8, and the encoding that helped; its odd bytes are surrogates.

    Where some of it is UTF-8 that stays, and only the other bytes are brought into it.
    """
    if _ESCAPED.sub("", escaped).isascii():
        return _whole(escaped.encode("utf-8", "surrogateescape"), names)
    for name in names[1:]:
        try:
            return _ESCAPED.sub(partial(_run, name), escaped), name
        except UnicodeError:
            continue
    return escaped, None


def _run(name: str, run: re.Match[str]) -> str:
    return run[0].encode("utf-8", "surrogateescape").decode(name)


def _whole(line: bytes, names: Sequence[str]) -> tuple[str, str | None]:
    for name in names:
        try:
            return line.decode(name), name
        except UnicodeError:
            continue
    return line.decode("ascii", "surrogateescape"), None
