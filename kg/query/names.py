"""Which record is meant by this id, and if none, which might have been meant?"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

import pyarrow.compute as pc

from kg.columns import Tables, table_of
from kg.errors import FilterError, IdentifierError
from kg.model.ids import kind_of, record_id, slug_of
from kg.query.limits import within
from kg.query.sight import Sight

_COMPARED: Final = 5_000  # ids that a wrong one is compared with
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
    if kind is None and "/" not in text:
        raise FilterError(
            f"{argument}: {text!r} does not say of which kind it is",
            hint=f"write the kind before it, as in event/{text}",
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
            hint=_perhaps(tables, identifier),
            argument=argument,
        )
    return identifier


def _perhaps(tables: Tables, identifier: str) -> str:
    """The ids of the same kind that are written most alike."""
    kind, slug = kind_of(identifier), slug_of(identifier)
    ids = tables.table(table_of(identifier) or kind).column("id").combine_chunks()
    ids = ids.filter(pc.starts_with(ids, f"{kind}/"))
    if len(ids) > _COMPARED:
        ids = ids.filter(pc.starts_with(ids, f"{kind}/{slug[:3]}"))
    slugs = list(dict.fromkeys(slug_of(i) for i in ids.slice(0, _COMPARED).to_pylist()))
    near = get_close_matches(slug, slugs, n=_SHOWN, cutoff=0.5)
    near += [s for s in slugs if slug in s and s not in near][: _SHOWN - len(near)]
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"search finds records by name; there are {len(slugs)} of this kind"
