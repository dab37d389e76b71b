"""What follows from the dates in some rows?

Equals: `kg.rdf.derived` and `kg.rdf.dates`, for a whole block of rows at once
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables
from kg.columns.layout import Shape
from kg.export.terms import Block, Codes, Said, Say, Says, Sort, Terms
from kg.export.texts import TEXT
from kg.export.values import column, distinct, needed, same, words
from kg.model import Field, When
from kg.rdf.dates import BOUNDS, SAFE, STATES, datings
from kg.rdf.terms import Iri, Literal
from kg.rdf.vocab import BOOLEAN, DATE, INTEGER, KG
from kg.temporal import NEG_INF, POS_INF

_FREE: Final = frozenset({"verbatim", "reasoning"})  # what schema.org's dates do not follow from


@lru_cache(maxsize=1 << 16)
def _dated(when: When) -> dict[str, Literal]:
    return dict(datings(when))


def said_of_dates(
    tables: Tables, table: str, shape: Shape, wanted: Mapping[str, Iri], *, spans: bool = True
) -> Say:
    """What `kg.rdf.dates.datings` says of the dates of this shape, once for each distinct one.

    `wanted` names the properties; without `spans` intervals are passed over.
    """
    fields = [
        (single.field, values)
        for single in shape.singles
        if single.field.name not in _FREE
        and (values := column(tables, table, single.column.name)) is not None
    ]

    def say(block: Block) -> Says:
        whens, codes = _distinct_dates(fields, block)
        dated = [_dated(w) if w and (spans or "/" not in (w.edtf or "")) else {} for w in whens]
        for name, predicate in wanted.items():
            said = [one.get(name) for one in dated]
            for datatype in sorted({one.datatype for one in said if one is not None}):
                texts = [s.value if s and s.datatype == datatype else None for s in said]
                yield Said(predicate, Terms(Sort.LITERAL, pa.array(texts, TEXT), codes, datatype))

    return say


def _distinct_dates(
    fields: list[tuple[Field, Any]], block: Block
) -> tuple[list[When | None], Codes]:
    """The different dates of a block, and which of them each row has; None is undated."""
    keys, words = np.zeros(block.size, dtype=np.int64), []
    for field, values in fields:
        found, codes = distinct(values.take(block.rows))
        texts = [*found.to_pylist(), None]
        words.append([t and field.codes(t) for t in texts] if field.codes else texts)
        keys = keys * len(texts) + np.asarray(codes.fill_null(len(found)))
    kept, which = np.unique(keys, return_inverse=True)
    given: dict[str, list[Any]] = {}
    for (field, _), texts in zip(reversed(fields), reversed(words), strict=True):
        kept, places = np.divmod(kept, len(texts))
        given[field.name] = [texts[place] for place in places.tolist()]
    whens = [
        When(**dict(zip(given, values, strict=True)))
        for values in zip(*given.values(), strict=True)
    ]
    return [when if when.edtf else None for when in whens], pa.array(which)


def when(tables: Tables, table: str, shape: Shape) -> Say:
    """What is said of a date itself: its bounds, the states of its ends, what kind it is."""
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    days = [needed(tables, table, shape.prefix + name) for name in names]
    states = [needed(tables, table, shape.prefix + n) for n in ("start_state", "end_state")]
    dated = needed(tables, table, shape.prefix + "dated")
    simple = needed(tables, table, shape.prefix + "simple")

    def say(block: Block) -> Says:
        for (own, _), values in zip(BOUNDS, days, strict=True):
            taken = values.take(block.rows)
            yield Said(own, words(_between(taken, NEG_INF + 1, POS_INF - 1), Sort.LITERAL, INTEGER))
        for (_, sem), values in zip(BOUNDS, days, strict=True):
            found, codes = distinct(_between(values.take(block.rows), *SAFE))
            shown = found.cast(pa.int32()).cast(pa.date32()).cast(TEXT)
            yield Said(sem, Terms(Sort.LITERAL, shown, codes, DATE))
        for said, values in zip(STATES, states, strict=True):
            found, codes = distinct(values.take(block.rows))
            iris = [KG(f"end-state-{state}").value for state in found.to_pylist()]
            yield Said(said, Terms(Sort.IRI, pa.array(iris, TEXT), codes))
        known, plain = np.asarray(dated.take(block.rows)), np.asarray(simple.take(block.rows))
        for name, there in (("undated", ~known), ("hull", known & ~plain)):
            if there.any():
                yield Said(KG(name), same("true", Sort.LITERAL, there, BOOLEAN))

    return say


def _between(days: Any, low: int, high: int) -> Any:
    within = pc.and_(pc.greater_equal(days, low), pc.less_equal(days, high))
    return pc.if_else(within, days, None)
