"""Do the documents still say so, there?

Where a source is cited as a whole, the digest of its file is compared.

Each locator is looked up again: the passage at its offsets must have its digest. Where it
has not, the passage is searched in the whole document by hashing every window of its
length; documents that grew or shrank shift many locators alike, so shifts that were found
are tried first.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from kg.errors import SeedError
from kg.ingest.files import content, names_below
from kg.ingest.limits import DEFAULT, ReadLimits
from kg.ingest.report import Report
from kg.model import Evidence, Record, Source
from kg.model.versions import latest


class State(StrEnum):
    """What became of a passage."""

    SAME = "same"  # the digest at the offsets is the recorded one
    MOVED = "moved"  # the passage stands elsewhere in the document
    CHANGED = "changed"  # the document is there, the passage is not
    GONE = "gone"  # the document is not there, or ends before the passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found for one version of one locator.

    Units: `start` and `end` as recorded, `found` where the passage stands now, in code
    points, ends exclusive. `document` is the file below the folder that was read.
    """

    evidence: str
    version: int
    source: str
    state: State
    start: int | None
    end: int | None
    document: str | None = None
    found: tuple[int, int] | None = None
    note: str | None = None

    @property
    def detail(self) -> str:
        """Where it was and is, in words; never the text itself."""
        place = "" if self.start is None else f" {self.start}-{self.end}"
        was = f"{self.document or self.source}{place}"
        now = f"now {self.found[0]}-{self.found[1]}" if self.found else None
        return ": ".join(part for part in (was, now, self.note) if part)


def locate(text: str, passage: str) -> list[tuple[int, int, str]]:
    """Start, end and sha256 of every place where `passage` stands in `text`: a locator's values.

    Read the document with `open(file, encoding="utf-8", newline="")`, so that nothing is
    normalised. Cost: linear in the text for each place.
    """
    found = []
    start = text.find(passage) if passage else -1
    while start >= 0:
        found.append((start, start + len(passage), _sha256(passage.encode())))
        start = text.find(passage, start + 1)
    return found


def verify(
    records: Iterable[Record], documents: Path, *, limits: ReadLimits = DEFAULT
) -> list[Verdict]:
    """A verdict for every version of every locator in `records`.

    The document of a source is the file below `documents` whose path ends as the source's
    `file` does, at least in its name; a part of a source has the document of the whole.

    Order: by evidence id and version. Cost: one digest for each passage that stands where it
    did; else a digest for each code point of the document, at most `limits.windows`.
    Raises: SeedError when there is no folder `documents`.
    """
    if not documents.is_dir():
        raise SeedError(
            f"there is no folder {documents.name!r}", hint="name the folder of the documents"
        )
    whole = list(records)
    sources = {i: r for i, r in latest(whole).items() if isinstance(r, Source)}
    library = _Library(documents, limits)
    return [
        _verdict(record, _document_of(record.source, sources), library)
        for record in sorted(whole, key=lambda r: (r.id, r.clock.version))
        if isinstance(record, Evidence) and _checkable(record, sources)
    ]


def _checkable(record: Evidence, sources: dict[str, Source]) -> bool:
    """Whether there is anything to compare: a source that is only named has no file."""
    if record.start is not None:
        return True
    document = _document_of(record.source, sources)
    return document is not None and document.sha256 is not None


def _document_of(identifier: str, sources: dict[str, Source]) -> Source | None:
    """The source itself or the whole that it is part of: the first with a file."""
    seen: set[str] = set()
    source = sources.get(identifier)
    while source is not None and source.file is None and source.id not in seen:
        seen.add(source.id)
        source = sources.get(source.part_of or "")
    return source if source is not None and source.file is not None else None


def _verdict(passage: Evidence, source: Source | None, library: _Library) -> Verdict:
    state, name, found, note = State.GONE, None, None, "its source names no file"
    if source is not None and source.file is not None:
        name = library.name_of(source.file)
        note = f"there is no file {PurePosixPath(source.file).name}"
    if source is not None and name is not None:
        state, found, note = _compared(passage, source, name, library)
    return Verdict(
        evidence=passage.id,
        version=passage.clock.version,
        source=passage.source,
        state=state,
        start=passage.start,
        end=passage.end,
        document=name,
        found=found,
        note=note or None,
    )


def _compared(
    record: Evidence, source: Source, name: str, library: _Library
) -> tuple[State, tuple[int, int] | None, str]:
    """What became of a passage, or of the whole, in the file of this name."""
    if record.start is None or record.end is None or record.sha256 is None:
        same = library.digest(name) == source.sha256
        return (State.SAME, None, "") if same else (State.CHANGED, None, "the file was changed")
    text = library.text(name)
    if not isinstance(text, _Text):
        return State.CHANGED, None, text
    return text.find(_Passage(record.start, record.end, record.sha256), source)


class _Passage(NamedTuple):
    """The place of a locator in its text."""

    start: int
    end: int
    sha256: str


class _Library:
    """The files below a folder, read when they are first asked for."""

    def __init__(self, folder: Path, limits: ReadLimits) -> None:
        self.folder = folder
        self.limits = limits
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.texts: dict[str, _Text | str] = {}
        for name in sorted(names_below(folder, None, limits, Report(limits.faults))):
            self.by_name[PurePosixPath(name).name].append(name)

    def name_of(self, file: str) -> str | None:
        """The file whose path has most last steps in common with `file`; its name at least."""
        wanted = PurePosixPath(file).parts
        return max(
            self.by_name.get(wanted[-1] if wanted else "", ()),
            key=lambda name: _common(PurePosixPath(name).parts, wanted),
            default=None,
        )

    def digest(self, name: str) -> str:
        """The digest of a file's bytes. Cost: read in blocks, of any size."""
        with (self.folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def text(self, name: str) -> _Text | str:
        """The decoded document, or why it cannot be read."""
        if name not in self.texts:
            try:
                data = content(self.folder, name, self.limits.document_bytes)
                self.texts[name] = _Text(data, self.limits.windows)
            except UnicodeDecodeError as error:
                self.texts[name] = f"byte {error.start} of the document is not UTF-8"
            except SeedError as error:
                self.texts[name] = f"the document {error.message}"
        return self.texts[name]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many last steps two paths have in common."""
    steps = zip(reversed(one), reversed(other), strict=False)
    return next((n for n, (a, b) in enumerate(steps) if a != b), min(len(one), len(other)))


class _Text:
    """A document, decoded with nothing normalised."""

    def __init__(self, data: bytes, windows: int) -> None:
        self.text = data.decode("utf-8")
        self.digest = hashlib.sha256(data).hexdigest()
        self.windows = windows
        self.shifts: dict[int, None] = {}  # in the order in which they were found

    def find(self, passage: _Passage, source: Source) -> tuple[State, tuple[int, int] | None, str]:
        """Where the passage is now."""
        start, length = passage.start, passage.end - passage.start
        if self._at(start, length, passage.sha256):
            return State.SAME, None, ""
        place = self._search(start, length, passage.sha256)
        if place is not None:
            self.shifts.setdefault(place - start)
            return State.MOVED, (place, place + length), f"by {place - start:+d}"
        if self.windows <= 0:
            return State.CHANGED, None, "the document is too long to be searched to its end"
        if passage.end > len(self.text):
            return State.GONE, None, f"the document ends at {len(self.text)}"
        if self.digest == source.sha256:
            return State.CHANGED, None, "the document is the recorded one: the locator is wrong"
        return State.CHANGED, None, ""

    def _at(self, start: int, length: int, digest: str) -> bool:
        if start < 0 or start + length > len(self.text):
            return False
        return _sha256(self.text[start : start + length].encode()) == digest

    def _search(self, start: int, length: int, digest: str) -> int | None:
        """Where the passage stands nearest to `start`, if anywhere."""
        for shift in self.shifts:
            if self._at(start + shift, length, digest):
                return start + shift
        last = len(self.text) - length
        for away in range(1, max(start, last - start) + 1):
            for place in (start - away, start + away):
                if 0 <= place <= last:
                    self.windows -= 1 + length // 256  # long passages cost more
                    if self._at(place, length, digest):
                        return place
            if self.windows <= 0:
                return None
        return None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data, usedforsecurity=False).hexdigest()
