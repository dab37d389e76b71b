"""A dataset small enough to know by heart: one operation, its people, two claims at odds."""

from __future__ import annotations

from kg.model import (
    Actor,
    ActorType,
    Claim,
    ClaimLink,
    Clock,
    Comparator,
    Dataset,
    Dimension,
    Event,
    EventPlace,
    EventStatus,
    Evidence,
    ForcePeriod,
    ForceState,
    Instrument,
    Label,
    LinkKind,
    Obtained,
    Office,
    Participation,
    Place,
    PlaceRole,
    Quantity,
    Record,
    Source,
    Stance,
    Status,
    Tenure,
    When,
)

BASE = "https://daybook.example/"
DATASET = Dataset(
    id="small",
    base=BASE,
    labels=(Label("en", "A small dataset"),),
    licence="CC-BY-4.0",
    recorded="2026-01-01",
)
CLOCK = Clock(recorded="2026-01-01")
SAID = ("evidence/e",)


def named(en: str) -> tuple[Label, ...]:
    """One English label."""
    return (Label("en", en),)


OPERATION = Event(
    id="event/operation",
    labels=(Label("en", "Operation"), Label("es", "Operativo")),
    kinds=("event-kind/enforcement-operation",),
    statuses=(EventStatus(key="happened", status=Status.HAPPENED),),
    time=When(edtf="2019?-02-05/2019?-02-09", obtained=Obtained.INFERRED, evidence=SAID),
    places=(
        EventPlace(key="at-state", place="place/state"),
        EventPlace(key="target-county", place="place/county", role=PlaceRole.TARGET),
    ),
    participations=(
        Participation(key="agency-conducts", role="role/conducts", actor="actor/agency"),
        Participation(
            key="director-comments",
            role="role/comments",
            actor="actor/director",
            office="office/director",
            on_behalf_of="actor/agency",
        ),
    ),
    quantities=(
        Quantity(key="people", value=200.0, comparator=Comparator.GT, unit="unit/people"),
        Quantity(key="people-2", low=60.0, high=70.5, total="people", unit="unit/people"),
    ),
    evidence=SAID,
    clock=CLOCK,
)
ELECTION = Event(
    id="event/election",
    labels=named("Election"),
    kinds=("event-kind/election",),
    time=When(edtf="2018-11"),
    places=(EventPlace(key="at-county", place="place/county"),),
    participations=(
        Participation(key="director-wins", role="role/elected", actor="actor/director"),
    ),
    evidence=SAID,
    clock=CLOCK,
)
UNDATED_EVENT = Event(id="event/undated", labels=named("Undated"), evidence=SAID, clock=CLOCK)
ANCIENT = Event(
    id="event/ancient",
    labels=named("Ancient"),
    time=When(edtf="-0043-03-15"),
    evidence=SAID,
    clock=CLOCK,
)
REPRISAL = Claim(
    id="claim/reprisal",
    labels=named("Says that the operation was a reprisal"),
    dimension=Dimension.MOTIVE,
    stance=Stance.ASSERTS,
    about=("event/operation",),
    subject="event/operation",
    predicate="predicate/motivated-by",
    object="event/election",
    speaker="actor/agency",
    document="source/s",
    evidence=SAID,
    clock=CLOCK,
)
ANSWER = Claim(
    id="claim/answer",
    labels=named("Says that policies prompted the operation"),
    dimension=Dimension.MOTIVE,
    stance=Stance.DENIES,
    about=("event/operation",),
    subject="event/operation",
    predicate="predicate/motivated-by",
    value="policies",
    speaker="actor/director",
    document="source/s",
    links=(ClaimLink(key="c", kind=LinkKind.CONTRADICTS, claim="claim/reprisal"),),
    evidence=SAID,
    clock=CLOCK,
)
OLD_LAW = Instrument(
    id="instrument/law",
    labels=named("Law as first recorded"),
    kinds=("instrument-kind/statute",),
    clock=Clock(recorded="2026-01-01", withdrawn="2026-02-01", reason="renamed"),
)
LAW = Instrument(
    id="instrument/law",
    labels=named("Law"),
    kinds=("instrument-kind/statute",),
    jurisdiction="place/state",
    force=(
        ForcePeriod(key="ended", state=ForceState.ENDED, time=When(edtf="2019-03/..")),
        ForcePeriod(key="in-force", state=ForceState.IN_FORCE, time=When(edtf="2010/2019-02")),
    ),
    clock=Clock(recorded="2026-02-01", version=2),
)
RECORDS: tuple[Record, ...] = tuple(
    sorted(
        (
            OPERATION,
            ELECTION,
            UNDATED_EVENT,
            ANCIENT,
            REPRISAL,
            ANSWER,
            OLD_LAW,
            LAW,
            Actor(
                id="actor/agency",
                type=ActorType.ORGANISATION,
                labels=named("Agency"),
                clock=CLOCK,
            ),
            Actor(
                id="actor/director", type=ActorType.PERSON, labels=named("Director"), clock=CLOCK
            ),
            Office(id="office/director", labels=named("Office"), clock=CLOCK),
            Tenure(
                id="tenure/director",
                office="office/director",
                holder="actor/director",
                time=When(edtf="2019-01/2019-06"),
                evidence=SAID,
                clock=CLOCK,
            ),
            Place(id="place/state", labels=named("State"), clock=CLOCK),
            Place(
                id="place/county",
                labels=named("County"),
                within=("place/state",),
                latitude=35.994,
                longitude=-79.0,
                clock=CLOCK,
            ),
            Source(id="source/s", labels=named("Source"), languages=("en",), clock=CLOCK),
            Evidence(
                id="evidence/e", source="source/s", start=0, end=5, sha256="0" * 64, clock=CLOCK
            ),
        ),
        key=lambda record: (record.id, record.clock.version),
    )
)
