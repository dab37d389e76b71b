"""What does the dataset say, as of which day, known on which day?

A `View` is a snapshot seen at one setting of the clocks; everything it answers obeys them.
It is made for one request, and keeps what it has read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.index import merged
from kg.model import (
    Actor,
    Claim,
    Event,
    Evidence,
    ForceState,
    Instrument,
    Label,
    Participation,
    Place,
    Record,
    Relation,
    Source,
    Status,
    Tenure,
)
from kg.model.ids import record_id
from kg.query import disputes, force, holders, listings, search, states
from kg.query.ask import (
    ActorQuestion,
    ClaimQuestion,
    Clocks,
    InstrumentQuestion,
    On,
    PlaceQuestion,
    SourceQuestion,
    TimelineQuestion,
    Window,
)
from kg.query.disputes import Disagreement
from kg.query.force import IN_FORCE, InForce
from kg.query.holders import Holding
from kg.query.listings import Listing
from kg.query.names import named
from kg.query.reported import Levels
from kg.query.run import TimelineAnswer
from kg.query.search import SearchHit
from kg.query.sight import Sight
from kg.query.who import PARTS, parts_of_actor, taker_levels
from kg.temporal import Match

TIMED: Final = frozenset({"event", "tenure", "relation"})  # records with a time of their own


@dataclass(frozen=True, slots=True)
class Part:
    """One participation of an actor, with its event."""

    event: Event
    participation: Participation


class View(Sight):
    """A snapshot at one setting of the clocks: records, questions, what hangs together.

    Ids are whole ids in answers; in questions slugs will do where the kind is clear.
    """

    def at(self, clocks: Clocks) -> View:
        """The same snapshot at another setting of the clocks."""
        return View(self.ground, clocks, self.limits)

    def _at(self, clocks: Clocks | None) -> View:
        return self if clocks is None or clocks == self.clocks else self.at(clocks)

    # ---- questions; all raise FilterError and LimitExceededError naming the argument

    def timeline(self, question: TimelineQuestion) -> TimelineAnswer:
        """The events that a question asks for."""
        view = self if question.clocks is None else self._at(question.clocks)
        return TimelineAnswer(view, question)

    def search(
        self, text: str, kinds: Sequence[str] = (), first: int | None = None
    ) -> list[SearchHit]:
        """The records that a text names or describes, best first."""
        return search.search(self, text, kinds, first)

    def claims(self, question: ClaimQuestion) -> Listing[Claim]:
        """The claims that a question asks for, by id."""
        return listings.claims(self._at(question.clocks), question)

    def actors(self, question: ActorQuestion) -> Listing[Actor]:
        """The actors that a question asks for, by id."""
        return listings.actors(self._at(question.clocks), question)

    def places(self, question: PlaceQuestion) -> Listing[Place]:
        """The places that a question asks for, by id."""
        return listings.places(self._at(question.clocks), question)

    def instruments(self, question: InstrumentQuestion) -> Listing[Instrument]:
        """The instruments that a question asks for, by id."""
        return listings.instruments(self._at(question.clocks), question)

    def sources(self, question: SourceQuestion) -> Listing[Source]:
        """The sources that a question asks for, by id."""
        return listings.sources(self._at(question.clocks), question)

    # ---- what hangs together, by whole id

    def claims_about(self, identifier: str) -> list[Claim]:
        """The claims about a record, or with it as subject or object; by id."""
        return disputes.claims_about(self, identifier)

    def claims_by(self, actor: str) -> list[Claim]:
        """The claims of which an actor is the speaker; by id."""
        return self.records("claim", self.found("claim.speaker", [actor]))

    def disagreements(self, identifier: str) -> list[Disagreement]:
        """Authored contradictions of the claims about a record, by topic and dimension."""
        return disputes.disagreements(self, identifier)

    def relations_of(self, identifier: str, kinds: Sequence[str] = ()) -> list[Relation]:
        """The relations of a record in either direction, of these kinds and narrower; by id.

        With `asOf` those that stood on that day (`kg.query.states.holding`).
        """
        families = ("relation.subject", "relation.object")
        rows = self.seen(
            "relation", merged([self.find(family, [identifier]) for family in families])
        )
        rows = rows[states.holding(self, "relation", rows)]
        found: list[Relation] = self.records("relation", rows)
        if not kinds:
            return found
        wanted = set(self.below("concept.broader", named(self, "relation-kind", kinds, "kinds")))
        return [relation for relation in found if relation.kind in wanted]

    def parts_of(self, event: str) -> list[Event]:
        """The direct parts of an event, in time order."""
        return self.records("event", self.found("event.whole", [event]))

    def participations_of(self, actor: str) -> list[Part]:
        """The participations of an actor, also by a tenure alone; in time order."""
        parts = parts_of_actor(self, actor)
        owner = self.tables.column(PARTS, "owner")[parts]
        levels = np.minimum(self.levels("event", owner), taker_levels(self, parts))
        parts, owner = parts[levels > 0], owner[levels > 0]
        events = self.records("event", owner)
        taken = self.tables.assemble(PARTS, parts)
        return [Part(event, part) for event, part in zip(events, taken, strict=True)]

    def places_in(self, place: str) -> list[Place]:
        """The places that lie directly in a place; by id."""
        return self.records("place", self.found("place.within", [place]))

    def tenures_of(self, identifier: str) -> list[Tenure]:
        """The tenures of an office or an actor, with `asOf` those that day; by start."""
        return holders.tenures_of(self, identifier)

    def office_holders(
        self,
        office: str | None = None,
        jurisdiction: str | None = None,
        on: On = None,
        *,
        window: Window | None = None,
        include_contained: bool = False,
    ) -> list[Holding]:
        """Who held an office, or the offices of a place, on a day, throughout days, in a window."""
        return holders.office_holders(
            self, office, jurisdiction, on, window=window, include_contained=include_contained
        )

    def held_then(self, event: Event, part: Participation) -> list[Holding]:
        """The tenures that somebody who took part in an event held at the time."""
        return holders.held_then(self, event, part)

    def instruments_in_force(
        self,
        jurisdiction: str | None = None,
        on: On = None,
        *,
        window: Window | None = None,
        include_containing: bool = True,
        states: Sequence[ForceState] = IN_FORCE,
    ) -> list[InForce]:
        """The instruments in force (or in other states) at a place, on a day or in a window."""
        places = None if jurisdiction is None else [jurisdiction]
        return force.instruments_in_force(
            self, places, on, window=window, include_containing=include_containing, states=states
        )

    def instruments_at(self, event: Event, jurisdiction: str | None = None) -> list[InForce]:
        """The instruments in force at an event, by its places or one that is given."""
        return force.instruments_at(self, event, jurisdiction)

    def force_of(self, instrument: Instrument, on: On = None) -> list[InForce]:
        """The states that an instrument certainly or possibly was in on a day."""
        return force.force_of(self, instrument, on)

    # ---- states as of the day of `asOf`

    def status_of(self, event: Event) -> Status | None:
        """The status of an event."""
        found = states.status_of(self, event)
        return found.status if found else None

    def name_of(self, record: Record, langs: Sequence[str] = ()) -> Label | None:
        """What a record is called, in the first of these languages that has a name."""
        return states.name_of(self, record, langs)

    def sources_of(self, record: Record) -> list[Source]:
        """The sources of a record's evidence, and of a claim its document; by id."""
        return states.sources_of(self, record)

    def evidence(self, identifiers: Sequence[str]) -> list[Evidence]:
        """These pieces of evidence, those that are seen, in this order."""
        whole = [record_id("evidence", identifier) for identifier in identifiers]
        return [item for item in self.get_many(whole) if isinstance(item, Evidence)]

    # ---- rows, for the network

    def mask(self, table: str, window: Window | None = None) -> Levels:
        """How surely each row of a table counts at the clocks and in a window: 2, 1 or 0.

        Of tenures and relations, those that stand on the day of `asOf`. Undated ones count
        as possible in a window, undated events not at all.
        """
        rows = np.arange(self.tables.count(table), dtype=np.uint32)
        found = self.levels(table, rows)
        if table in ("tenure", "relation"):
            found = np.minimum(found, states.stands(self, table, rows))
        if window is not None and table in TIMED:
            times = self.index.times(table)
            judged = times.judged(rows, window.relation, window.from_day, window.to_day)
            match = judged.levels
            if table == "event":
                match = np.where(times.dated, match, np.int8(0))
            found = np.minimum(found, match)
            found = np.where(
                found >= (2 if window.match is Match.CERTAIN else 1), found, np.int8(0)
            )
        return found
