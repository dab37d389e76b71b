"""Which records does a long RDF file hold, some at a time?

In what we wrote the statements about a record stand together: it can be decoded as soon as
the next begins. Statements about nothing of ours may stand anywhere. Where a statement that
could change a record comes later than the others, the file has to be read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import BinaryIO, Final

from kg.errors import Faults, FormatError, KgError
from kg.model import KINDS, Dataset
from kg.model.ids import is_slug
from kg.rdf.bundled import bundled_ids
from kg.rdf.contexts import our_context
from kg.rdf.decode import BASE, Decoded, decode
from kg.rdf.lines import line_batches
from kg.rdf.parsing import parse
from kg.rdf.terms import Iri, Quad
from kg.rdf.vocab import NS, TYPE

SIZE: Final = 20_000  # statements decoded at a time
LARGEST: Final = 1_000_000  # statements about one record
FAULTS: Final = 1_000  # after so many the reading stops
_KINDS: Final = frozenset(KINDS)


class ScatteredError(Exception):
    """Statements about `subject` stand apart from the others: only a whole reading will do."""

    def __init__(self, subject: Iri) -> None:
        super().__init__(subject.value)
        self.subject = subject


def read_batches(
    file: BinaryIO, form: str, dataset: Dataset | None = None, *, size: int = SIZE
) -> Iterator[Decoded]:
    """What a file in Turtle, TriG or N-Quads says, some records at a time.

    The first batch has the dataset, where the file begins with one; records come in the order
    of the file.
    Cost:   memory for one batch, and a number for each record.
    Raises: ScatteredError when the file must be read whole, whatever was given out before;
            FormatError with the line; Faults, at the end, with every fault of its records.
    Equals: `kg.rdf.read_bytes`, put together
    """
    begin = file.tell() if form == "nquads" else 0
    quads = parse(file, form, dataset.base if dataset else None)
    head, following = _head(quads)
    first = _described(head, dataset)
    about = first.dataset or dataset
    if about is None:
        raise ScatteredError(head[0].s if head else Iri(""))
    if first.dataset is not None:
        yield first
        described, head = head[0], []
    works: Iterator[Callable[[], Decoded]]
    if form == "nquads":
        file.seek(begin)
        skipped = None if first.dataset is None else described.s
        works = line_batches(file, about, _Groups(about), skipped, size)
    else:
        batches = _batches(_Groups(about), head, following, quads, size)
        works = (partial(decode, batch, about, bundled=bundled_ids()) for batch in batches)
    faults: list[KgError] = []
    for work in works:
        try:
            yield work()
        except Faults as error:
            faults += error.faults
            if len(faults) > FAULTS:
                break
    if faults:
        raise Faults(faults)


def _head(quads: Iterator[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The statements about the first subject, and the one after them."""
    head: list[Quad] = []
    for quad in quads:
        if head and quad.s != head[0].s:
            return head, [quad]
        head.append(quad)
        if len(head) > LARGEST:
            raise ScatteredError(quad.s)
    return head, []


def _described(head: list[Quad], dataset: Dataset | None) -> Decoded:
    """The dataset that the file begins with, or nothing."""
    if not any(quad.p == BASE for quad in head):
        return Decoded(None, (), ())
    try:
        return decode(head, dataset, bundled=bundled_ids())
    except (FormatError, Faults):
        raise ScatteredError(head[0].s) from None


def _batches(
    groups: _Groups, head: list[Quad], following: list[Quad], quads: Iterator[Quad], size: int
) -> Iterator[list[Quad]]:
    batch: list[Quad] = []
    for source in (head, following, quads):
        for quad in source:
            if groups.begins(quad) and len(batch) >= size:
                yield batch
                batch = []
            batch.append(quad)
            if len(batch) > size + LARGEST:
                raise ScatteredError(quad.s)
    if batch:
        yield batch


class _Groups:
    """Tells where the statements about a record begin, and that they come in one run."""

    def __init__(self, dataset: Dataset) -> None:
        self._starts = (dataset.base, NS)
        self._now: str | None = None
        self._last: tuple[Iri | None, Iri | None] = (None, None)
        self._seen: set[int] = set()  # hashes: two that are equal cost a whole reading

    def begins(self, quad: Quad) -> bool:
        """Whether this statement is the first about its record.

        Raises: ScatteredError when it comes too late, and could change the record.
        """
        if (quad.s, quad.g) == self._last:
            return False
        if quad.p == BASE:
            raise ScatteredError(quad.s)
        key = self._key(quad)
        if key is None:
            return False
        if key == self._now:
            self._last = (quad.s, quad.g)
            return False
        number = hash(key)
        if number in self._seen:
            if quad.g is None and quad.p not in _ours():
                return False
            raise ScatteredError(quad.s)
        self._seen.add(number)
        self._now, self._last = key, (quad.s, quad.g)
        return True

    def _key(self, quad: Quad) -> str | None:
        """Which record, and which withdrawn version of it, the statement belongs to."""
        found = self._record((quad.g or quad.s).value)
        if found is None:
            return None
        record, rest = found
        withdrawn = quad.g is not None and rest[:1] == ["version"]
        return f"{record} {rest[1]}" if withdrawn and len(rest) > 1 else record

    def _record(self, iri: str) -> tuple[str, list[str]] | None:
        for start in self._starts:
            if iri.startswith(start):
                kind, *rest = iri[len(start) :].split("/")
                if kind in _KINDS and rest and is_slug(rest[0]):
                    return f"{kind}/{rest[0]}", rest[1:]
        return None


@cache
def _ours() -> frozenset[Iri]:
    """Every property that means something to us."""
    said = our_context().values()
    return frozenset(Iri(one["@id"]) for one in said if isinstance(one, dict)) | {TYPE}
