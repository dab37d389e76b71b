"""Small datasets that are dense in what the query room has to tell apart.

Few actors, places, kinds and days, so that filters meet: vague dates, sets, tenures and
memberships with vague ends, several versions of one record, claims that contradict each
other, sources with and without a date. Everything follows from one seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

from kg.columns import Tables
from kg.index import index_of
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
    Obtained,
    Office,
    Participation,
    Place,
    PlaceRole,
    Record,
    Relation,
    Source,
    Stance,
    Status,
    Tenure,
    When,
)
from kg.query import View
from kg.query.ask import (
    NOW,
    ActorFilter,
    Clocks,
    Order,
    PlaceFilter,
    Qualified,
    TimelineQuestion,
    Window,
)
from kg.temporal import Match, parse_day
from kg.temporal import Relation as Standing

DATES = (
    "2019-02-05", "2019-02-05/2019-02-09", "2019-02", "2019-02~", "2019", "2018-11/2019-03",
    "2019-01/..", "../2019-02-10", "2019-02/", "/2019-02-20", "{2018-12,2019-02-11}",
    "[2018-12-03,2019-02-11,2019-03]", "2019-XX-11", "201X", "2019-02-28?/2019-03-02",
    "2018-12-03", "2019-02-10", "2019-03-01", "XXXX", "../..",
)  # fmt: skip
SPANS = (
    *("2018-12-03/..", "2010/2018-12", "2018-12/2019-02-10", "2019", "2014/", "[2017,2019-02]"),
    *(
        "{2018-12-03,2019-02-05..2019-02-10}",
        "2018-12/2019-XX-11",
        "[2019-02-05,2019-02-28]",
        "../..",
    ),
)
DAYS = tuple(parse_day(d) for d in (
    "2018-11-30", "2018-12-03", "2019-01-31", "2019-02-01", "2019-02-05", "2019-02-09",
    "2019-02-10", "2019-02-28", "2019-03-01", "2020-06-30",
))  # fmt: skip
RECORDED = ("2020-01-01", "2020-02-01", "2020-03-01")
KNOWN = tuple(parse_day(d) for d in ("2019-12-31", "2020-01-01", "2020-02-01", "2020-02-15"))
WORDS = ("Sheriff's office", "día", "raid", "287(g)", "Vote", "office")
ROLES = ("conducts", "affected", "detained")
KINDS = ("enforcement", "raid", "vote")
F, S, E = ForceState.IN_FORCE, ForceState.SUSPENDED, ForceState.ENDED
FORCE = (
    ((F, "2018-12/2019-02-10"), (S, "2019-02-05/2019-02-0X")),
    ((F, "2018-11-30/.."), (E, "2019-02-20/2019-03-01")),
    ((F, "{2018-12-03,2019-02-05..2019-02-11,2019-03}"), (E, "2019-02-10"), (S, "2019-02-09")),
    ((F, "2010/2018-12"), (E, "2019"), (F, "2019-02-05/.."), (F, None)),
    ((F, "[2018-12,2019-01..2019-03]"), (F, "2019-02-05/2019-02-10"), (S, "{2019-02-28,2020}")),
    ((F, "2019-02-10/2019-04-20"), (E, "../2019-01-10")),
)
LINKS = (LinkKind.CONTRADICTS, LinkKind.SUPPORTS)


@dataclass(frozen=True)
class World:
    """A dataset, its records, and the ground that a view stands on."""

    dataset: Dataset
    records: tuple[Any, ...]
    ground: Any

    def view(self, clocks: Clocks = NOW) -> View:
        return View(self.ground, clocks)


def world(seed: int, events: int = 14) -> World:
    dataset = Dataset(id="world", base="https://daybook.example/", labels=(Label("en", "World"),))
    random = Random(seed)  # noqa: S311 (nothing secret)
    records = tuple(_Maker(random).records(events))
    return World(dataset, records, ground_of(dataset, records))


def ground_of(dataset: Dataset, records: tuple[Record, ...], digest: str = "d" * 64) -> Any:
    tables = Tables.of(records, dataset)
    return SimpleNamespace(
        digest=digest, dataset=dataset, tables=tables, index=index_of(tables), foreign=()
    )


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.pick = random.choice
        self.some = lambda values: tuple(sorted(random.sample(values, random.randint(0, 2))))

    def label(self) -> tuple[Label, ...]:
        return (Label(self.pick(("en", "es")), " ".join(self.random.sample(WORDS, 2))),)

    def clocks(self) -> list[Clock]:
        """One to three versions, the last perhaps withdrawn for good."""
        days = sorted(self.random.sample(RECORDED, self.pick((1, 1, 1, 2, 3))))
        gone = "2020-04-01" if self.random.random() < 0.1 else None
        ends = [*days[1:], gone]
        return [
            Clock(recorded=day, withdrawn=end, version=n)
            for n, (day, end) in enumerate(zip(days, ends, strict=True), 1)
        ]

    def evidence(self) -> tuple[str, ...]:
        return tuple(f"evidence/e{n}" for n in self.some(range(5)))

    def maybe(self, values: tuple[str, ...], chance: float = 0.7) -> str | None:
        return self.pick(values) if self.random.random() < chance else None

    def when(self, dates: tuple[str, ...] = DATES) -> When:
        edtf = self.maybe(dates, 0.9)
        if edtf is None:
            return When(obtained=Obtained.UNKNOWN)
        if edtf == "2019-02/":
            return When(edtf=edtf, ongoing=True, attested=self.maybe(("2019-02-12",), 0.5))
        return When(edtf=edtf, obtained=self.pick((Obtained.STATED, Obtained.INFERRED)))

    def when_or_none(self, chance: float, dates: tuple[str, ...] = DATES) -> When | None:
        return self.when(dates) if self.random.random() < chance else None

    def records(self, events: int) -> list[Any]:
        made: list[Any] = [*self.fixed()]
        for n in range(events):
            made += [self.event(n, clock) for clock in self.clocks()]
        for n in range(6):
            made += [self.claim(n, clock) for clock in self.clocks()]
        for n in range(5):
            made += [self.relation(n, clock) for clock in self.clocks()]
            made += [self.tenure(n, clock) for clock in self.clocks()]
        return made

    def fixed(self) -> list[Any]:
        clock = Clock(recorded="2020-01-01")
        name = self.label()
        whole: dict[str, Any] = {"labels": name, "clock": clock}
        made: list[Any] = [
            Concept(
                id=f"role/{role}", broader=("role/affected",) if role == "detained" else (), **whole
            )
            for role in ROLES
        ]
        made += [
            Concept(
                id=f"event-kind/{kind}",
                broader=("event-kind/enforcement",) if kind == "raid" else (),
                **whole,
            )
            for kind in KINDS
        ]
        made += [
            Concept(id=f"relation-kind/{k}", **whole) for k in ("member-of", "part-of", "defeated")
        ]
        made += [Actor(id=f"actor/a{n}", type=ActorType.ORGANISATION, **whole) for n in range(5)]
        made += [Office(id=f"office/o{n}", **whole) for n in range(2)]
        made += [
            Instrument(
                id=f"instrument/i{n}",
                force=tuple(
                    ForcePeriod(key=f"f{at}", state=state, time=When(edtf=text))
                    for at, (state, text) in enumerate(force)
                ),
                **whole,
            )
            for n, force in enumerate(FORCE)
        ]
        made += [
            Place(id=f"place/p{n}", within=(f"place/p{(n - 1) // 2}",) if n else (), **whole)
            for n in range(5)
        ]
        published = (None, When(edtf="2019-02-10"), When(edtf="2019-02"))
        for n in range(3):
            made.append(Source(id=f"source/s{n}", published=published[n], **whole))
        for n in range(5):
            made += [
                Evidence(
                    id=f"evidence/e{n}",
                    source=f"source/s{(n + c.version) % 3}",
                    start=0,
                    end=1,
                    sha256="0" * 64,
                    clock=c,
                )
                for c in self.clocks()
            ]
        return made

    def event(self, n: int, clock: Clock) -> Event:
        whole = f"event/v{self.random.randrange(n)}" if n and self.random.random() < 0.4 else None
        return Event(
            id=f"event/v{n}",
            labels=self.label(),
            kinds=tuple(f"event-kind/{k}" for k in self.some(KINDS)),
            statuses=tuple(
                EventStatus(
                    key=str(s), status=s, time=self.when_or_none(0.7), evidence=self.evidence()
                )
                for s in self.some(list(Status))
            ),
            time=self.when(),
            places=tuple(
                EventPlace(
                    key=f"k{p}",
                    place=f"place/p{p}",
                    role=self.pick(list(PlaceRole)),
                    evidence=self.evidence(),
                )
                for p in self.some(range(5))
            ),
            participations=tuple(self.participation(k) for k in range(self.random.randint(0, 3))),
            instruments=tuple(
                InstrumentUse(
                    key=f"k{i}",
                    instrument=f"instrument/i{i}",
                    role="instrument-role/cites",
                    evidence=self.evidence(),
                )
                for i in self.some(range(2))
            ),
            whole=whole,
            evidence=self.evidence(),
            clock=clock,
        )

    def participation(self, key: int) -> Participation:
        actor = self.maybe(tuple(f"actor/a{n}" for n in range(5)))
        return Participation(
            key=f"k{key}",
            role=f"role/{self.pick(ROLES)}",
            actor=actor,
            office=self.maybe(("office/o0", "office/o1"), 0.2),
            tenure=self.maybe(tuple(f"tenure/t{n}" for n in range(5)), 0.3 if actor else 1.0),
            time=self.when_or_none(0.2),
            evidence=self.evidence(),
        )

    def claim(self, n: int, clock: Clock) -> Claim:
        others = [f"claim/c{m}" for m in range(6) if m != n]
        return Claim(
            id=f"claim/c{n}",
            labels=self.label(),
            dimension=Dimension.NUMBER,
            stance=self.pick(list(Stance)),
            about=tuple(f"event/v{m}" for m in self.some(range(8))),
            topic=None,
            subject=self.maybe(("event/v1", "actor/a0"), 0.3),
            document=f"source/s{self.random.randrange(3)}",
            links=tuple(
                ClaimLink(key="k", kind=self.pick(LINKS), claim=c)
                for c in (self.pick(others),)
                if self.random.random() < 0.4
            ),
            evidence=self.evidence(),
            clock=clock,
        )

    def relation(self, n: int, clock: Clock) -> Relation:
        one, two = self.random.sample(range(5), 2)
        return Relation(
            id=f"relation/r{n}",
            kind=f"relation-kind/{self.pick(('member-of', 'part-of', 'defeated'))}",
            subject=f"actor/a{one}",
            object=f"actor/a{two}",
            time=self.when_or_none(0.6, SPANS),
            claims=tuple(f"claim/c{m}" for m in self.some(range(3))),
            evidence=self.evidence(),
            clock=clock,
        )

    def tenure(self, n: int, clock: Clock) -> Tenure:
        return Tenure(
            id=f"tenure/t{n}",
            office=f"office/o{n % 2}",
            holder=f"actor/a{self.random.randrange(5)}",
            time=self.when(SPANS),
            evidence=self.evidence(),
            clock=clock,
        )


def question(seed: int) -> TimelineQuestion:
    """A question with few keys, so that most have answers."""
    random = Random(seed)  # noqa: S311 (nothing secret)
    keys = set(random.sample(sorted(_KEYS), random.choice((0, 1, 1, 1, 2, 2, 3))))
    given = {key: make(random) for key, make in _KEYS.items() if key in keys}
    return TimelineQuestion(
        include_undated=random.random() < 0.5, order=random.choice(list(Order)), **given
    )


def clocks(seed: int) -> Clocks:
    random = Random(seed)  # noqa: S311 (nothing secret)

    def maybe(days: tuple[int, ...], chance: float) -> int | None:
        return random.choice(days) if random.random() < chance else None

    return Clocks(as_of=maybe(DAYS, 0.25), known_at=maybe(KNOWN, 0.4), reported_by=maybe(DAYS, 0.3))


def window(random: Random) -> Window:
    first, last = sorted((random.choice(DAYS), random.choice(DAYS)))
    return Window(
        from_day=random.choice((first, first, None)),
        to_day=random.choice((last, last, None)),
        relation=random.choice((Standing.OVERLAPS, *Standing)),
        match=random.choice((Match.POSSIBLE, Match.POSSIBLE, Match.CERTAIN)),
    )


def _ids(random: Random, kind: str, stem: str, count: int) -> tuple[str, ...]:
    numbers = random.sample(range(count), random.choice((1, 1, 2)))
    return tuple(random.choice((f"{stem}{n}", f"{kind}/{stem}{n}")) for n in numbers)


def _actors(random: Random) -> ActorFilter:
    chosen = random.choice(("all_of", "any_of", "none_of", "nobody"))
    roles = (random.choice(ROLES),) if chosen == "nobody" or random.random() < 0.3 else ()
    ids = {} if chosen == "nobody" else {chosen: _ids(random, "actor", "a", 5)}
    return ActorFilter(role=roles, include_parts=random.random() < 0.5, **ids)


_KEYS: dict[str, Any] = {
    "window": window,
    "kinds": lambda r: (r.choice(KINDS),),
    "status": lambda r: tuple(r.sample(list(Status), r.choice((1, 3)))),
    "actors": _actors,
    "offices": lambda r: _ids(r, "office", "o", 2),
    "in_capacity_of": lambda r: (
        *(f"office/o{n}" for n in r.sample(range(2), r.randrange(2))),
        *(f"tenure/t{n}" for n in r.sample(range(5), r.choice((1, 2)))),
    ),
    "during_tenure": lambda r: _ids(r, "tenure", "t", 5),
    "while_in_force": lambda r: _ids(r, "instrument", "i", 5),
    "places": lambda r: PlaceFilter(
        in_=_ids(r, "place", "p", 5), role=r.choice(((), (PlaceRole.AT, PlaceRole.ABOUT)))
    ),
    "instruments": lambda r: _ids(r, "instrument", "i", 2),
    "sources": lambda r: _ids(r, "source", "s", 3),
    "part_of": lambda r: _ids(r, "event", "v", 6),
    "text": lambda r: r.choice(
        ("sheriff", "OFFICE dia", "287g", "287(g) rai", "nothing", "sheriffs")
    ),
    "disputed": lambda r: r.random() < 0.5,
    "qualified": lambda r: r.choice(list(Qualified)),
    "obtained": lambda r: (r.choice(list(Obtained)),),
}
