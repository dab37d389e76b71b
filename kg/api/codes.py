"""Which words have a fixed list?

The enumerations of the model, of time and of questions, as the schema shows them, each
value with its meaning.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

import strawberry

from kg.model import (
    AbsenceState,
    ActorType,
    Calendar,
    Comparator,
    ConfidenceLevel,
    Dimension,
    ForceState,
    Hemisphere,
    LinkKind,
    NameKind,
    Obtained,
    PlaceRole,
    QuantityState,
    RemovalReason,
    Stance,
    Status,
)
from kg.network import Prefer, TieKind
from kg.query import FacetBy, Order, Qualified
from kg.query.measures import Measure, MeasureOrder
from kg.temporal import Match, Precision, Relation, Unit

E = TypeVar("E", bound=StrEnum)


def told(cls: type[E], description: str, *, name: str | None = None, **values: str) -> type[E]:
    """Show an enumeration in the schema, with a meaning for every value.

    Raises: TypeError when a value has no meaning, or a meaning no value.
    """
    strawberry.enum(cls, name=name, description=description)
    definition: Any = cls.__strawberry_definition__  # type: ignore[attr-defined]  # set above
    known = {value.name: value for value in definition.values}
    if known.keys() != values.keys():
        raise TypeError(f"{cls.__name__}: {sorted(known.keys() ^ values.keys())} not described")
    for word, meaning in values.items():
        known[word].description = meaning
    return cls


class RecordKind(StrEnum):
    """The kinds of record."""

    EVENT = "event"
    ACTOR = "actor"
    OFFICE = "office"
    TENURE = "tenure"
    PLACE = "place"
    INSTRUMENT = "instrument"
    RELATION = "relation"
    CLAIM = "claim"
    SOURCE = "source"
    EVIDENCE = "evidence"
    TOMBSTONE = "tombstone"
    CONCEPT = "concept"


class Scheme(StrEnum):
    """The lists that concepts belong to."""

    EVENT_KIND = "event-kind"
    ACTOR_KIND = "actor-kind"
    OFFICE_KIND = "office-kind"
    PLACE_KIND = "place-kind"
    INSTRUMENT_KIND = "instrument-kind"
    SOURCE_KIND = "source-kind"
    ROLE = "role"
    CAPACITY = "capacity"
    INSTRUMENT_ROLE = "instrument-role"
    RELATION_KIND = "relation-kind"
    PREDICATE = "predicate"
    TOPIC = "topic"
    UNIT = "unit"


class EndState(StrEnum):
    """What is known of one end of a date."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    OPEN = "open"
    ONGOING = "ongoing"


told(
    RecordKind,
    "The kinds of record.",
    EVENT="What happened, or was announced, scheduled, cancelled or alleged.",
    ACTOR="A person, organisation, group, or somebody unidentified.",
    OFFICE="A post, apart from whoever holds it.",
    TENURE="One holder's time in one office.",
    PLACE="An area, address or building.",
    INSTRUMENT="A law, agreement, policy or resolution.",
    RELATION="How two records stand to each other.",
    CLAIM="What somebody says.",
    SOURCE="A document, or a part of one.",
    EVIDENCE="Where exactly a source says so.",
    TOMBSTONE="What is left of a record that was removed.",
    CONCEPT="A kind, role, topic or unit.",
)
told(
    Scheme,
    "The lists that concepts belong to.",
    EVENT_KIND="Kinds of event.",
    ACTOR_KIND="Kinds of actor.",
    OFFICE_KIND="Kinds of office.",
    PLACE_KIND="Kinds of place.",
    INSTRUMENT_KIND="Kinds of instrument.",
    SOURCE_KIND="Kinds of source.",
    ROLE="What an actor does in an event.",
    CAPACITY="As what somebody acts: acting, elect, former.",
    INSTRUMENT_ROLE="What an event does to an instrument, or with it.",
    RELATION_KIND="Kinds of relation.",
    PREDICATE="What a claim says of its subject.",
    TOPIC="What is disputed or spoken of.",
    UNIT="What a quantity counts.",
)
told(
    EndState,
    "What is known of one end of a date.",
    KNOWN="A day, or days between which it lies.",
    UNKNOWN="There is an end, nobody says when.",
    OPEN="There is no end.",
    ONGOING="Not ended on the day to which it is attested; nothing is known after that.",
)
told(
    ActorType,
    "The four sorts of actor.",
    PERSON="A named person.",
    ORGANISATION="An organisation, agency or government.",
    GROUP="A set of people or organisations without a legal form.",
    UNIDENTIFIED="Somebody described by role, never by name.",
)
told(
    Status,
    "How far an event is from having happened.",
    HAPPENED="It happened.",
    ONGOING="It had begun and not ended.",
    ANNOUNCED="Somebody said that it would happen.",
    SCHEDULED="A day was set for it.",
    CANCELLED="It was called off.",
    ALLEGED="Somebody says that it happened; it is not established.",
)
told(
    PlaceRole,
    "What a place is to an event.",
    AT="It happened there.",
    TARGET="It was aimed there.",
    ABOUT="It concerns that place, wherever it happened.",
)
told(
    Obtained,
    "How a date was obtained.",
    STATED="Printed at that precision.",
    COMPUTED="By calendar arithmetic from a date printed in the same text.",
    INFERRED="Argued from several passages; see the reasoning.",
    UNKNOWN="There is no date.",
)
told(
    Calendar,
    "In which calendar the days of a date stand.",
    GREGORIAN="The calendar of today, counted back before its time as well.",
    JULIAN="The calendar of before; the days stand as written and are not converted.",
)
told(
    Precision,
    "How fine a date is, finest first.",
    TIME="A day and a time of day.",
    DAY="A day.",
    MONTH="A month.",
    SEASON="A season, quarter or half of a year.",
    YEAR="A year.",
    DECADE="A decade: 201X.",
    CENTURY="A century: 20XX.",
    MILLENNIUM="A millennium: 2XXX.",
    ERA="Coarser than a millennium.",
    UNKNOWN="No date.",
)
told(
    NameKind,
    "Why a name is used.",
    OFFICIAL="The official name.",
    SHORT="A short form or abbreviation.",
    FORMER="A name no longer used.",
    OTHER="Any other name.",
)
told(
    AbsenceState,
    "Two ways of having no value.",
    UNKNOWN="There is or may be one; the sources do not state it.",
    NONE="The sources state that there is none.",
)
told(
    Comparator,
    "How a number is meant.",
    EQ="Exactly.",
    GT="More than.",
    GE="At least.",
    LT="Fewer than.",
    LE="At most.",
    ABOUT="About.",
)
told(
    QuantityState,
    "Whether a quantity is known.",
    VALUE="A number is given.",
    NONE="It is stated that there is none.",
    UNKNOWN="The sources do not state it.",
)
told(
    ForceState,
    "What the force of an instrument is during a period.",
    ADOPTED="Adopted or signed.",
    PUBLISHED="Published.",
    SCHEDULED="A change is scheduled and has not taken place.",
    IN_FORCE="In force.",
    SUSPENDED="Suspended or enjoined.",
    ENDED="Ended, repealed or replaced.",
)
told(
    Dimension,
    "What a claim is about.",
    OCCURRENCE="Whether it happened.",
    TIME="When.",
    PLACE="Where.",
    NUMBER="How many.",
    PARTICIPANT="Who.",
    CAUSE="From what cause.",
    MOTIVE="With what motive.",
    LEGALITY="Whether it is lawful, or what the law says.",
    EFFECT="With what effect.",
    JUDGEMENT="Whether it is good.",
    OTHER="Anything else.",
)
told(
    Stance,
    "How a speaker stands to what is said.",
    ASSERTS="Says that it is so.",
    DENIES="Says that it is not so.",
    ALLEGES="Accuses somebody of it.",
    ESTIMATES="Gives a number or day as an estimate.",
    INTERPRETS="Explains what it means.",
    ANNOUNCES="Says that it will be so.",
    PROMISES="Undertakes to do it.",
    DECLINES="Refuses to do it, or to say.",
)
told(
    LinkKind,
    "How one claim bears on another; written by the recorder, never computed.",
    CONTRADICTS="Both cannot be true.",
    QUALIFIES="It limits or adds a condition.",
    SUPPORTS="It is a reason for the other.",
    CORRECTS="It replaces the other.",
    REPEATS="It says the same again.",
)
told(
    ConfidenceLevel,
    "How sure the recorder is that the claim was made as recorded.",
    HIGH="Sure.",
    MEDIUM="Fairly sure.",
    LOW="Unsure.",
)
told(
    RemovalReason,
    "The class of reason for a removal.",
    PRIVACY="Privacy.",
    MINOR="It concerned a minor.",
    VICTIM="It concerned a victim.",
    EXPUNGED="A record was expunged.",
    LEGAL="The law requires it.",
)
told(
    Hemisphere,
    "Which seasons EDTF 21-24 mean.",
    NORTH="Northern: winter of a year begins in December of that year.",
    SOUTH="Southern.",
)
told(
    Order,
    "In which order a timeline is read. Undated events come last in both.",
    name="TimelineOrder",
    TIME_ASC="Earliest start first, then latest end, latest start, id.",
    TIME_DESC="The exact reverse.",
)
told(
    Qualified,
    "What to do with events whose date is marked uncertain or approximate.",
    INCLUDE="Keep them among the others.",
    EXCLUDE="Leave them out.",
    ONLY="Keep only them.",
)
told(
    FacetBy,
    "By what the events of a timeline are counted.",
    KIND="By kind.",
    STATUS="By status.",
    ACTOR="By actor that took part.",
    ROLE="By role that somebody had.",
    OFFICE="By office that somebody acted in.",
    PLACE="By place.",
    INSTRUMENT="By instrument.",
    SOURCE="By source.",
    OBTAINED="By how the date was obtained.",
)
told(
    Measure,
    "What is measured of a member of the network; each answer has its definition and source.",
    DEGREE="How many other members it is tied to.",
    WEIGHTED_DEGREE="How many ties it has.",
    PAGERANK="How often somebody comes by who follows ties.",
    CORE="How dense a group it belongs to.",
    COMPONENT="How many members hang together with it.",
)
told(
    MeasureOrder,
    "In which order measured members are read; equal ones by id.",
    VALUE="The highest value first.",
    CHANGE="The largest rise since the earlier window first; it needs one.",
)
told(
    Prefer,
    "Which chains in time are given.",
    name="PathPreference",
    FEWEST_HOPS="Those of the fewest ties first.",
    EARLIEST_ARRIVAL="Only those that can arrive on the earliest possible day.",
    LATEST_DEPARTURE="Only those that can set out on the latest possible day.",
)
told(
    TieKind,
    "What ties two records.",
    SHARED_EVENT="Both took part in the same event.",
    PARTICIPATION="One is an event, the other took part in it. Events are members where they have "
    "ties of their own or are asked about; all of them, where this kind is named.",
    PLACE="One is a place, the other an event there, or took part in one.",
    USE="One is an instrument, the other an event that has to do with it, or took part in one.",
    RELATION="One stands in a relation to the other.",
    TENURE="One holds or held the other, an office.",
    POST="One is an office of the other, an organisation.",
    ISSUER="One issued the other, an instrument.",
    PARTY="One is bound by the other, an instrument, or party to it.",
    JURISDICTION="One is the place that the other serves or holds in.",
    WITHIN="One is a place that lies in the other.",
)
told(
    Unit,
    "A unit of the calendar.",
    name="CalendarUnit",
    DAY="A day.",
    MONTH="A month.",
    QUARTER="Three months.",
    YEAR="A year.",
    DECADE="Ten years by their digits: 2010 to 2019.",
    CENTURY="A hundred years by their digits: 1900 to 1999.",
    MILLENNIUM="A thousand years by their digits.",
)
told(
    Match,
    "How surely an event matches.",
    CERTAIN="Every reading of its date does.",
    POSSIBLE="Some reading of its date does. Asked for, it includes the certain ones.",
)
told(
    Relation,
    "How a date lies to the window. Allen's relations are on half-open ranges of days.",
    name="WindowRelation",
    OVERLAPS="It shares a day with the window.",
    WITHIN="It lies in the window.",
    STARTS_IN="It starts in the window.",
    ENDS_IN="It ends in the window.",
    BEFORE="Allen: it ends before the window, with a day between.",
    AFTER="Allen: it starts after the window, with a day between.",
    MEETS="Allen: it ends on the day before the window.",
    MET_BY="Allen: it starts on the day after the window.",
    ALLEN_OVERLAPS="Allen: it starts before the window and ends inside, before its end.",
    ALLEN_OVERLAPPED_BY="Allen: it starts inside, after the window's start, and ends after it.",
    STARTS="Allen: it starts with the window and ends before its end.",
    STARTED_BY="Allen: it starts with the window and ends after it.",
    DURING="Allen: it starts after the window's start and ends before its end.",
    CONTAINS="Allen: it starts before the window and ends after it.",
    FINISHES="Allen: it ends with the window and starts after its start.",
    FINISHED_BY="Allen: it ends with the window and starts before it.",
    EQUALS="Allen: it is the window.",
)
