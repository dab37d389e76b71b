"""What does a whole dataset say?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model import Dataset, Record
from kg.rdf.bundled import bundled_ids
from kg.rdf.encode import encode, encode_dataset
from kg.rdf.graphs import Context
from kg.rdf.parsing import statements
from kg.rdf.terms import Quad


def context_of(dataset: Dataset) -> Context:
    """The context for encoding the records of a dataset."""
    return Context(dataset, bundled_ids())


def quads(
    dataset: Dataset, records: Iterable[Record], foreign: Iterable[str] = ()
) -> Iterator[Quad]:
    """The statements of the dataset, of every record in the order given, and the foreign ones.

    Cost: one record in memory at a time.
    """
    context = context_of(dataset)
    yield from encode_dataset(dataset, context)
    for record in records:
        yield from encode(record, context)
    yield from statements(foreign)
