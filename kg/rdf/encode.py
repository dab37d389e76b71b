"""How is a record said in statements?

Walks the fields of the record (`kg.model.fields_of`), says each by its property
(`kg.rdf.properties`), then adds what follows from it (`kg.rdf.derived`). Statements of a
record come in the order of its fields, each part after the statement that names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.errors import InternalError, KgError, located
from kg.model import Claim, Dataset, Field, FieldType, Label, Many, Record, fields_of
from kg.rdf.derived import derived, types_of
from kg.rdf.graphs import (
    Context,
    keyed_iri,
    part_iri,
    proposition_graph,
    version_graph,
)
from kg.rdf.literals import tagged, text, to_term
from kg.rdf.properties import PROPERTIES, Property
from kg.rdf.terms import Iri, Quad, Term, Triple, in_graph
from kg.rdf.vocab import KG, TYPE


def encode(record: Record, context: Context) -> Iterator[Quad]:
    """Everything that is said of one version of a record.

    A current one is said in the default graph, a withdrawn one in `<record>/version/<n>`;
    what a claim says stands in a graph of its own as well, and in no other.
    Raises: FormatError when a value cannot be said in RDF, with record and field.
    """
    graph = None
    if record.clock.withdrawn is not None:
        graph = version_graph(context.record(record.id), record.clock.version)
    return encode_in(record, context, graph)


def encode_in(record: Record, context: Context, graph: Iri | None) -> Iterator[Quad]:
    """The same, said in a graph that the caller chooses."""
    subject = context.record(record.id)
    with located(record=record.id):
        yield from in_graph(node(record, subject, None, context), graph)
        if isinstance(record, Claim):
            yield from apart(record, subject, context, graph)


def encode_dataset(dataset: Dataset, context: Context) -> Iterator[Quad]:
    """What is said of the dataset itself, in the default graph."""
    with located(record="dataset"):
        yield from in_graph(node(dataset, context.dataset_iri(), None, context), None)


def has_proposition(claim: Claim) -> bool:
    """Whether a claim says something that can be put as subject, predicate and object."""
    said = (claim.object, claim.value, claim.quantity, claim.time)
    return bool(claim.subject and claim.predicate) and any(v is not None for v in said)


_SAID: dict[type[Any], tuple[tuple[Field, Property], ...]] = {}


def said_fields(record: type[Any]) -> tuple[tuple[Field, Property], ...]:
    """The fields of a record or part class, each with its property; without id and key.

    Raises: InternalError when a field has no property. Cost: read once per class.
    """
    if record not in _SAID:
        _SAID[record] = _said(record)
    return _SAID[record]


def _said(record: type[Any]) -> tuple[tuple[Field, Property], ...]:
    properties = PROPERTIES[record]
    pairs = []
    for field in fields_of(record):
        if field.name in properties:
            pairs.append((field, properties[field.name]))
        elif field.name not in ("id", "key"):
            raise InternalError(f"{record.__name__}.{field.name} has no property in kg.rdf")
    return tuple(pairs)


def node(value: Any, subject: Iri, owner: Iri | None, context: Context) -> Iterator[Triple]:
    """What is said of a record or part, its parts included."""
    for one in types_of(value):
        yield Triple(subject, TYPE, one)
    linked = False
    for field, said in said_fields(type(value)):
        found = getattr(value, field.name)
        if found is None or found is False:
            continue
        at = subject
        if said.hop is not None:
            at = keyed_iri(subject, said.hop.segment, None)
            if not linked:
                yield Triple(subject, said.hop.link, at)
                yield Triple(at, TYPE, said.hop.type)
            linked = True
        try:
            yield from _field(field, said, found, at, owner, context)
        except KgError as error:  # `located` would take longer than what it guards
            error.where.setdefault("field", field.name)
            raise
    yield from derived(value, subject, context)


def unread(value: Any, subject: Iri, context: Context) -> Iterator[Triple]:
    """What is said of a record that is no value of a field: its classes, and what follows."""
    for one in types_of(value):
        yield Triple(subject, TYPE, one)
    hops = {
        said.hop
        for field, said in said_fields(type(value))
        if said.hop is not None and getattr(value, field.name) is not None
    }
    for hop in hops:
        at = keyed_iri(subject, hop.segment, None)
        yield Triple(subject, hop.link, at)
        yield Triple(at, TYPE, hop.type)
    yield from derived(value, subject, context)


def apart(claim: Claim, subject: Iri, context: Context, graph: Iri | None) -> Iterator[Quad]:
    """What a claim says, in the graph of its proposition, and that this is its graph."""
    if has_proposition(claim):
        yield Quad(subject, KG("proposition"), proposition_graph(subject, graph), graph)
        yield from _proposition(claim, subject, context, graph)


def _field(
    field: Field, said: Property, found: Any, at: Iri, owner: Iri | None, context: Context
) -> Iterator[Triple]:
    values = found if field.many is Many.MANY else (found,)
    if field.part is Label:
        yield from (Triple(at, said.iri, tagged(label)) for label in values)
    elif field.sort is FieldType.PART:
        for part in values:
            below = part_iri(at, said, part)
            yield Triple(at, said.iri, below)
            yield from node(part, below, at, context)
    elif said.sibling:
        start = owner or at
        yield from (Triple(at, said.iri, keyed_iri(start, said.sibling, key)) for key in values)
    elif said.ordered:
        yield Triple(at, said.iri, text(" ".join(values)))
    else:
        yield from (Triple(at, said.iri, to_term(field, said, v, context)) for v in values)


def _proposition(claim: Claim, subject: Iri, context: Context, graph: Iri | None) -> Iterator[Quad]:
    """What the claim says, in the graph of its proposition."""
    if claim.subject is None or claim.predicate is None:
        return
    where = proposition_graph(subject, graph)
    properties = PROPERTIES[Claim]
    said: list[Term] = []
    if claim.object is not None:
        said.append(context.record(claim.object))
    if claim.value is not None:
        said.append(text(claim.value))
    if claim.quantity is not None:
        said.append(part_iri(subject, properties["quantity"], claim.quantity))
    if claim.time is not None:
        said.append(part_iri(subject, properties["time"], claim.time))
    for term in said:
        yield Quad(context.record(claim.subject), context.record(claim.predicate), term, where)
