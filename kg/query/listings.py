"""Which claims, actors, places, instruments, sources?

Like a timeline, but in the order of ids, and with fewer keys. Every key gives rows; rows in
all of them are the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from kg.index import Rows, merged
from kg.query.answers import Found, Page
from kg.query.ask import (
    ActorQuestion,
    ClaimQuestion,
    InstrumentQuestion,
    Paging,
    PlaceQuestion,
    SourceQuestion,
)
from kg.query.cursor import Place
from kg.query.disputes import disputed_claims
from kg.query.names import named
from kg.query.paging import Sequel, page, rows_between
from kg.query.periods import days_in_force
from kg.query.rows import Chosen, both, kept, leveled, sure, without
from kg.query.search import asked_words
from kg.query.sight import Sight
from kg.temporal import Match

R = TypeVar("R")


class Listing(Generic[R]):
    """Records of one table, by id; those that are only possibly meant say so."""

    def __init__(self, sight: Sight, table: str, chosen: Chosen) -> None:
        self.sight, self.table, self.chosen = sight, table, chosen

    def page(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page[Found[R]]:
        """A page of records: the first ones after a cursor, or the last ones before one.

        Raises: QuestionError, CursorError, LimitExceededError.
        """
        paging = Paging(first=first, after=after, last=last, before=before)
        return page(self._sequel(), paging, self.sight.digest, self.sight.limits, self._edges)

    def total(self) -> int:
        """How many there are."""
        return len(self.chosen.rows)

    def ids(self) -> list[str]:
        """The ids of all of them, in order."""
        return self.sight.ids(self.table, rows_between(self._sequel(), 0, self.total()))

    def _sequel(self) -> Sequel:
        return Sequel(
            name=f"id of {self.table}",
            segments=(self.chosen.rows,),
            descending=False,
            width=0,
            place=lambda row: Place((), self.sight.ids(self.table, [row])[0]),
            segment=lambda _: 0,
        )

    def _edges(self, rows: Rows, cursors: list[str]) -> list[Found[R]]:
        at = np.searchsorted(self.chosen.rows, rows)
        matches = [None if sure else Match.POSSIBLE for sure in self.chosen.certain[at].tolist()]
        records = self.sight.records(self.table, rows)
        return [Found(*found) for found in zip(records, cursors, matches, strict=True)]


class _Narrowing:
    """Keys joined by and, over the rows of one table."""

    def __init__(self, sight: Sight, table: str) -> None:
        self.sight, self.table = sight, table
        self._sets: list[Chosen] = []

    def by_list(
        self, family: str, kind: str, ids: Sequence[str], argument: str, narrower: str | None = None
    ) -> None:
        """Rows with one of these ids in a posting list family."""
        if ids:
            known = named(self.sight, kind, ids, argument)
            if narrower:
                known = self.sight.below(narrower, known)
            self._sets.append(sure(self.sight.find(family, known)))

    def by_code(self, column: str, codes: Iterable[str]) -> None:
        """Rows with one of these codes in a column."""
        wanted = list(codes)
        if wanted:
            found = [self.sight.tables.code(self.table, column, code) for code in wanted]
            known = [code for code in found if code is not None]
            rows = np.flatnonzero(np.isin(self.sight.tables.column(self.table, column), known))
            self._sets.append(sure(rows.astype(np.uint32)))

    def by_text(self, text: str | None) -> None:
        """Rows that say the words of a text."""
        if text is not None:
            words = self.sight.index.words
            docs = words.saying(asked_words(self.sight, text, "text"), prose=True)
            self._sets.append(sure(words.within(docs, self.table)))

    def by(self, chosen: Chosen) -> None:
        """Rows found elsewhere."""
        self._sets.append(chosen)

    def answer(self) -> Chosen:
        """The rows in all sets that are seen."""
        rows = sure(np.arange(self.sight.tables.count(self.table), dtype=np.uint32))
        for one in sorted(self._sets, key=lambda chosen: len(chosen.rows)):
            rows = both(rows, one)
        levels = self.sight.levels(self.table, rows.rows)
        return kept(rows, levels > 0, levels == 2)


def claims(sight: Sight, asked: ClaimQuestion) -> Listing[Any]:
    """The claims that a question asks for. Raises: FilterError, LimitExceededError."""
    narrowing = _Narrowing(sight, "claim")
    if asked.about:
        ids = named(sight, None, asked.about, "about")
        families = ("claim.about", "claim.subject", "claim.object")
        narrowing.by(sure(merged([sight.find(family, ids) for family in families])))
    narrowing.by_list("claim.speaker", "actor", asked.speaker, "speaker")
    narrowing.by_list("claim.publisher", "actor", asked.publisher, "publisher")
    narrowing.by_list("claim.document", "source", asked.document, "document")
    narrowing.by_list("claim.topic", "topic", asked.topic, "topic", "concept.broader")
    narrowing.by_code("stance", asked.stance)
    narrowing.by_code("dimension", asked.dimension)
    narrowing.by_text(asked.text)
    if asked.disputed:
        narrowing.by(disputed_claims(sight))
    chosen = narrowing.answer()
    if asked.disputed is False:
        chosen = without(chosen, disputed_claims(sight))
    return Listing(sight, "claim", chosen)


def actors(sight: Sight, asked: ActorQuestion) -> Listing[Any]:
    """The actors that a question asks for. Raises: FilterError, LimitExceededError."""
    narrowing = _Narrowing(sight, "actor")
    narrowing.by_code("type", asked.type)
    narrowing.by_list("actor.kind", "actor-kind", asked.kinds, "kinds", "concept.broader")
    narrowing.by_list("actor.jurisdiction", "place", asked.jurisdiction, "jurisdiction")
    narrowing.by_text(asked.text)
    return Listing(sight, "actor", narrowing.answer())


def places(sight: Sight, asked: PlaceQuestion) -> Listing[Any]:
    """The places that a question asks for. Raises: FilterError, LimitExceededError."""
    narrowing = _Narrowing(sight, "place")
    narrowing.by_list("place.kind", "place-kind", asked.kinds, "kinds", "concept.broader")
    narrowing.by_list("place.within", "place", asked.within, "within", "place.within")
    narrowing.by_text(asked.text)
    return Listing(sight, "place", narrowing.answer())


def instruments(sight: Sight, asked: InstrumentQuestion) -> Listing[Any]:
    """The instruments that a question asks for. Raises: FilterError, LimitExceededError.

    Cost: with `in_force_on`, every instrument that the other keys leave is read.
    """
    narrowing = _Narrowing(sight, "instrument")
    kinds = ("instrument-kind", asked.kinds, "kinds", "concept.broader")
    narrowing.by_list("instrument.kind", *kinds)
    narrowing.by_list("instrument.jurisdiction", "place", asked.jurisdiction, "jurisdiction")
    narrowing.by_list("instrument.issuer", "actor", asked.issuer, "issuer")
    narrowing.by_text(asked.text)
    chosen = narrowing.answer()
    if asked.in_force_on is not None:
        day = asked.in_force_on
        records = sight.records("instrument", chosen.rows)
        found = [days_in_force(sight, record).on(day) for record in records]
        levels = np.array(found, dtype=np.int8)
        chosen = both(chosen, leveled(chosen.rows, levels))
    return Listing(sight, "instrument", chosen)


def sources(sight: Sight, asked: SourceQuestion) -> Listing[Any]:
    """The sources that a question asks for. Raises: FilterError, LimitExceededError."""
    narrowing = _Narrowing(sight, "source")
    narrowing.by_list("source.kind", "source-kind", asked.kinds, "kinds", "concept.broader")
    narrowing.by_list("source.publisher", "actor", asked.publisher, "publisher")
    narrowing.by_text(asked.text)
    return Listing(sight, "source", narrowing.answer())
