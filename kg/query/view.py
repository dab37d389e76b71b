"""What does the dataset say, as of which day, known on which day?

A `View` is a snapshot seen at one setting of the clocks; everything it answers obeys
them. It is made for one request and keeps what it has read.

This is the agreed face, for those who build on it; the answers are being built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kg.model import (
    Actor,
    Claim,
    ClaimLink,
    Dataset,
    Dimension,
    Event,
    Evidence,
    ForcePeriod,
    ForceState,
    Instrument,
    Label,
    Office,
    Participation,
    Place,
    Record,
    Relation,
    Source,
    Status,
    Tenure,
    When,
)
from kg.query.ask import (
    ActorQuestion,
    ClaimQuestion,
    Clocks,
    FacetBy,
    InstrumentQuestion,
    Paging,
    PlaceQuestion,
    SourceQuestion,
    TimelineQuestion,
)
from kg.query.limits import QueryLimits
from kg.temporal import Extent, Match, Unit

R = TypeVar("R", covariant=True)


@dataclass(frozen=True)
class Hit:  # kg/query/page.py
    event: Event
    cursor: str
    match: Match | None  # None without a window, but POSSIBLE where another key is only possible


@dataclass(frozen=True)
class Found(Generic[R]):  # one edge of claims, actors, places, instruments, sources
    record: R
    cursor: str
    match: Match | None  # POSSIBLE where only possibly reported by / in force; else None


@dataclass(frozen=True)
class Page:  # also Listing page: edges are then Found
    edges: list[Hit]
    has_next: bool
    has_previous: bool
    start_cursor: str | None
    end_cursor: str | None
    snapshot_changed: bool


@dataclass(frozen=True)
class Bin:
    from_day: int
    to_day: int
    certain: int
    possible: int  # certain ones included


@dataclass(frozen=True)
class Histogram:
    unit: Unit  # the one used, perhaps coarser than asked
    bins: list[Bin]


@dataclass(frozen=True)
class FacetValue:
    id: str  # whole id; for STATUS and OBTAINED the code ("happened", "inferred")
    certain: int
    possible: int  # certain ones included


class TimelineAnswer(Protocol):
    def page(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page: ...
    def total(self) -> int: ...
    def totals(self) -> tuple[int, int]: ...  # certain, possible (certain ones included)
    def histogram(self, unit: Unit | None = None, max: int | None = None) -> Histogram: ...
    def facets(self, by: FacetBy, first: int | None = None) -> list[FacetValue]: ...
    def ids(self) -> list[str]: ...  # all event ids in order (exports)


class Listing(Protocol[R]):  # answers of claims, actors, places, instruments, sources
    def page(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page: ...
    def total(self) -> int: ...


@dataclass(frozen=True)
class SearchHit:
    record: Record
    score: float  # 1.0 whole label, 0.75 beginning of one, 0.5 in labels, 0.25 in descriptions


@dataclass(frozen=True)
class Holding:
    office: Office
    tenure: Tenure
    actor: Actor | None
    match: Match | None  # None when no day was asked


@dataclass(frozen=True)
class InForce:
    instrument: Instrument
    period: ForcePeriod
    state: ForceState
    match: Match | None


@dataclass(frozen=True)
class Part:  # one participation of an actor
    event: Event
    participation: Participation


@dataclass(frozen=True)
class Disagreement:  # authored contradictions only
    dimension: Dimension
    topic: str | None
    claims: tuple[Claim, ...]
    links: tuple[tuple[str, ClaimLink], ...]  # (id of the claim that has the link, link)


class View(Protocol):
    digest: str
    dataset: Dataset
    clocks: Clocks
    limits: QueryLimits

    # View(snapshot, clocks=NOW, limits=DEFAULT_LIMITS); .at(clocks) -> another View
    def at(self, clocks: Clocks) -> View: ...

    # records; ids are whole, or slugs with `kind`; None when absent or not visible
    def get(self, identifier: str, kind: str | None = None) -> Record | None: ...
    def get_many(
        self, identifiers: Sequence[str], kind: str | None = None
    ) -> list[Record | None]: ...  # one read per table; also warms the view
    def all(self, kind: str) -> list[Record]: ...
    def versions(self, identifier: str) -> list[Record]: ...  # every version ever, oldest first
    def extent(self, when: When | None) -> Extent: ...

    # questions
    def timeline(self, question: TimelineQuestion) -> TimelineAnswer: ...
    def search(
        self, text: str, kinds: Sequence[str] = (), first: int | None = None
    ) -> list[SearchHit]: ...
    def claims(self, question: ClaimQuestion) -> Listing[Claim]: ...
    def actors(self, question: ActorQuestion) -> Listing[Actor]: ...
    def places(self, question: PlaceQuestion) -> Listing[Place]: ...
    def instruments(self, question: InstrumentQuestion) -> Listing[Instrument]: ...
    def sources(self, question: SourceQuestion) -> Listing[Source]: ...

    # what hangs together
    def claims_about(self, identifier: str) -> list[Claim]: ...
    def claims_by(self, actor: str) -> list[Claim]: ...
    def disagreements(self, identifier: str) -> list[Disagreement]: ...
    def relations_of(self, identifier: str, kinds: Sequence[str] = ()) -> list[Relation]: ...
    def parts_of(self, event: str) -> list[Event]: ...
    def participations_of(self, actor: str) -> list[Part]: ...
    def places_in(self, place: str) -> list[Place]: ...  # direct ones
    def tenures_of(self, identifier: str) -> list[Tenure]: ...  # an office's or an actor's
    def office_holders(
        self,
        office: str | None = None,
        jurisdiction: str | None = None,
        on: int | tuple[int, int] | None = None,
        *,
        include_contained: bool = False,
    ) -> list[Holding]: ...
    def instruments_in_force(
        self,
        jurisdiction: str | None = None,
        on: int | tuple[int, int] | None = None,
        *,
        include_containing: bool = True,
        states: Sequence[ForceState] = (ForceState.IN_FORCE,),
    ) -> list[InForce]: ...
    def instruments_at(self, event: Event, jurisdiction: str | None = None) -> list[InForce]: ...
    def force_of(self, instrument: Instrument, on: int | None = None) -> list[InForce]: ...

    # states at asOf
    def status_of(self, event: Event) -> Status | None: ...
    def name_of(self, record: Record, langs: Sequence[str] = ()) -> Label | None: ...
    def sources_of(self, record: Record) -> list[Source]: ...
    def evidence(self, identifiers: Sequence[str]) -> list[Evidence]: ...
