"""Which members and ties do records draw?

Members are record ids, ties are keyed by what ties them. All attributes are plain strings, so
that every writer takes them: several values are joined by spaces (ids) or `; ` (texts), and
what is not known is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, NamedTuple

from kg.errors import FilterError
from kg.model import (
    Actor,
    Claim,
    Event,
    Instrument,
    Office,
    Participation,
    Place,
    Relation,
    Tenure,
    When,
    kind_of,
    label_in,
    slug_of,
)
from kg.temporal import NEG_INF, POS_INF, Extent, iso_day

INCLUDE: Final = ("events", "places", "offices", "instruments")
TIES: Final = (
    *("shared-event", "participation", "place", "use", "relation", "tenure", "post"),
    *("jurisdiction", "within", "issuer", "party"),
)
"""What may tie two members of a drawn network, in the order in which it is drawn."""


class Forces(NamedTuple):
    """The dates of periods of force, and the first and last day on which one may hold."""

    dates: tuple[str, ...] = ()
    first: int = NEG_INF
    last: int = POS_INF


@dataclass(frozen=True, slots=True)
class NetworkParts:
    """The records that a network is drawn from, already chosen by clocks and window.

    `extent` gives the bounds of a date as `kg.temporal` reads it for the dataset, `force` the
    periods that date the ties of an instrument; None where these do not count. `holders` tells of
    tenures, also of those that are not among the ties, whose they are.
    """

    actors: Sequence[Actor]
    events: Iterable[Event]  # read as often as it is gone through
    relations: Sequence[Relation]
    tenures: Sequence[Tenure]
    offices: Sequence[Office]
    places: Sequence[Place]
    instruments: Sequence[Instrument]
    claims: Sequence[Claim]
    extent: Callable[[When], Extent]
    force: Callable[[Instrument], Forces | None] = lambda _: Forces()
    holders: Mapping[str, str] | None = None
    langs: tuple[str, ...] = ("en",)


class Tied(NamedTuple):
    """One tie: from whom, to whom, by what, and what is known of it."""

    one: str
    two: str
    key: str
    about: dict[str, str]


def drawn_of(include: Iterable[str], ties: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The kinds of record to include and the sorts of tie to draw.

    Raises: FilterError for an unknown one.
    """
    found = []
    for argument, asked, known in (("include", include, INCLUDE), ("ties", ties, TIES)):
        chosen = frozenset((asked,) if isinstance(asked, str) else asked)
        if unknown := chosen - set(known):
            raise FilterError(
                f"{argument} cannot be {', '.join(sorted(unknown))}",
                hint=f"any of {', '.join(known)}",
                argument=argument,
            )
        found.append(chosen)
    return found[0], found[1]


class Drawer:
    """Draws members and ties one by one, in the order of records."""

    def __init__(
        self,
        parts: NetworkParts,
        include: frozenset[str],
        ties: frozenset[str] = frozenset(TIES),
        *,
        directed: bool = False,
    ) -> None:
        self.parts, self.include, self.sorts, self.directed = parts, include, ties, directed
        ends = {end for r in parts.relations for end in (r.subject, r.object)}
        self._events = {end for end in ends if end.startswith("event/")}
        self._known: set[str] = set()
        self.holders = {**{t.id: t.holder for t in parts.tenures}, **(parts.holders or {})}
        self.organisation = {office.id: office.organisation for office in parts.offices}
        self.claims: dict[str, list[str]] = defaultdict(list)
        for claim in parts.claims:
            for record in {*claim.about, claim.subject, claim.object} - {None}:
                self.claims[str(record)].append(claim.id)

    def members(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Every member with its attributes; to be gone through before the ties.

        Cost: of memory, the ids of all but events, of which only related ones are kept.
        """
        kinds = ("actors", *(kind for kind in INCLUDE if kind in self.include))
        for kind in kinds:
            for record in getattr(self.parts, kind):
                if kind != "events" or record.id in self._events:
                    self._known.add(record.id)
                yield record.id, self.node(record)

    def ties(self) -> Iterator[Tied]:
        """Every tie between two members."""
        for sort, tie in self._all():
            if sort in self.sorts and self._member(tie.one) and self._member(tie.two):
                yield tie._replace(about={k: v for k, v in tie.about.items() if v != ""})

    def _member(self, identifier: str | None) -> bool:
        """Whether it is one; events are, and relations name those that are not perhaps."""
        if identifier in self._known:
            return True
        return (
            identifier is not None
            and identifier.startswith("event/")
            and ("events" in self.include and identifier not in self._events)
        )

    def _all(self) -> Iterator[tuple[str, Tied]]:
        """Every tie, whether or not its ends are members, and of which sort it is."""
        for event in self.parts.events:
            yield from self._event(event)
        for relation in self.parts.relations:
            about = {"kind": slug_of(relation.kind), "claims": " ".join(relation.claims)}
            ends = relation.subject, relation.object
            yield "relation", Tied(*ends, relation.id, about | self._time(relation.time))
        for tenure in self.parts.tenures:
            about = {"kind": "holds-office", "office": tenure.office, **self._time(tenure.time)}
            held = tenure.office
            if "offices" not in self.include:
                held = self.organisation.get(tenure.office) or ""
            yield "tenure", Tied(tenure.holder, held, tenure.id, about)
        yield from self._fixtures()

    def node(self, record: Any) -> dict[str, str]:
        """What is known of a member."""
        label = label_in(record.labels, *self.parts.langs)
        node = {"label": label.text if label else record.id, "kind": kind_of(record.id)}
        if isinstance(record, Actor):
            node["type"] = str(record.type)
        if kinds := getattr(record, "kinds", ()):
            node["kinds"] = " ".join(slug_of(k) for k in kinds)
        if isinstance(record, Event):
            node |= self._time(record.time)
        return node

    def _event(self, event: Event) -> Iterator[tuple[str, Tied]]:
        roles: dict[str, list[Participation]] = defaultdict(list)
        for participation in event.participations:
            if who := self._who(participation):
                roles[who].append(participation)
        shared = self._time(event.time) | {"claims": " ".join(sorted(self.claims[event.id]))}
        if "events" in self.include:
            yield from self._parts_of(event, roles, shared)
            return
        label = label_in(event.labels, *self.parts.langs)
        shared |= {"kind": "shared-event", "event": event.id}
        shared["event_label"] = label.text if label else event.id
        for one, two in combinations(sorted(roles), 2):
            about = shared | {"roles_1": _slugs(roles[one]), "roles_2": _slugs(roles[two])}
            yield "shared-event", Tied(one, two, event.id, about)
            if self.directed:  # sharing an event goes both ways
                yield "shared-event", Tied(two, one, event.id, about)

    def _parts_of(
        self, event: Event, roles: Mapping[str, list[Participation]], shared: dict[str, str]
    ) -> Iterator[tuple[str, Tied]]:
        """An event as a member: its participants and places are tied to it."""
        for who, taken in roles.items():
            for p in taken:
                about = {"kind": "participation", "role": slug_of(p.role)}
                yield "participation", Tied(who, event.id, p.key, about | shared)
        for place in event.places:
            about = {"kind": "place", "role": str(place.role)}
            yield "place", Tied(event.id, place.place, place.key, about | shared)
        for use in event.instruments:
            about = {"kind": "use", "role": slug_of(use.role)}
            yield "use", Tied(event.id, use.instrument, use.key, about | shared)

    def _who(self, participation: Participation) -> str | None:
        if participation.actor is not None or participation.tenure is None:
            return participation.actor or participation.office
        return self.holders.get(participation.tenure)

    def _fixtures(self) -> Iterator[tuple[str, Tied]]:
        """What ties the records that were asked for besides: posts, containment, issuers."""
        for office in self.parts.offices:
            post = {"kind": "post-of"}
            yield "post", Tied(office.id, office.organisation or "", "organisation", post)
            yield _jurisdiction(office)
        for place in self.parts.places:
            for wider in dict.fromkeys(place.within):
                key = f"within-{slug_of(place.id)}"  # two may lie in each other
                yield "within", Tied(place.id, wider, key, {"kind": "within"})
        for actor in self.parts.actors:
            yield _jurisdiction(actor)
        yield from self._of_instruments()

    def _of_instruments(self) -> Iterator[tuple[str, Tied]]:
        """Their own ties, from the first day on which one may be in force to the last."""
        found = []
        for instrument in self.parts.instruments:
            forces = self.parts.force(instrument)
            if forces is not None:
                days = {"start": day(forces.first), "end": day(forces.last)}
                found.append((instrument, {"date": "; ".join(forces.dates), **days}))
        for instrument, about in found:
            issuer = instrument.issuer or ""
            yield "issuer", Tied(instrument.id, issuer, "issuer", {"kind": "issuer"} | about)
        for instrument, about in found:
            for party in instrument.parties:
                ends = party.actor, instrument.id
                yield "party", Tied(*ends, f"party-{party.key}", {"kind": "party"} | about)
        for instrument, about in found:
            sort, tie = _jurisdiction(instrument)
            yield sort, tie._replace(about=tie.about | about)

    def _time(self, when: When | None) -> dict[str, str]:
        if when is None or when.edtf is None:
            return {}
        extent = self.parts.extent(when)
        bounds = {
            "date": when.edtf,
            "start": day(extent.start_earliest),
            "start_latest": day(extent.start_latest),
            "end_earliest": day(extent.end_earliest),
            "end": day(extent.end_latest),
        }
        return {k: v for k, v in bounds.items() if v}


def _jurisdiction(record: Actor | Office | Instrument) -> tuple[str, Tied]:
    sort = "jurisdiction"
    return sort, Tied(record.id, record.jurisdiction or "", sort, {"kind": sort})


def _slugs(taken: list[Participation]) -> str:
    return " ".join(sorted({slug_of(p.role) for p in taken}))


def day(number: int) -> str:
    """A day as text; empty where there is no bound."""
    return "" if number in (NEG_INF, POS_INF) else iso_day(number)
