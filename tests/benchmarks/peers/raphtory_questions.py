"""The questions as Daybook and as Raphtory are asked them, and how their answers are compared.

Raphtory's edges have one moment, so that an event stands at its first day: a window holds what
begins in it, where ours holds also what began before and
lasts, or may. So its answer must be ours without those: `begins_in` says which that are,
and everything else must be equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from kg.api import Asked
from kg.temporal import iso_day, parse_day
from tests.benchmarks.bench_graphql import variables

PAGE, SHORT = 50, 20  # events of a page, as in the operations of `bench_graphql`
Node = dict[str, Any]
EVENT: Final = """slug label time { edtf start } places { place { slug label } }
  participations { role { slug } actor { slug label } }"""
NODE: Final = """name metadata { label: get(key: "label") { value }
    edtf: get(key: "edtf") { value } }
  edges { list { metadata { get(key: "roles") { value } }
    nbr { name nodeType metadata { get(key: "label") { value } } } } }"""
BRIEF: Final = """name
  metadata { label: get(key: "label") { value } edtf: get(key: "edtf") { value } }"""
OF_ACTOR: Final = "actors: {anyOf: [$actor]}, window: {from: $from, to: $to}"
OF_KIND: Final = "kinds: [$kind], places: {in: [$place]}, window: {from: $from, to: $to}"
PAGE_OF_ACTOR: Final = f"""query ($actor: Ref!, $from: EDTF, $to: EDTF) {{
  timeline(filter: {{{OF_ACTOR}}}, first: {PAGE}) {{ nodes {{ {EVENT} }} }} }}"""
ALL_OF_ACTOR: Final = f"""query ($actor: Ref!, $from: EDTF, $to: EDTF, $after: String) {{
  timeline(filter: {{{OF_ACTOR}}}, first: 100, after: $after) {{
    nodes {{ {EVENT} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
PAGE_AND_BINS: Final = f"""query ($kind: Ref!, $place: Ref!, $from: EDTF, $to: EDTF) {{
  timeline(filter: {{{OF_KIND}}}, first: {SHORT}) {{
    nodes {{ slug label time {{ edtf start }} }} totalCount
    histogram(unit: MONTH) {{ bins {{ start certain possible }} }} }} }}"""
ALL_OF_KIND: Final = f"""query (
  $kind: Ref!, $place: Ref!, $from: EDTF, $to: EDTF, $after: String) {{
  timeline(filter: {{{OF_KIND}}}, first: 100, after: $after) {{
    nodes {{ slug label time {{ edtf start }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
ONE_EVENT: Final = f"query ($event: String!) {{ event(slug: $event) {{ {EVENT} }} }}"
WINDOW: Final = "window(start: $from, end: $to)"
KIND: Final = '{metadata: {name: "kind", where: {eq: {str: $kind}}}}'
MEETS: Final = """{and: [
    {metadata: {name: "first", where: {le: {i64: $until}}}},
    {metadata: {name: "last", where: {ge: {i64: $since}}}}]}"""
MONTH: Final = 'datetime(formatString: "%Y-%m")'
ROLLING: Final = (
    f'rolling(window: {{duration: "1 month"}}) {{ list {{ start {{ {MONTH} }} degree }} }}'
)
ASKED: Final = "$from: TimeInput!, $to: TimeInput!"


@dataclass(frozen=True)
class Way:
    """A question as Raphtory is asked it, of one of its graphs."""

    graph: str
    name: str
    text: str
    lacks: str
    read: Callable[[Node], Any]
    bounds: bool = False  # whether it looks at first and last days, as ours does


@dataclass(frozen=True)
class Question:
    """A question to Daybook, and the ways in which Raphtory is asked the same."""

    name: str
    text: str
    walk: str  # the same, all pages; only to compare
    ways: tuple[Way, ...]


def page_of(found: Node) -> list[Any]:
    """The page of an actor that Raphtory answered with."""
    node = found["graph"]["node"]
    view = node.get("window", node) if node else {}
    return [event_of(one) for one in view["neighbours"]["page"]] if node else []


def one_of(found: Node) -> Any:
    """The event that Raphtory answered with."""
    node = found["graph"]["node"]
    return event_of(node) if node else None


def event_of(node: Node) -> Any:
    """An event of theirs: slug, label, date, places, participations."""
    edges = node["edges"]["list"]
    places = [named(edge["nbr"]) for edge in edges if edge["nbr"]["nodeType"] == "place"]
    people = [
        (role, *named(edge["nbr"]))
        for edge in edges
        if edge["nbr"]["nodeType"] == "actor"
        for role in edge["metadata"]["get"]["value"]
    ]
    return *brief_of(node), sorted(places), sorted(people)


def named(node: Node) -> tuple[str, str]:
    """A node's slug and label."""
    return node["name"], node["metadata"]["get"]["value"]


def brief_of(node: Node) -> tuple[str, str, str]:
    """An event of theirs without its places and participations."""
    return node["name"], node["metadata"]["label"]["value"], node["metadata"]["edtf"]["value"]


def binned_of(found: Node) -> Any:
    """The page, total and events by month that Raphtory answered with."""
    node = found["graph"].get("filterEdges", found["graph"])["node"]
    if node is None:
        return [], 0, {}
    view = node["window"]
    if "edges" in view:
        edges = view["edges"]
        months = Counter(one["earliestTime"]["datetime"] for one in edges["list"])
        return [brief_of(one["nbr"]) for one in edges["page"]], edges["count"], dict(months)
    page = [brief_of(one) for one in view["neighbours"]["page"]]
    if "rolling" in view:
        bins = view["rolling"]["list"]
        months = Counter({one["start"]["datetime"]: one["degree"] for one in bins if one["degree"]})
    else:
        months = Counter(view["history"]["datetimes"]["list"])
    return page, view["degree"], dict(months)


_OF_PAIR: Final = f"""query ($pair: String!, {ASKED}) {{ graph(path: "g") {{ node(name: $pair) {{
  {WINDOW} {{ degree neighbours {{ page(limit: {SHORT}) {{ {BRIEF} }} }} """
_VAGUE: Final = "what began earlier and lasts, or may"
_BINS: Final = f"{_VAGUE}; certain and possible apart"
_MONTHS: Final = f"{_BINS}; the counts (the client makes them of a month for each event)"
QUESTIONS: Final = (
    Question(
        "page of an actor in a window",
        PAGE_OF_ACTOR,
        ALL_OF_ACTOR,
        (
            Way(
                "natural",
                "neighbours in a window",
                f"""query ($actor: String!, {ASKED}) {{ graph(path: "g") {{
  node(name: $actor) {{ {WINDOW} {{ neighbours {{
    page(limit: {PAGE}) {{ {NODE} }} }} }} }} }} }}""",
                _VAGUE,
                page_of,
            ),
            Way(
                "natural",
                "neighbours whose first and last days meet the window",
                f"""query ($actor: String!, $since: Int!, $until: Int!) {{ graph(path: "g") {{
  node(name: $actor) {{ neighbours(select: {MEETS}) {{
    page(limit: {PAGE}) {{ {NODE} }} }} }} }} }}""",
                "nothing",
                page_of,
                bounds=True,
            ),
        ),
    ),
    Question(
        "page, total, histogram",
        PAGE_AND_BINS,
        ALL_OF_KIND,
        (
            Way(
                "natural",
                "edges of the kind, the month of each",
                f"""query ($kind: String!, $place: String!, {ASKED}) {{ graph(path: "g") {{
  node(name: $place) {{ {WINDOW} {{ edges(select: {KIND}) {{ count
    page(limit: {SHORT}) {{ nbr {{ {BRIEF} }} }}
    list {{ earliestTime {{ {MONTH} }} }} }} }} }} }} }}""",
                _MONTHS,
                binned_of,
            ),
            Way(
                "natural",
                "edges of the kind, counted by rolling months",
                f"""query ($kind: String!, $place: String!, {ASKED}) {{ graph(path: "g") {{
  filterEdges(expr: {KIND}) {{ node(name: $place) {{ {WINDOW} {{ degree
    neighbours {{ page(limit: {SHORT}) {{ {BRIEF} }} }} {ROLLING} }} }} }} }} }}""",
                _BINS,
                binned_of,
            ),
            Way(
                "pairs",
                "a node for each place and kind, the month of each event",
                f'{_OF_PAIR} history {{ datetimes(formatString: "%Y-%m") {{ list }} }} }} }} }} }}',
                _MONTHS,
                binned_of,
            ),
            Way(
                "pairs",
                "a node for each place and kind, counted by rolling months",
                f"{_OF_PAIR} {ROLLING} }} }} }} }}",
                _BINS,
                binned_of,
            ),
        ),
    ),
    Question(
        "one event",
        ONE_EVENT,
        "",
        (
            Way(
                "natural",
                "a node with its edges",
                f"""query ($event: String!) {{ graph(path: "g") {{
  node(name: $event) {{ {NODE} }} }} }}""",
                "nothing",
                one_of,
            ),
        ),
    ),
)


def drawn(text: str, events: int, count: int, seed: int) -> Iterator[Asked]:
    """Requests to Raphtory with the draws of `bench_graphql.asked`.

    The end of their windows is no part of them, so that it is a day later; their properties hold
    day numbers.
    """
    random = Random(seed)  # noqa: S311  (a draw, not a secret)
    for _ in range(count):
        given = variables(random, events)
        given["pair"] = f"{given['place']} {given['kind']}"
        given["since"], given["until"] = parse_day(given["from"]), parse_day(given["to"])
        given["to"] = iso_day(given["until"] + 1)
        yield Asked(text, {name: v for name, v in given.items() if f"${name}:" in text})


def our_event(node: Node) -> Any:
    """An event of ours, in the shape of `event_of`, or of `brief_of` where it was asked so."""
    brief = node["slug"], node["label"], node["time"]["edtf"]
    if "participations" not in node:
        return brief
    places = sorted((one["place"]["slug"], one["place"]["label"]) for one in node["places"])
    people = sorted(
        (one["role"]["slug"], one["actor"]["slug"], one["actor"]["label"])
        for one in node["participations"]
    )
    return *brief, places, people


def begins_in(node: Node, begin: str) -> bool:
    """Whether Raphtory's window that begins so can hold an event that ours holds."""
    start: str = node["time"]["start"]
    return start >= begin


def binned(nodes: list[Node]) -> Any:
    """The page, total and events by month of first day, in the shape of `binned_of`."""
    months = Counter(node["time"]["start"][:7] for node in nodes)
    return [our_event(node) for node in nodes[:SHORT]], len(nodes), dict(months)
