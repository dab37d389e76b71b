"""A county with a sheriff's office, an ordinance and a dispute: what the tests here ask about.

The sheriff changes in December 2018, the ordinance is adopted, suspended and amended, two
papers count differently, one event is corrected and one withdrawn.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.model import (
    Actor,
    ActorType,
    Claim,
    ClaimLink,
    Clock,
    Concept,
    Dataset,
    Dimension,
    Event,
    EventPlace,
    EventStatus,
    Evidence,
    ForcePeriod,
    ForceState,
    Instrument,
    InstrumentUse,
    Label,
    LinkKind,
    Name,
    Office,
    Participation,
    Place,
    PlaceRole,
    Relation,
    Source,
    Stance,
    Status,
    Tenure,
    When,
)
from kg.query import NOW, Clocks, TimelineAnswer, TimelineQuestion, View, Window
from kg.temporal import Match, parse_day
from tests.properties.query_world import ground_of

DATASET = Dataset(id="county", base="https://daybook.example/", labels=(Label("en", "County"),))
FIRST = Clock(recorded="2020-01-01")
EARLY = Clock(recorded="2020-01-01", withdrawn="2020-02-01", reason="corrected")
LATER = Clock(recorded="2020-02-01", version=2)
GONE = Clock(recorded="2020-01-01", withdrawn="2020-03-01", reason="wrong")


def en(text: str) -> tuple[Label, ...]:
    return (Label("en", text),)


def when(edtf: str) -> When:
    return When(edtf=edtf)


def event(slug: str, edtf: str | None, label: str, **rest: Any) -> Event:
    time = {} if edtf is None else {"time": when(edtf)}
    return Event(**{"id": f"event/{slug}", "labels": en(label), "clock": FIRST, **time, **rest})


def part(actor: str, role: str = "conducts", **rest: Any) -> Participation:
    return Participation(key=f"{actor}-{role}", actor=f"actor/{actor}", role=f"role/{role}", **rest)


def at(place: str, role: PlaceRole = PlaceRole.AT) -> EventPlace:
    return EventPlace(key=f"{role}-{place}", place=f"place/{place}", role=role)


def force(state: ForceState, edtf: str, **rest: Any) -> ForcePeriod:
    key = rest.pop("key", str(state).replace("_", "-"))
    return ForcePeriod(key=key, state=state, time=when(edtf), **rest)


def claim(slug: str, label: str, **rest: Any) -> Claim:
    given = {
        "id": f"claim/{slug}",
        "labels": en(label),
        "dimension": Dimension.NUMBER,
        "stance": Stance.ASSERTS,
        "document": "source/paper-a",
        "clock": FIRST,
    }
    return Claim(**{**given, **rest})


def link(kind: LinkKind, other: str) -> ClaimLink:
    return ClaimLink(key=f"{kind}-{other}", kind=kind, claim=f"claim/{other}")


def concept(identifier: str, *broader: str) -> Concept:
    label = en(identifier.partition("/")[2])
    return Concept(id=identifier, labels=label, broader=broader, clock=FIRST)


def source(slug: str, published: str | None, **rest: Any) -> Source:
    date = None if published is None else when(published)
    label = en(f"Source {slug}")
    return Source(id=f"source/{slug}", labels=label, published=date, clock=FIRST, **rest)


def evidence(slug: str, of: str) -> Evidence:
    return Evidence(
        id=f"evidence/{slug}", source=f"source/{of}", start=0, end=4, sha256="0" * 64, clock=FIRST
    )


def _concepts() -> list[Any]:
    return [
        concept("event-kind/enforcement"),
        concept("event-kind/raid", "event-kind/enforcement"),
        concept("event-kind/vote"),
        concept("role/conducts"),
        concept("role/affected"),
        concept("role/detained", "role/affected"),
        concept("role/announces"),
        concept("relation-kind/member-of"),
        concept("relation-kind/defeated"),
        concept("topic/number"),
    ]


def _actors() -> list[Any]:
    def actor(slug: str, label: str, kind: ActorType, **rest: Any) -> Actor:
        return Actor(id=f"actor/{slug}", type=kind, labels=en(label), clock=FIRST, **rest)

    former = Name(key="former", text="Immigration Service", lang="en", time=when("1933/2003-02"))
    return [
        actor("ines", "Inés Prado", ActorType.PERSON),
        actor("otto", "Otto Berg", ActorType.PERSON),
        actor(
            "agency",
            "Federal Agency",
            ActorType.ORGANISATION,
            aliases=en("the Agency"),
            names=(former,),
            jurisdiction="place/nation",
        ),
        actor("team", "Field Team", ActorType.ORGANISATION),
        actor("paper", "The Paper", ActorType.ORGANISATION),
    ]


def _places() -> list[Any]:
    def place(slug: str, *within: str) -> Place:
        inside = tuple(f"place/{w}" for w in within)
        return Place(id=f"place/{slug}", labels=en(slug.title()), within=inside, clock=FIRST)

    return [place("nation"), place("state", "nation"), place("county", "state"),
            place("town", "county"), place("abroad")]  # fmt: skip


def _posts() -> list[Any]:
    def tenure(slug: str, holder: str, edtf: str | None) -> Tenure:
        time = {} if edtf is None else {"time": when(edtf)}
        return Tenure(
            id=f"tenure/{slug}",
            office="office/sheriff",
            holder=f"actor/{holder}",
            clock=FIRST,
            **time,
        )

    return [
        Office(id="office/sheriff", labels=en("Sheriff"), jurisdiction="place/county", clock=FIRST),
        Office(id="office/mayor", labels=en("Mayor"), jurisdiction="place/town", clock=FIRST),
        tenure("otto", "otto", "2010/2018-12"),
        tenure("ines", "ines", "2018-12/"),
    ]


def _instruments() -> list[Any]:
    return [
        Instrument(
            id="instrument/ordinance",
            labels=en("Ordinance"),
            jurisdiction="place/county",
            issuer="actor/agency",
            force=(
                force(ForceState.ADOPTED, "2019-01-01"),
                force(ForceState.IN_FORCE, "2019-01-30/2019-03-10", version="1"),
                force(ForceState.SUSPENDED, "2019-02-09/2019-03-01"),
                force(ForceState.IN_FORCE, "2019-03-11/", version="2", key="in-force-2"),
            ),
            clock=FIRST,
        ),
        Instrument(
            id="instrument/law",
            labels=en("Law"),
            jurisdiction="place/nation",
            force=(force(ForceState.IN_FORCE, "1996-09-30/.."),),
            clock=FIRST,
        ),
        Instrument(
            id="instrument/agreement",
            labels=en("Agreement"),
            jurisdiction="place/county",
            force=(
                force(ForceState.IN_FORCE, "2006/.."),
                force(ForceState.ENDED, "2018-12-05"),
            ),
            clock=FIRST,
        ),
        Instrument(
            id="instrument/plan",
            labels=en("Plan"),
            jurisdiction="place/county",
            force=(force(ForceState.SCHEDULED, "2019-06-01/..", scheduled=ForceState.IN_FORCE),),
            clock=FIRST,
        ),
    ]


def _events() -> list[Any]:
    happened = EventStatus(key="happened", status=Status.HAPPENED, time=when("2019-02-05"))
    announced = EventStatus(key="announced", status=Status.ANNOUNCED, time=when("2019-01-20"))
    return [
        event(
            "raid",
            "2019-02-05/2019-02-09",
            "Raid in the county",
            kinds=("event-kind/raid",),
            statuses=(announced, happened),
            places=(at("town"), at("state", PlaceRole.ABOUT)),
            participations=(
                part("agency"),
                part("team"),
                Participation(key="many", role="role/detained", tenure="tenure/otto"),
            ),
            instruments=(
                InstrumentUse(
                    key="cites", instrument="instrument/law", role="instrument-role/cites"
                ),
            ),
            evidence=("evidence/raid-a",),
        ),
        event(
            "vote",
            "2018-11-06",
            "Vote for sheriff",
            kinds=("event-kind/vote",),
            places=(at("county"),),
            participations=(part("ines"), part("otto", "affected")),
            evidence=("evidence/vote-b",),
        ),
        event("handover", "2018-12-03", "Handover", participations=(part("ines", "announces"),)),
        event("term", "2019", "Year of the new sheriff", whole=None, clock=FIRST),
        event("arrest", "2019-02-06", "Arrest", whole="event/raid", kinds=("event-kind/raid",)),
        event("bail", "2019-02-07~", "Bail", whole="event/arrest"),
        event("rumour", None, "Rumour without a day", evidence=("evidence/rumour-c",)),
        event("count", "2019-02-11", "Count of the raid", clock=EARLY),
        event("count", "2019-02-12", "Count of the raid, corrected", clock=LATER),
        event("mistake", "2019-02-08", "Mistake", clock=GONE),
    ]


def _claims() -> list[Any]:
    return [
        claim(
            "many",
            "Two hundred were taken",
            about=("event/raid",),
            topic="topic/number",
            speaker="actor/agency",
            publisher="actor/paper",
            links=(link(LinkKind.CONTRADICTS, "few"),),
        ),
        claim(
            "few",
            "Thirty were taken",
            subject="event/raid",
            predicate="predicate/number-of",
            document="source/paper-b",
            speaker="actor/ines",
        ),
        claim(
            "why",
            "Because of the vote",
            about=("event/raid", "event/vote"),
            dimension=Dimension.MOTIVE,
            stance=Stance.ALLEGES,
            links=(link(LinkKind.SUPPORTS, "many"),),
        ),
        claim("calm", "All was calm", about=("event/vote",), document="source/undated"),
    ]


def records() -> tuple[Any, ...]:
    sources = [
        source("paper-a", "2019-02-10", publisher="actor/paper"),
        source("paper-b", "2019-02"),
        source("undated", None),
    ]
    located = [
        evidence("raid-a", "paper-a"),
        evidence("vote-b", "paper-b"),
        evidence("rumour-c", "undated"),
    ]
    relations = [
        Relation(
            id="relation/team",
            kind="relation-kind/member-of",
            subject="actor/team",
            object="actor/agency",
            time=when("2019/.."),
            evidence=("evidence/raid-a",),
            clock=FIRST,
        ),
        Relation(
            id="relation/won",
            kind="relation-kind/defeated",
            subject="actor/ines",
            object="actor/otto",
            time=when("2018-11-06"),
            evidence=("evidence/vote-b",),
            clock=FIRST,
        ),
    ]
    parts = (_concepts, _actors, _places, _posts, _instruments, _events, _claims)
    return (*(record for make in parts for record in make()), *sources, *located, *relations)


@cache
def ground(digest: str = "c" * 64) -> Any:
    return ground_of(DATASET, records(), digest)


def day(text: str | None) -> int | None:
    return None if text is None else parse_day(text)


def view(
    as_of: str | None = None, known_at: str | None = None, reported_by: str | None = None
) -> View:
    clocks = Clocks(as_of=day(as_of), known_at=day(known_at), reported_by=day(reported_by))
    return View(ground(), clocks) if clocks != NOW else View(ground())


def ask(seen: View | None = None, **keys: Any) -> TimelineAnswer:
    return (seen or view()).timeline(TimelineQuestion(**keys))


def slugs(answer: Any) -> list[str]:
    return [identifier.partition("/")[2] for identifier in answer.ids()]


def window(first: str | None, last: str | None, **rest: Any) -> Window:
    return Window(from_day=day(first), to_day=day(last), **rest)


def matches(answer: TimelineAnswer) -> dict[str, Match | None]:
    return {hit.event.id.partition("/")[2]: hit.match for hit in answer.page().edges}
