"""Which records do these statements make, and what is left over?

The exact inverse of `kg.rdf.encode`. What the records do not say again is *foreign*: kept
as N-Quads lines and given out again. What was computed from a record when it was written
(`kg.rdf.derived`) is computed anew; where it no longer follows, it is dropped with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.errors import Faults, FormatError, KgError
from kg.model import Dataset, Record, record_class
from kg.rdf.derived import computed
from kg.rdf.encode import encode_dataset, encode_in
from kg.rdf.graphs import Context, dataset_iri, versioned
from kg.rdf.nodes import NodeReader, Subjects, by_subject, short
from kg.rdf.properties import CLASSES, PROPERTIES
from kg.rdf.syntax import nquads_lines
from kg.rdf.terms import Iri, Quad, in_graph
from kg.rdf.vocab import NS, TYPE

_CLOCK: Final = PROPERTIES[record_class("event/x")]["clock"].iri
BASE: Final = PROPERTIES[Dataset]["base"].iri
_ID: Final = PROPERTIES[Dataset]["id"].iri
_OURS: Final = frozenset(CLASSES.values())


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a set of statements says.

    `foreign` are canonical N-Quads lines in order; records are sorted by id and version.
    """

    dataset: Dataset | None
    records: tuple[Record, ...]
    foreign: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def decode(
    quads: Iterable[Quad],
    dataset: Dataset | None = None,
    *,
    bundled: frozenset[str] = frozenset(),
) -> Decoded:
    """The dataset, the records and the foreign statements.

    The dataset that the statements describe gives the base; where they describe none,
    `dataset` does.
    Cost: linear, all statements in memory.
    Raises: FormatError when there is no dataset to go by; Faults with every fault, each with
    the IRI of its subject and the property.
    """
    distinct = dict.fromkeys(quads)
    faults: list[KgError] = []
    based = {q.s for q in distinct if q.p == BASE}
    about = by_subject(q for q in distinct if q.s in based and q.g is None)
    own = _dataset(about.get(None, {}), bundled, faults)
    context = Context(own or dataset or _nowhere(), bundled)
    graphs = by_subject(_renamed(distinct, context))
    reading = _Reading(context, faults)
    for graph, subjects in graphs.items():
        reading.graph(graph, subjects)
    if faults:
        raise Faults(faults)
    if own is not None:
        reading.said.update(encode_dataset(own, context))
        reading.owned.setdefault(None, set()).add(context.dataset_iri())
    return reading.decoded(own, graphs)


def _renamed(quads: Iterable[Quad], context: Context) -> Iterator[Quad]:
    """The statements with bundled concepts under the one IRI that they have now."""
    if not context.bundled or context.base == NS:
        yield from quads
        return
    settled = context.settled
    for quad in quads:
        s, p, o, g = quad
        s, p = settled(s), settled(p)
        yield Quad(s, p, settled(o) if type(o) is Iri else o, g and settled(g))


def _nowhere() -> Dataset:
    raise FormatError(
        "the file says of no dataset what its base is",
        hint="add a dcat:Dataset with void:uriSpace, or put the file beside a dataset.yaml",
    )


def _dataset(subjects: Subjects, bundled: frozenset[str], faults: list[KgError]) -> Dataset | None:
    """The dataset that is described: the one whose IRI follows from its base and id."""
    found: list[Dataset] = []
    for subject, said in subjects.items():
        base, identifier = said.get(BASE, []), said.get(_ID, [])
        if CLASSES[Dataset] not in said.get(TYPE, []) or len(base) != 1 or len(identifier) != 1:
            continue
        if dataset_iri(base[0].value, identifier[0].value) != subject:
            continue
        context = Context(Dataset(id="x", base=base[0].value, labels=()), bundled)
        if (one := NodeReader(subjects, context, faults).dataset(subject)) is not None:
            found.append(one)
    if len(found) > 1:
        names = ", ".join(one.id for one in found[:5])
        raise FormatError(f"the file describes {len(found)} datasets: {names}", hint="leave one")
    return found[0] if found else None


class _Reading:
    """Records found so far, and everything that they say."""

    def __init__(self, context: Context, faults: list[KgError]) -> None:
        self.context = context
        self.faults = faults
        self.records: list[Record] = []
        self.said: set[Quad] = set()
        self.owned: dict[Iri | None, set[Iri]] = {}
        self.warnings: list[str] = []

    def graph(self, graph: Iri | None, subjects: Subjects) -> None:
        """Read the records of one graph; only the default graph and version graphs have any."""
        version = versioned(graph) if graph else None
        if graph is not None and (version is None or version[0] not in subjects):
            return
        reader = NodeReader(subjects, self.context, self.faults)
        for subject in subjects if version is None else (version[0],):
            identifier = self.context.identifier(subject)
            if identifier is not None:
                self._record(reader, subject, identifier, graph)
        self.owned[graph] = reader.seen
        self.said.update(in_graph(reader.taken, graph))
        self._unlinked(subjects, reader.seen)

    def _record(self, reader: NodeReader, subject: Iri, identifier: str, graph: Iri | None) -> None:
        said = reader.subjects[subject]
        cls = record_class(identifier)
        typed = CLASSES[cls] in said.get(TYPE, [])
        if not typed and _CLOCK not in said:
            return  # others may say something of a record that they do not describe
        if not typed:
            self.faults.append(
                FormatError(
                    f"is not said to be a {short(CLASSES[cls])}",
                    hint="add rdf:type",
                    record=f"<{subject.value}>",
                    field="rdf:type",
                )
            )
            return
        record = reader.record(cls, subject, identifier)
        if record is None:
            return
        if graph and Iri(f"{subject.value}/version/{record.clock.version}") != graph:
            self.faults.append(
                FormatError(f"stands in <{graph.value}>", record=f"<{subject.value}>")
            )
            return
        self.records.append(record)
        try:
            self.said.update(encode_in(record, self.context, graph))
        except KgError as fault:
            fault.where["record"] = f"<{subject.value}>"
            self.faults.append(fault)

    def _unlinked(self, subjects: Subjects, seen: set[Iri]) -> None:
        """Warn of parts that are described but that their record does not name."""
        for subject, said in subjects.items():
            if subject in seen or _OURS.isdisjoint(o for o in said.get(TYPE, []) if type(o) is Iri):
                continue
            owner = Iri(subject.value.rpartition("/")[0].rpartition("/")[0])
            if owner in seen:
                self.warnings.append(
                    f"<{subject.value}> is described, but <{owner.value}> "
                    "does not name it: kept as a foreign statement"
                )

    def decoded(self, own: Dataset | None, graphs: dict[Iri | None, Subjects]) -> Decoded:
        """Sort out what the records do not say."""
        left: list[Quad] = []
        for graph, subjects in graphs.items():
            owned = self.owned.get(graph, set())
            for subject, said in subjects.items():
                for p, terms in said.items():
                    for o in terms:
                        quad = Quad(subject, p, o, graph)
                        if quad in self.said:
                            continue
                        if subject in owned and computed(p, o, said.get(TYPE, ())):
                            self.warnings.append(
                                f"<{subject.value}> {short(p)}: no longer follows, computed anew"
                            )
                        else:
                            left.append(quad)
        records = sorted(self.records, key=lambda r: (r.id, r.clock.version))
        return Decoded(own, tuple(records), tuple(nquads_lines(left)), tuple(self.warnings))
