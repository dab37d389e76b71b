"""What does the network look like to NetworkX?

Nodes are record ids, edges are keyed by what ties them. All attributes are plain strings,
numbers and booleans, so that every writer takes them: several values are joined by spaces
(ids) or `; ` (texts), and what is not known is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

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

if TYPE_CHECKING:
    import networkx as nx

INCLUDE: Final = ("events", "places", "offices", "instruments")
TIES: Final = (
    *("shared-event", "participation", "place", "relation", "tenure", "post"),
    *("jurisdiction", "within", "issuer", "party"),
)
"""What may tie two members of a drawn network, in the order in which it is drawn."""


@dataclass(frozen=True, slots=True)
class NetworkParts:
    """The records that a network is drawn from, already chosen by clocks and window.

    `extent` gives the bounds of a date as `kg.temporal` reads it for the dataset.
    """

    actors: Sequence[Actor]
    events: Sequence[Event]
    relations: Sequence[Relation]
    tenures: Sequence[Tenure]
    offices: Sequence[Office]
    places: Sequence[Place]
    instruments: Sequence[Instrument]
    claims: Sequence[Claim]
    extent: Callable[[When], Extent]
    langs: tuple[str, ...] = ("en",)


def networkx_graph(
    parts: NetworkParts,
    *,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
    simple: bool = False,
    directed: bool = False,
) -> nx.Graph[str]:
    """The network as a MultiGraph of actors; with `include` of more kinds of record too.

    Without events, two actors are tied once per event that both took part in (edge key: the
    event's id; `roles_1` are those of the lesser id). With events, each actor is tied to the
    event (edge key: the participation's). Relations (key: their id) join whatever is
    included; a tenure ties the holder to the office, or to the office's organisation where
    offices are left out. Only `ties` of these sorts are drawn. `simple` folds parallel edges
    into one with a `weight`; `directed` keeps the direction of relations (shared events then
    run both ways).
    Raises: FilterError for a kind of record that cannot be included, or an unknown sort of tie.
    """
    import networkx as nx  # noqa: PLC0415  (0.3 s that a timeline does not pay)

    chosen, sorts = drawn_of(include, ties)
    graph: nx.Graph[str] = nx.MultiDiGraph() if directed else nx.MultiGraph()
    _Drawing(parts, chosen, sorts, graph).draw()
    return _folded(graph) if simple else graph


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


def network_members(parts: NetworkParts, include: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """The members of a network alone, with their attributes.

    Equals: networkx_graph(parts, include=include).nodes
    """
    drawing = _Drawing(parts, frozenset(include), frozenset(), None)
    return {record.id: drawing.node(record) for record in drawing.members()}


class _Drawing:
    def __init__(
        self, parts: NetworkParts, include: frozenset[str], ties: frozenset[str], graph: Any
    ) -> None:
        self.parts = parts
        self.include = include
        self.ties = ties
        self.graph = graph
        self.tenures = {t.id: t for t in parts.tenures}
        self.organisation = {office.id: office.organisation for office in parts.offices}
        self.claims: dict[str, list[str]] = defaultdict(list)
        for claim in parts.claims:
            for record in {*claim.about, claim.subject, claim.object} - {None}:
                self.claims[str(record)].append(claim.id)

    def draw(self) -> None:
        for record in self.members():
            self.graph.add_node(record.id, **self.node(record))
        for event in self.parts.events:
            self._event(event)
        for relation in self.parts.relations:
            about = {"kind": slug_of(relation.kind), "claims": " ".join(relation.claims)}
            when = self._time(relation.time)
            ends = relation.subject, relation.object
            self._edge("relation", *ends, relation.id, about | when)
        for tenure in self.parts.tenures:
            self._tenure(tenure)
        self._fixtures()

    def members(self) -> Iterable[Any]:
        yield from self.parts.actors
        for kind in INCLUDE:
            if kind in self.include:
                yield from getattr(self.parts, kind)

    def node(self, record: Any) -> dict[str, Any]:
        label = label_in(record.labels, *self.parts.langs)
        node = {"label": label.text if label else record.id, "kind": kind_of(record.id)}
        if isinstance(record, Actor):
            node["type"] = str(record.type)
        if kinds := getattr(record, "kinds", ()):
            node["kinds"] = " ".join(slug_of(k) for k in kinds)
        if isinstance(record, Event):
            node |= self._time(record.time)
        return node

    def _event(self, event: Event) -> None:
        roles: dict[str, list[Participation]] = defaultdict(list)
        for participation in event.participations:
            if who := self._who(participation):
                roles[who].append(participation)
        shared = self._time(event.time) | {"claims": " ".join(sorted(self.claims[event.id]))}
        if "events" in self.include:
            self._parts_of(event, roles, shared)
            return
        label = label_in(event.labels, *self.parts.langs)
        shared |= {"kind": "shared-event", "event": event.id}
        shared["event_label"] = label.text if label else event.id
        for one, two in combinations(sorted(roles), 2):
            ends = {"roles_1": _slugs(roles[one]), "roles_2": _slugs(roles[two])}
            self._edge("shared-event", one, two, event.id, shared | ends)
            if self.graph.is_directed():  # sharing an event goes both ways
                self._edge("shared-event", two, one, event.id, shared | ends)

    def _parts_of(
        self, event: Event, roles: Mapping[str, list[Participation]], shared: dict[str, str]
    ) -> None:
        """An event as a node: its participants and places are tied to it."""
        for who, taken in roles.items():
            for p in taken:
                about = {"kind": "participation", "role": slug_of(p.role)}
                self._edge("participation", who, event.id, p.key, about | shared)
        for place in event.places:
            about = {"kind": "place", "role": str(place.role)}
            self._edge("place", event.id, place.place, place.key, about)

    def _who(self, participation: Participation) -> str | None:
        tenure = self.tenures.get(participation.tenure or "")
        return participation.actor or (tenure.holder if tenure else None) or participation.office

    def _tenure(self, tenure: Tenure) -> None:
        about = {"kind": "holds-office", "office": tenure.office, **self._time(tenure.time)}
        held = tenure.office if "offices" in self.include else self.organisation.get(tenure.office)
        self._edge("tenure", tenure.holder, held, tenure.id, about)

    def _fixtures(self) -> None:
        """What ties the records that were asked for besides: posts, containment, issuers."""
        for office in self.parts.offices:
            self._edge("post", office.id, office.organisation, "organisation", {"kind": "post-of"})
            self._jurisdiction(office)
        for place in self.parts.places:
            for wider in place.within:
                self._edge("within", place.id, wider, "within", {"kind": "within"})
        for actor in self.parts.actors:
            self._jurisdiction(actor)
        for instrument in self.parts.instruments:
            self._edge("issuer", instrument.id, instrument.issuer, "issuer", {"kind": "issuer"})
        for instrument in self.parts.instruments:
            for party in instrument.parties:
                key = f"party-{party.key}"
                self._edge("party", party.actor, instrument.id, key, {"kind": "party"})

    def _jurisdiction(self, record: Actor | Office) -> None:
        sort = "jurisdiction"
        self._edge(sort, record.id, record.jurisdiction, sort, {"kind": sort})

    def _edge(
        self, sort: str, one: str, two: str | None, key: str, about: Mapping[str, str]
    ) -> None:
        if sort not in self.ties or two is None:
            return
        if one in self.graph and two in self.graph:
            self.graph.add_edge(one, two, key=key, **{k: v for k, v in about.items() if v != ""})

    def _time(self, when: When | None) -> dict[str, str]:
        if when is None or when.edtf is None:
            return {}
        extent = self.parts.extent(when)
        bounds = {
            "date": when.edtf,
            "start": _day(extent.start_earliest),
            "start_latest": _day(extent.start_latest),
            "end_earliest": _day(extent.end_earliest),
            "end": _day(extent.end_latest),
        }
        return {k: v for k, v in bounds.items() if v}


def _slugs(taken: list[Participation]) -> str:
    return " ".join(sorted({slug_of(p.role) for p in taken}))


def _day(day: int) -> str:
    return "" if day in (NEG_INF, POS_INF) else iso_day(day)


def _folded(graph: Any) -> Any:
    """One edge per pair: its weight, its kinds, the keys of what it stands for."""
    import networkx as nx  # noqa: PLC0415  (as above)

    simple: Any = nx.DiGraph() if graph.is_directed() else nx.Graph()
    simple.add_nodes_from(graph.nodes(data=True))
    for one, two, key, about in graph.edges(keys=True, data=True):
        if not simple.has_edge(one, two):
            simple.add_edge(one, two, weight=0, kinds="", ties="")
        edge = simple.edges[one, two]
        edge["weight"] += 1
        edge["kinds"] = " ".join(sorted({*edge["kinds"].split(), about["kind"]}))
        edge["ties"] = " ".join(sorted({*edge["ties"].split(), key}))
    return simple
