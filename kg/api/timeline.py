"""Which events, in order, how many when, and by what?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from functools import cached_property
from typing import Annotated, Any

import strawberry
from msgspec.structs import replace

from kg.api.connections import PageInfo, Stretch
from kg.api.context import Scope
from kg.api.fields import (
    After,
    Before,
    First,
    Last,
    described,
    field,
    given,
    interface,
    plain,
    says,
)
from kg.api.inputs import TimelineFilter
from kg.api.nodes import Record
from kg.api.questions import clocked, timeline_question
from kg.api.refs import EventRef, RecordRef
from kg.api.scalars import Day
from kg.api.wrapping import wrap
from kg.errors import FilterError
from kg.model import kind_of
from kg.query import (
    ActorFilter,
    FacetBy,
    Order,
    Page,
    PlaceFilter,
    RowPage,
    TimelineAnswer,
    TimelineQuestion,
)
from kg.query.answers import Bin as BinFound
from kg.query.answers import Histogram as HistogramFound
from kg.temporal import Match, Unit, iso_day

Which = Annotated[TimelineFilter | None, says("Which events; all dated ones by default.")]
Ordered = Annotated[Order, says("In which order.")]
Including = Annotated[bool, says("Whether undated events follow, as POSSIBLE.")]


@described
class TimelineEdge:
    """An event in a timeline, and how surely it matches."""

    node: EventRef = given("The event.")
    cursor: str = given("Where to go on from; it stays good when events are added.")
    match: Match | None = given(
        "How surely it matches. Null without a window, unless another key (an undated source "
        "under `reportedBy`, a beginning that may lie after `asOf`, an office held only possibly) "
        "makes it POSSIBLE."
    )


@described
class Bin:
    """A slot of a histogram: the events that share a day with it, as a band."""

    record: strawberry.Private[BinFound]
    certain: int = plain("Events that certainly share a day with it.")
    possible: int = plain("Events that possibly do, the certain ones included.")

    @field
    def start(self) -> Day:
        """Its first day."""
        return Day(iso_day(self.record.from_day))

    @field
    def end(self) -> Day:
        """Its last day."""
        return Day(iso_day(self.record.to_day))


@described
class Histogram:
    """Events over time. A long event counts in every bin that it shares a day with."""

    record: strawberry.Private[HistogramFound]
    unit: Unit = plain("The unit of its bins, perhaps coarser than the one asked for.")

    @field
    def bins(self) -> list[Bin]:
        """Its bins, without gap."""
        return [Bin(record=one) for one in self.record.bins]


@described
class FacetValue:
    """A value, and how many of the events have it."""

    value: str = given("The record (`kind/slug`), or the code of a status or way of obtaining.")
    certain: int = given("Events that certainly match and certainly have it.")
    possible: int = given("Events that possibly match, the certain ones included.")
    shown: RecordRef | None = given("The record, where the value is one.", name="record")


@described
class TimelineConnection:
    """A page of a timeline, and counts over the whole of it."""

    scope: strawberry.Private[Scope]
    answer: strawberry.Private[TimelineAnswer]
    stretch: strawberry.Private[Stretch]

    @cached_property
    def rows(self) -> RowPage:
        """The rows of the page, found once."""
        found = self.answer.stretch(*self.stretch)
        self.scope.request.snapshot_changed |= found.snapshot_changed
        return found

    @cached_property
    def page(self) -> Page[Any]:
        """The page, read once."""
        found = self.answer.hydrated(self.rows)
        self.scope.keep(hit.event for hit in found.edges)
        return found

    @field
    def edges(self) -> list[TimelineEdge]:
        """The events with cursor and match."""
        return [
            TimelineEdge(node=wrap(self.scope, hit.event), cursor=hit.cursor, match=hit.match)
            for hit in self.page.edges
        ]

    @field
    def nodes(self) -> list[EventRef]:
        """The events alone."""
        return [wrap(self.scope, hit.event) for hit in self.page.edges]

    @field
    def page_info(self) -> PageInfo:
        """Where the page lies in the whole."""
        return PageInfo(page=self.rows)

    @field
    def total_count(self) -> int:
        """How many events there are in all; counted only when asked for."""
        return self.answer.total()

    @field
    def certain_count(self) -> int:
        """How many of them match certainly."""
        return self.answer.totals()[0]

    @field
    def histogram(
        self,
        unit: Annotated[Unit | None, says("The unit of the bins; a fitting one if none.")] = None,
        max: Annotated[int, says("At most so many bins; above it a coarser unit is taken.")] = 100,  # noqa: A002  (the name that clients know)
    ) -> Histogram:
        """All events of the timeline over time, within the window or the finite bounds."""
        return Histogram(record=self.answer.histogram(unit, max))

    @field
    def facets(
        self,
        by: Annotated[FacetBy, says("By what to count.")],
        first: Annotated[int, says("At most so many values, most frequent first.")] = 20,
    ) -> list[FacetValue]:
        """All events of the timeline, counted by a value."""
        found = self.answer.facets(by, first)
        records = {r.id: r for r in self.scope.get_many([f.id for f in found if "/" in f.id])}
        return [
            FacetValue(
                value=f.id,
                certain=f.certain,
                possible=f.possible,
                shown=wrap(self.scope, records.get(f.id)),
            )
            for f in found
        ]


@interface
class Timelined(Record):
    """A record that events have to do with."""

    @field
    def timeline(
        self,
        filter: Which = None,  # noqa: A002  (the name that clients know)
        order: Ordered = Order.TIME_ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_undated: Including = False,  # noqa: FBT002  (an argument of the schema)
    ) -> TimelineConnection:
        """The events that have to do with it: taken part in, happened in, used, asserted."""
        return timeline_of(
            self.scope,
            filter,
            order,
            (first, after, last, before),
            include_undated=include_undated,
            of=self.record.id,
        )


def timeline_of(
    scope: Scope,
    asked: TimelineFilter | None,
    order: Order,
    stretch: Stretch,
    *,
    include_undated: bool,
    of: str | None = None,
) -> Any:
    """A page of the timeline, of everything or of one record."""
    scope = clocked(scope, asked)
    question = timeline_question(scope, asked, order, include_undated=include_undated)
    if of is not None:
        question = narrowed(question, of)
    return TimelineConnection(scope=scope, answer=scope.view.timeline(question), stretch=stretch)


def narrowed(question: TimelineQuestion, identifier: str) -> TimelineQuestion:
    """The question, asked only of the events that have to do with a record.

    Raises: FilterError when the filter already names records of that kind.
    """
    kind = kind_of(identifier)
    if kind == "actor":
        who = question.actors or ActorFilter()
        return replace(question, actors=replace(who, all_of=(*who.all_of, identifier)))
    if kind == "place":
        where = question.places or PlaceFilter()
        _unless(where.in_, "places.in")
        return replace(question, places=replace(where, in_=(identifier,)))
    if kind == "office":
        _unless(question.offices, "offices")
        return replace(question, offices=(identifier,))
    if kind == "instrument":
        _unless(question.instruments, "instruments")
        return replace(question, instruments=(identifier,))
    _unless(question.sources, "sources")
    return replace(question, sources=(identifier,))


def _unless(given: tuple[str, ...], argument: str) -> None:
    if given:
        raise FilterError(
            f"`{argument}` is the record itself here",
            hint="use the root field timeline",
            argument=argument,
        )
