"""Which record is meant by this id, and if none, which might have been meant?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

import pyarrow.compute as pc

from kg.columns import Tables, table_of
from kg.errors import FilterError, IdentifierError
from kg.model.ids import KINDS, kind_of, record_id, slug_of
from kg.query.limits import within
from kg.query.sight import Sight

_COMPARED: Final = 200  # ids that a wrong one is compared with
_BY_TIME: Final = ("event",)  # all other tables lie by id
_SHOWN: Final = 3


def named(sight: Sight, kind: str | None, texts: Sequence[str], argument: str) -> list[str]:
    """The whole ids of records named by slug or whole id, each once.

    `kind` None takes whole ids of any kind. A record that exists, but is not seen at the
    clocks, is named all the same: a question about it has an empty answer.
    Raises: FilterError naming the argument for an id that is malformed or names nothing, with
    the likeliest others; LimitExceededError for too many.
    """
    if not texts:
        return []
    within(len(texts), sight.limits.ids, f"the number of ids in {argument}", argument)
    return list(dict.fromkeys(_named(sight.tables, kind, text, argument) for text in texts))


def _named(tables: Tables, kind: str | None, text: str, argument: str) -> str:
    if kind_of(text) == kind and len(tables.rows_of(text)):
        return text  # as most come: the whole id of a record that there is
    if kind is None and "/" not in text:
        raise FilterError(
            f"{argument}: {text!r} does not say of which kind it is",
            hint=_kinds(tables, text),
            argument=argument,
        )
    try:
        identifier = record_id(kind or kind_of(text), text)
    except IdentifierError as error:
        raise FilterError(
            f"{argument}: {error.message}", hint=error.hint, argument=argument
        ) from error
    if not len(tables.rows_of(identifier)):
        raise FilterError(
            f"{argument}: there is no {identifier!r}",
            hint=_perhaps(tables, identifier, "" if kind else f"{kind_of(identifier)}/"),
            argument=argument,
        )
    return identifier


def _kinds(tables: Tables, slug: str) -> str:
    """The records of any kind that have this slug. Cost: one look for each kind."""
    found = [f"{kind}/{slug}" for kind in KINDS if len(tables.rows_of(f"{kind}/{slug}"))]
    if found:
        return f"write the kind before it, as in {' or '.join(found[:_SHOWN])}"
    return "no record of any kind has this slug; search finds records by name"


def _perhaps(tables: Tables, identifier: str, prefix: str) -> str:
    """The ids of the same kind that are written most alike, each after a prefix."""
    kind, slug = kind_of(identifier), slug_of(identifier)
    found = _around(tables, table_of(identifier) or kind, identifier)
    slugs = list(dict.fromkeys(slug_of(i) for i in found if i.startswith(f"{kind}/")))
    near = get_close_matches(slug, slugs, n=_SHOWN, cutoff=0.5)
    near += [s for s in slugs if slug in s and s not in near][: _SHOWN - len(near)]
    if near:
        return f"did you mean {' or '.join(f'{prefix}{slug}' for slug in near)}?"
    many = "many" if len(found) == _COMPARED else len(slugs)
    return f"search finds records by name; there are {many} of this kind"


def _around(tables: Tables, table: str, identifier: str) -> list[str]:
    """Some ids of a table; of very many those that begin like this one.

    Cost: O(log n); where rows lie by time, O(n) in Arrow's code.
    """
    words = tables.words(table, "id")
    rows = range(len(words))
    if len(rows) > _COMPARED and table in _BY_TIME:
        begin = identifier[: len(kind_of(identifier)) + 4]
        alike = words.array.filter(pc.starts_with(words.array, begin))
        return [text or "" for text in alike.slice(0, _COMPARED).to_pylist()]
    if len(rows) > _COMPARED:
        at = bisect_left(rows, identifier, key=lambda row: words.get(row) or "")
        rows = rows[max(0, min(at - _COMPARED // 2, len(rows) - _COMPARED)) :][:_COMPARED]
    return [text or "" for text in words.many(rows)]
