"""Which records are called so?

Words are folded (case, accents); all must be found, the last one may be only begun. A whole
name comes first, then a name that begins so, then names that have the words, then texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from kg.columns import table_of
from kg.errors import FilterError
from kg.index import TEXT_TABLES, Rows, words_of
from kg.model import Record
from kg.model.ids import SCHEMES
from kg.query.limits import within
from kg.query.sight import Sight

SEARCHED: Final = ("actor", "office", "place", "instrument", "event", "source", "claim")
SEARCHABLE: Final = (*SEARCHED, "concept", *SCHEMES)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A record and how well it fits: 1 whole name, .75 its beginning, .5 names, .25 texts."""

    record: Record
    score: float


def asked_words(sight: Sight, text: str, argument: str) -> list[str]:
    """The folded words of a text that was asked for.

    Raises: LimitExceededError when it is too long, FilterError when it has no word.
    """
    within(len(text), sight.limits.text, f"the length of {argument}", argument)
    words = words_of(text)
    if not words:
        raise FilterError(
            f"{argument} has no letter and no digit: {text!r}",
            hint="give at least one word",
            argument=argument,
        )
    return words


def search(
    sight: Sight, text: str, kinds: Sequence[str] = (), first: int | None = None
) -> list[SearchHit]:
    """The records that fit a text best.

    Order: by score, then actors, offices, places, instruments, events, sources, claims, each in
    row order.
    Raises: FilterError, LimitExceededError naming the argument.
    """
    words = asked_words(sight, text, "text")
    count = checked_count(first, sight.limits.search_default, sight.limits.search)
    wanted = _kinds(kinds)
    hits: list[SearchHit] = []
    for score, docs in _ranked(sight, words):
        if len(hits) >= count:
            break
        for table in TEXT_TABLES:
            if len(hits) < count and table in wanted:
                rows = sight.seen(table, sight.index.words.within(docs, table))
                hits += _hits(sight, table, wanted[table], rows, score, count - len(hits))
    return hits


def _hits(
    sight: Sight, table: str, schemes: set[str] | None, rows: Rows, score: float, count: int
) -> list[SearchHit]:
    if schemes is not None:
        ids = sight.ids(table, rows)
        rows = rows[[i.partition("/")[0] in schemes for i in ids]] if ids else rows
    return [SearchHit(record, score) for record in sight.records(table, rows[:count])]


def _ranked(sight: Sight, words: Sequence[str]) -> Iterator[tuple[float, Rows]]:
    """Docs by falling score, each doc once."""
    index = sight.index.words
    done: Any = np.zeros(0, dtype=np.uint32)
    whole, begun = index.named(words)
    spoken = index.saying(words, prose=False)
    for score, docs in ((1.0, whole), (0.75, begun), (0.5, spoken)):
        yield score, np.setdiff1d(docs, done, assume_unique=True)
        done = np.union1d(done, docs)
    yield 0.25, np.setdiff1d(index.saying(words, prose=True), done, assume_unique=True)


def _kinds(kinds: Sequence[str]) -> dict[str, set[str] | None]:
    """The tables to look into, and of concepts the schemes."""
    found: dict[str, set[str] | None] = {}
    for kind in kinds or SEARCHED:
        if kind not in SEARCHABLE:
            raise FilterError(
                f"{kind!r} cannot be searched",
                hint=f"one of {', '.join(SEARCHED)}, or a concept scheme",
                argument="kinds",
            )
        if kind not in SCHEMES:
            found[kind] = None
        else:
            table = table_of(f"{kind}/") or "concept"
            schemes = found.setdefault(table, set())
            if schemes is not None:
                schemes.add(kind)
    return found


def checked_count(asked: int | None, default: int, allowed: int, argument: str = "first") -> int:
    """How many to give.

    Raises: FilterError for a negative number, LimitExceededError above what is allowed.
    """
    if asked is None:
        return default
    if asked < 0:
        raise FilterError(f"{argument} cannot be {asked}", hint="give 0 or more", argument=argument)
    within(asked, allowed, argument, argument)
    return asked
