"""What is asked of Daybook and of its peer, and how are two answers compared?

Each question stands there twice: as Daybook is asked, and as PostGraphile is over the functions
of `schema.sql`. Both texts take the same variables. What the two say is brought into one shape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from tests.benchmarks.bench_graphql import TIES

Answer = dict[str, Any]
OURS: Final = """slug label time { edtf } places { role place { slug label } }
  participations { role { slug label } actor { slug label } }"""
THEIRS: Final = """slug label edtf
  eventPlacesByEventId { nodes { role placeByPlaceId { slug label } } }
  participationsByEventId { nodes { roleByRoleId { slug label } actorByActorId { slug label } } }"""
WORDS: Final = ("slug", "label")


class Question(NamedTuple):
    """A question in both tongues, and what brings either answer into the shape of comparison."""

    ours: str
    theirs: str
    our_shape: Callable[[Answer], Any]
    their_shape: Callable[[Answer], Any]


def _our_page(data: Answer) -> Any:
    page = data["timeline"]
    bins = page.get("histogram", {}).get("bins", [])
    return [
        [_our_event(node) for node in page["nodes"]],
        page.get("totalCount"),
        page.get("pageInfo"),
        [(one["start"], one["certain"], one["possible"]) for one in bins],
    ]


def _their_page(data: Answer) -> Any:
    page = data["timeline"]
    bins = data.get("histogram", {}).get("nodes", [])
    return [
        [_their_event(node) for node in page["nodes"]],
        page.get("totalCount"),
        page.get("pageInfo"),
        [(one["start"], one["certain"], one["possible"]) for one in bins],
    ]


def _our_event(node: Answer) -> Any:
    people = [
        (one["role"]["slug"], one["role"]["label"], one["actor"]["slug"], one["actor"]["label"])
        for one in node.get("participations", [])
    ]
    places = [
        (one["role"].lower(), one["place"]["slug"], one["place"]["label"])
        for one in node.get("places", [])
    ]
    return node["slug"], node["label"], node["time"]["edtf"], sorted(places), sorted(people)


def _their_event(node: Answer) -> Any:
    people = [
        tuple(one[side][word] for side in ("roleByRoleId", "actorByActorId") for word in WORDS)
        for one in node.get("participationsByEventId", {}).get("nodes", [])
    ]
    places = [
        (one["role"], *(one["placeByPlaceId"][word] for word in WORDS))
        for one in node.get("eventPlacesByEventId", {}).get("nodes", [])
    ]
    return node["slug"], node["label"], node["edtf"], sorted(places), sorted(people)


def _our_shared(data: Answer) -> Any:
    return [
        (*(one["actor"][word] for word in WORDS), one["certain"], one["possible"])
        for one in data["coParticipants"]
    ]


def _their_shared(data: Answer) -> Any:
    return [
        tuple(one[word] for word in (*WORDS, "certain", "possible"))
        for one in data["coParticipants"]["nodes"]
    ]


def _our_path(data: Answer) -> Any:
    """How many hops it has, and whether events tie the ends of each: of several shortest paths
    the two need not take the same.
    """
    hops = data["paths"][0]["hops"] if data["paths"] else []
    return len(hops), all(hop["count"] for hop in hops)


def _their_path(data: Answer) -> Any:
    hops = data["paths"]["nodes"]
    return len(hops), all(hop["count"] for hop in hops)


QUESTIONS: Final = {
    "page of an actor in a window": Question(
        f"""query ($actor: Ref!, $from: EDTF, $to: EDTF) {{ timeline(
  filter: {{actors: {{anyOf: [$actor]}}, window: {{from: $from, to: $to}}}}, first: 50) {{
  nodes {{ {OURS} }} pageInfo {{ hasNextPage }} }} }}""",
        f"""query ($actor: String!, $from: Date!, $to: Date!) {{ timeline: actorTimeline(
  actor: $actor, from: $from, to: $to, first: 50) {{
  nodes {{ {THEIRS} }} pageInfo {{ hasNextPage }} }} }}""",
        _our_page,
        _their_page,
    ),
    "page, total, histogram": Question(
        """query ($kind: Ref!, $place: Ref!, $from: EDTF, $to: EDTF) { timeline(
  filter: {kinds: [$kind], places: {in: [$place]}, window: {from: $from, to: $to}}, first: 20) {
  nodes { slug label time { edtf } } totalCount
  histogram(unit: MONTH) { bins { start certain possible } } } }""",
        """query ($kind: String!, $place: String!, $from: Date!, $to: Date!) {
  timeline: kindTimeline(kind: $kind, place: $place, from: $from, to: $to, first: 20) {
    nodes { slug label edtf } totalCount }
  histogram: kindHistogram(kind: $kind, place: $place, from: $from, to: $to) {
    nodes { start certain possible } } }""",
        _our_page,
        _their_page,
    ),
    "one event": Question(
        f"query ($event: String!) {{ event(slug: $event) {{ {OURS} }} }}",
        f"query ($event: String!) {{ event: eventBySlug(slug: $event) {{ {THEIRS} }} }}",
        lambda data: _our_event(data["event"]),
        lambda data: _their_event(data["event"]),
    ),
    "top 20 co-participants": Question(
        TIES["top 20 co-participants"],
        """query ($one: String!, $from: Date!, $to: Date!) {
  coParticipants(actor: $one, from: $from, to: $to, first: 20) {
    nodes { slug label certain possible } } }""",
        _our_shared,
        _their_shared,
    ),
    "shortest path, 6 hops": Question(
        TIES["shortest path, 6 hops"],
        """query ($one: String!, $two: String!, $from: Date!, $to: Date!) {
  paths: shortestPath(one: $one, two: $two, from: $from, to: $to, maxHops: 6) {
    nodes { slug label count } } }""",
        _our_path,
        _their_path,
    ),
}
