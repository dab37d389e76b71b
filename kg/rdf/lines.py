"""Which records does a long N-Quads file hold, some lines at a time?

Lines that we wrote are read as they are (`kg.rdf.quick`); Oxigraph reads the others, as it
reads Turtle and TriG.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, Final, Protocol

from kg.errors import FormatError
from kg.model import Dataset, Record
from kg.rdf.bundled import bundled_ids
from kg.rdf.decode import Decoded, decode
from kg.rdf.graphs import Context
from kg.rdf.parsing import Names, parse
from kg.rdf.quick import LINE, Line, QuickReader, written
from kg.rdf.terms import Iri, Quad

_BLOCK: Final = 1 << 20  # bytes that are cut into lines at once
_LONGEST: Final = 1 << 25  # a line that is longer than Oxigraph takes is left to it to refuse
Work = Callable[[], Decoded]


class Groups(Protocol):
    """Tells where the statements about a record begin."""

    def begins(self, quad: Quad) -> bool:
        """Whether this statement is the first about its record."""
        ...


def line_batches(
    file: BinaryIO, dataset: Dataset, groups: Groups, skipped: Iri | None, size: int
) -> Iterator[Work]:
    """What the lines of a file say, some records at a time, as work that is still to be done.

    `skipped` is a subject whose statements the file begins with, and that was read before.
    Cost:   memory for some `size` statements.
    Raises: as `kg.rdf.read_batches`.
    """
    reader = _Reader(Context(dataset, bundled_ids()), dataset, Names(file))
    number, count = 1, 0
    subject, inner, graph = "", "\n", ""
    group: list[Line | str] = []
    head = None if skipped is None else skipped.value
    for line in _lines(file):
        number += 1
        if isinstance(line, str):
            begins, subject, inner = reader.begins(number - 1, line, groups), "", "\n"
        else:
            s, p, _, g = line
            if g == graph and (s == subject or s.startswith(inner)):
                group.append(line)
                continue
            if s == head:
                continue
            begins = groups.begins(Quad(Iri(s), Iri(p), _ANY, Iri(g) if g else None))
            if begins:
                subject, inner, graph = s, f"{s}/", g
        head = None
        if begins:
            reader.take(number - 1 - len(group), group)
            count += len(group)
            group = []
            if count >= size:
                yield reader.work()
                count = 0
        group.append(line)
    reader.take(number - len(group), group)
    yield reader.work()


_ANY: Final = Iri("")  # what a statement says does not tell where a record begins


class _Reader:
    """Reads the records of groups of lines, and keeps those that are not ours as written."""

    def __init__(self, context: Context, dataset: Dataset, names: Names) -> None:
        self.quick = QuickReader(context)
        self.dataset, self.names = dataset, names
        self.records: list[Record] = []
        self.numbers: list[int] = []
        self.left: list[Line | str] = []

    def begins(self, number: int, line: str, groups: Groups) -> bool:
        """Whether a record begins in a line that is not written as we write."""
        found = [groups.begins(quad) for quad in self._parsed([number], [line])]
        return any(found)

    def take(self, first: int, group: list[Line | str]) -> None:
        """Read the lines about one record; `first` is the number of the first."""
        lines = [line for line in group if not isinstance(line, str)]
        record = None
        if lines and len(lines) == len(group):
            record = self.quick.record(lines)
        if record is not None:
            self.records.append(record)
        else:
            self.numbers += range(first, first + len(group))
            self.left += group

    def work(self) -> Work:
        """What was read so far, as work: it begins anew after it."""
        done = partial(self._decoded, self.records, self.numbers, self.left)
        self.records, self.numbers, self.left = [], [], []
        return done

    def _decoded(
        self, records: list[Record], numbers: Sequence[int], left: Sequence[Line | str]
    ) -> Decoded:
        """These records, and what the lines that are left say."""
        texts = [line if isinstance(line, str) else written(line) for line in left]
        rest = decode(self._parsed(numbers, texts), self.dataset, bundled=bundled_ids())
        every = sorted([*records, *rest.records], key=lambda r: (r.id, r.clock.version))
        return Decoded(rest.dataset, tuple(every), rest.foreign, rest.warnings)

    def _parsed(self, numbers: Sequence[int], texts: Sequence[str]) -> Iterator[Quad]:
        text = "\n".join(texts).encode("utf-8", "surrogateescape")
        try:
            yield from parse(text, "nquads", names=self.names)
        except FormatError as error:
            line = error.where.get("line")
            if isinstance(line, int) and 0 < line <= len(numbers):
                error.where["line"] = numbers[line - 1]
            raise


def _lines(file: BinaryIO) -> Iterator[Line | str]:
    """The lines of a file: as what they say, or as they are."""
    rest = b""
    while block := file.read(_BLOCK):
        whole, mark, tail = block.rpartition(b"\n")
        if not mark and len(rest) < _LONGEST:
            rest += block
            continue
        text = (rest + whole if mark else rest + block).decode("utf-8", "surrogateescape")
        rest = tail if mark else b""
        yield from _of_text(text)
    if rest:
        yield from _of_text(rest.decode("utf-8", "surrogateescape"))


def _of_text(text: str) -> Iterable[Line | str]:
    found: list[Line] = LINE.findall(text)
    if len(found) == text.count("\n") + 1:
        return found
    matches = ((line, LINE.fullmatch(line)) for line in text.split("\n"))
    return [line if match is None else match.groups("") for line, match in matches]  # type: ignore[misc]  # four groups
