"""Ties, neighbourhoods and paths are those that are found record by record and by NetworkX."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import networkx as nx
import numpy as np
import pytest
from msgspec import structs

from kg import native
from kg.columns import Tables
from kg.columns.arrays import packed
from kg.errors import SegmentVersionError
from kg.model import Actor, ActorType, Label, Participation, Relation, When
from kg.model.event import UNDATED
from kg.network import (
    INCLUDE,
    SOURCES,
    Prefer,
    TieKind,
    Trip,
    adjacency_of,
    around,
    between,
    build_network,
    open_network,
    ties_among,
)
from kg.network import co_participants as shared_by_walk
from kg.network.arrivals import latest_departure, reaches, soonest_arrival
from kg.network.build import NETWORK_VERSION
from kg.network.journeys import arrival_hop_by_hop, departure_hop_by_hop
from kg.query import View, Window
from kg.query.company import company
from kg.query.days import Days
from kg.query.neighbourhoods import neighbourhood
from kg.query.networks import drawn_network
from kg.query.paths import InTime, paths
from kg.query.relationships import co_participants
from kg.query.scene import Scene, Through
from kg.query.ties import Tie
from kg.temporal import NEG_INF, POS_INF, parse_day
from kg.temporal import Relation as Standing
from tests import small
from tests.properties.query_brute import Brute
from tests.properties.query_world import DAYS, clocks, ground_of
from tests.properties.ties_brute import Ties, first_day, last_day, sure_day, through, tied_world

SEEDS = range(12)
MEMBERS = ("actor/", "office/", "event/", "place/", "instrument/")


def asked(seed: int):
    made = tied_world(seed % 3)
    random = Random(seed)  # noqa: S311 (nothing secret)
    seen = clocks(seed) if seed % 3 else clocks(1000)
    view = made.view(seen)
    brute = Brute(made.dataset, made.records, seen)
    names = sorted({r.id for r in made.records if r.id.startswith(MEMBERS)})
    return made, random, view, brute, names


def shown(tie: Tie) -> set[tuple[str, int]]:
    view = tie.scene.view
    events = zip(view.ids("event", tie.steps.events), tie.steps.event_levels.tolist(), strict=True)
    found = set(events)
    direct = tie.scene.net.direct
    best: dict[str, int] = {}
    for at, level in zip(tie.steps.ties.tolist(), tie.steps.tie_levels.tolist(), strict=True):
        table = SOURCES[int(direct.source[at])].table
        (name,) = view.ids(table, [int(direct.row[at])])
        best[name] = max(best.get(name, 0), level)
    return found | set(best.items())


def expected(held) -> set[tuple[str, int]]:
    best: dict[str, int] = {}
    for one in held:
        best[one.record] = max(best.get(one.record, 0), one.level)
    return set(best.items())


@pytest.mark.parametrize("seed", SEEDS)
def test_ties_are_those_of_the_records(seed: int):
    made, random, view, brute, names = asked(seed)
    for _ in range(4):
        looked = through(random)
        one, two = random.sample(names, 2)
        scene = Scene(view, looked, one=one, two=two)
        held = Ties(brute, made.records, looked, (one, two))
        if None in scene.ends:
            assert {one, two} - set(brute.seen)
            continue
        steps = between(scene.walk, *scene.ends)
        tie = Tie(scene, one, two, steps)
        there = held.found.get((min(one, two), max(one, two)), [])
        assert shown(tie) == expected(there), (seed, looked, one, two)
        assert set(tie.kinds) == {h.kind for h in there}
        dated = [h.when for h in there if not h.when.undated]
        firsts = [first_day(when, NEG_INF) for when in dated]
        lasts = [last_day(when, POS_INF) for when in dated]
        assert tie.days == (min(firsts, default=NEG_INF), max(lasts, default=POS_INF))


def of_themselves(scene: Scene, members):
    """Without events that are not related to anything: these are no members."""
    events = members >= scene.net.base["event"]
    related = scene.related(members[events])
    if related is not None:
        members = np.append(members[~events], members[events][related])
    return members


@pytest.mark.parametrize("seed", SEEDS)
def test_all_ties_at_once_are_those_of_the_records(seed: int):
    made, random, view, brute, _ = asked(seed)
    looked = through(random)
    scene = Scene(view, looked)
    held = Ties(brute, made.records, looked)
    every = np.arange(sum(made.ground.tables.count(t) for t in scene.net.base))
    own = every[: scene.net.dense]
    members = np.unique(np.concatenate([own, scene.walk.numbers.extra]))
    seen = scene.members(members)
    members = members if seen is None else members[seen]
    members = of_themselves(scene, members)
    found = {}
    for steps in ties_among(scene.walk, members, members):
        one, two = scene.net.identifiers([steps.one, steps.two])
        found[min(one, two), max(one, two)] = shown(Tie(scene, one, two, steps))
    wanted = {ends: expected(there) for ends, there in held.found.items()}
    assert found == wanted, (seed, looked)


@pytest.mark.parametrize("seed", SEEDS)
def test_co_participants_share_the_events_that_they_are_said_to(seed: int):
    made, random, view, brute, _ = asked(seed)
    for actor in ("actor/a0", "actor/a1", "actor/a2"):
        looked = structs.replace(through(random), ties=None)
        held = Ties(brute, made.records, looked, (actor,))
        wanted = {}
        for (one, two), there in held.found.items():
            other = two if one == actor else one
            if actor in (one, two) and other.startswith("actor/"):
                levels = [h.level for h in there if h.kind == "shared-event"]
                if levels:
                    wanted[other] = (levels.count(2), len(levels))
        found = co_participants(view, actor, looked, 100)
        few = [c[2:6] for c in co_participants(view, actor, looked, 2)]
        with native.without():
            twin = co_participants(view, actor, looked, 100)
        assert [c[2:6] for c in found] == [c[2:6] for c in twin]
        assert few == [c[2:6] for c in found][:2]
        assert {c.actor: (c.certain, c.possible) for c in found} == wanted
        assert [(-c.possible, -c.certain, c.actor) for c in found] == sorted(
            (-p, -c, name) for name, (c, p) in wanted.items()
        )
        if looked.window is None or looked.window.match == "POSSIBLE":
            assert [c.events().totals() for c in found] == [(c.certain, c.possible) for c in found]


def nearer(held: Ties, who: str, distances: dict[str, int]) -> set[str]:
    """The events and records that tie a member to those one step nearer."""
    found = set()
    for ends, ties in held.found.items():
        if who in ends:
            (other,) = {*ends} - {who}
            if distances.get(other) == distances[who] - 1:
                found |= {tie.record for tie in ties}
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbourhoods_are_those_of_networkx(seed: int):
    made, random, view, brute, names = asked(seed)
    for depth in (1, 2, 3) if brute.seen.keys() & set(names) else ():
        looked = through(random)
        start = random.choice([n for n in names if n in brute.seen])
        held = Ties(brute, made.records, looked, (start,))
        graph = held.graph()
        wanted = nx.single_source_shortest_path_length(graph, start, cutoff=depth)
        found = neighbourhood(view, start, depth, looked)
        walked, after = [], None
        while True:
            page = found.page(first=3, after=after)
            walked += [(m.record.id, m.distance) for m in page.edges]
            by = {m.record.id: m.ties for m in page.edges}
            assert by == {who: len(nearer(held, who, wanted)) for who in by}
            after = page.end_cursor
            if not page.has_next:
                break
        assert dict(walked) == {i: d for i, d in wanted.items() if d}
        assert len(walked) == len(dict(walked)) == found.total()
        assert [d for _, d in walked] == sorted(d for _, d in walked)
        edges = found.page(first=100).edges
        ties = {frozenset((t.origin, t.target)) for t in found.ties(edges)}
        assert ties == {frozenset(e) for e in graph.subgraph(wanted).edges}


OWN = ("relation", "tenure", "post", "issuer", "party", "jurisdiction", "within")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_network_has_the_direct_ties_that_questions_count(seed: int):
    made, random, view, brute, _ = asked(seed)
    for sort in OWN:
        looked = Through(window=through(random).window, ties=frozenset([TieKind(sort)]))
        held = Ties(brute, made.records, looked).found
        drawn = drawn_network(view, looked.window, include=INCLUDE, ties=(sort,), simple=True)
        pairs = {(min(ends), max(ends)) for ends in drawn.edges if ends[0] != ends[1]}
        seen = {ends for ends in held if set(ends) <= set(drawn)}
        assert pairs == seen, (sort, looked)
        records = {ends: len({tie.record for tie in ties}) for ends, ties in held.items()}
        weights = {(min(e), max(e)): w for *e, w in drawn.edges(data="weight")}
        if sort not in ("party", "jurisdiction"):  # several parts or tables may tie the same two
            assert {e: w for e, w in weights.items() if e in seen} == {e: records[e] for e in seen}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_network_has_the_shared_events_that_questions_count(seed: int):
    made, random, view, brute, _ = asked(seed)
    for _ in range(4):
        looked = Through(window=through(random).window, ties=frozenset([TieKind.SHARED_EVENT]))
        held = Ties(brute, made.records, looked).found
        include = tuple(kind for kind in INCLUDE if kind != "events")
        drawn = drawn_network(view, looked.window, include=include, simple=True)
        shared = drawn_network(
            view, looked.window, include=include, ties=(TieKind.SHARED_EVENT,), simple=True
        )
        assert set(shared) == set(drawn)
        weights = {(min(e), max(e)): w for *e, w in shared.edges(data="weight")}
        assert weights == {ends: len(ties) for ends, ties in held.items()}, (seed, looked)


def simple_paths(held: Ties, one: str, two: str, hops: int) -> list[tuple[str, ...]]:
    return [tuple(p) for p in nx.all_simple_paths(held.graph(), one, two, cutoff=hops)]


@pytest.mark.parametrize("seed", SEEDS)
def test_paths_are_all_simple_paths_in_order(seed: int):
    made, random, view, brute, names = asked(seed)
    seen = [n for n in names if n in brute.seen]
    for _ in range(4 if len(seen) > 1 else 0):
        looked = through(random)
        one, two = random.sample(seen, 2)
        hops = random.choice((1, 2, 3, 4))
        net = Scene(view, looked).net
        every = simple_paths(Ties(brute, made.records, looked, (one, two)), one, two, hops)
        if not every and looked.ties is None:  # then through settings
            wider = structs.replace(looked, ties=frozenset(TieKind))
            held = Ties(brute, made.records, wider, (one, two), asked=False)
            every = simple_paths(held, one, two, hops)
        every.sort(key=lambda p: (len(p), [net.number(i) for i in p]))
        first = random.choice((1, 3, 20))
        found = paths(view, one, two, looked, hops, first=first)
        told = [(p.hops[0].origin, *(h.target for h in p.hops)) for p in found]
        assert told == every[:first], (seed, looked, one, two)
        assert all(hop.count for path in found for hop in path.hops)


class Meetings:
    """People and their meetings, drawn at random; `dated` with all sorts of dates, and ties."""

    def __init__(
        self, random: Random, people: int, events: int, most: int, *, dated: bool = False
    ) -> None:
        there = [random.sample(range(people), random.randint(1, most)) for _ in range(events)]
        dates = (*DATES, None) if dated else (DATES[0],)
        made = [
            replace(
                EVENT,
                id=f"event/m{n:03}",
                participations=tuple(map(_taking_part, who)),
                time=When(edtf=edtf) if (edtf := random.choice(dates)) else UNDATED,
                places=random.choice(((), small.OPERATION.places)) if dated else (),
            )
            for n, who in enumerate(there)
        ]
        knows = [
            Relation(
                id=f"relation/m{n}",
                kind="relation-kind/cooperates-with",
                subject=f"actor/m{n % people:03}",
                object=f"actor/m{random.randrange(people):03}",
                time=When(edtf=edtf) if (edtf := random.choice(dates)) else None,
                clock=small.CLOCK,
            )
            for n in range(events // 4 if dated else 0)
        ]
        places = [r for r in small.RECORDS if r.id.startswith("place/")]
        records = [*places, *(_somebody(n) for n in range(people)), *made, *knows]
        self.view = View(ground_of(small.DATASET, tuple(records)))
        self.graph = nx.Graph()
        for who in there:
            self.graph.add_edges_from(
                (f"actor/m{a:03}", f"actor/m{b:03}") for a in who for b in who
            )


EVENT = small.ANCIENT
DATES = (
    *("2019-02-01", "2019-02-05", "2019-02-09", "2019-03", "2019-02-03/2019-02-20", "2019"),
    *("2019-02-1X", "{2019-01-05,2019-04-05}", "[2019-02-02,2019-05-02]", "2018-12-03/2019-06-01"),
    *("2019-04-02", "2019-05-01/..", "2019-01-03", "2019-07-01", "2021-02-01", "1990-01-01"),
)


def _somebody(number: int) -> Actor:
    name = (Label("en", str(number)),)
    return Actor(id=f"actor/m{number:03}", type=ActorType.PERSON, labels=name, clock=small.CLOCK)


def _taking_part(number: int) -> Participation:
    return Participation(key=str(number), role="role/conducts", actor=f"actor/m{number:03}")


@pytest.mark.skipif(not native.there(), reason="there are no kernels")
@pytest.mark.parametrize("seed", range(12))
def test_company_is_counted_at_one_go_as_by_a_walk(seed: int):
    random = Random(seed)  # noqa: S311 (nothing secret)
    meetings = Meetings(random, 12, 60, 5, dated=True)
    meetings.view.index._unchanged["event"] = True  # as a file would say
    ways = Counter()
    for _ in range(60):
        actor, first = f"actor/m{random.randrange(12):03}", random.choice((0, 1, 5, 100))
        ends = sorted(random.sample(range(parse_day("2018-11-20"), parse_day("2019-06-10")), 2))
        from_day, to_day = (random.choice((day, day, None)) for day in ends)
        window = random.choice((None, *[Window(from_day=from_day, to_day=to_day)] * 4))
        found = company(meetings.view, actor, window, first)
        ways[found is not None] += 1
        if found is not None:
            scene = Scene(meetings.view, Through(window=window), actor=actor)
            wanted = shared_by_walk(scene.walk, scene.ends[0], first)
            assert [one.tolist() for one in found] == [one.tolist() for one in wanted]
    assert min(ways[True], ways[False]) > 5  # where bounds do not say all, the walk is asked


@pytest.mark.parametrize("seed", range(6))
def test_the_one_shortest_path_is_the_first_of_all(seed: int):
    random = Random(seed)  # noqa: S311 (nothing secret)
    meetings = Meetings(random, 60, random.choice((50, 70)), 3)
    found = 0
    for _ in range(40):
        one, two = (f"actor/m{n:03}" for n in random.sample(range(60), 2))
        told = [
            tuple(h.target for h in path.hops)
            for path in paths(meetings.view, one, two, max_hops=random.choice((3, 8)))
        ]
        try:
            every = sorted(nx.all_shortest_paths(meetings.graph, one, two))
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            every = []
        if told:
            assert told == [tuple(every[0][1:])]
            found += len(told[0]) > 2
        else:
            assert not every or len(every[0]) > 4
    assert found


@pytest.mark.parametrize("seed", range(10))
def test_one_pass_in_time_finds_the_days_that_hops_find(seed: int):
    random = Random(seed)  # noqa: S311 (nothing secret)
    meetings = Meetings(random, 20, random.choice((30, 60)), 3, dated=True)
    found = 0
    for _ in range(30):
        names = [f"actor/m{n:03}" for n in random.sample(range(20), 2)]
        kinds = random.choice((None, frozenset(TieKind) - {TieKind.PARTICIPATION}))
        looked = structs.replace(through(random), ties=kinds, roles=())
        scene = Scene(meetings.view, looked, one=names[0], two=names[1])
        days = Days(scene, include_undated=False)
        assert reaches(scene.walk, days)
        after = random.choice((NEG_INF, parse_day("2019-02-03"), parse_day("2019-03-01")))
        by = random.choice((POS_INF, parse_day("2019-04-20"), parse_day("2020-01-01")))
        hops = random.choice((1, 2, 4, 8))
        trip = Trip(*scene.ends, hops, after, by)
        arrival = soonest_arrival(scene.walk, days, tuple(scene.ends), after, by, hops)
        wanted = arrival_hop_by_hop(scene.walk, days, trip)
        assert arrival == (wanted if wanted <= by else POS_INF), (seed, looked, names, hops)
        departure = latest_departure(scene.walk, days, tuple(scene.ends), after, by, hops)
        wanted = departure_hop_by_hop(scene.walk, days, trip)
        assert departure == (wanted if wanted >= after else NEG_INF), (seed, looked, names, hops)
        found += arrival < POS_INF
    assert found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_arrays_say_of_events_is_what_their_parts_say(seed: int):
    made = tied_world(seed % 3)
    scene = Scene(made.view(), Through(ties=frozenset(TieKind)))
    rows = np.arange(made.ground.tables.count("event"), dtype=np.uint32)
    rows = rows[scene.events(rows) > 0]
    taken = scene.takers.of(rows)
    settled = scene.net.holders.part
    for at, row in enumerate(rows.tolist()):
        listed = [*scene.net.people.members.of(row), *scene.net.settings.members.of(row)]
        found = taken.member[taken.at == at].tolist()
        assert set(found) <= {int(m) for m in listed}
        if not len(settled):
            assert sorted(found) == sorted(int(m) for m in listed)


def test_a_network_that_was_stored_is_the_one_that_is_made():
    tables = tied_world(1).ground.tables
    stored = build_network(tables)
    assert {n: t.to_pydict() for n, t in stored.items()} == {
        n: t.to_pydict() for n, t in build_network(tables).items()
    }
    one, two = adjacency_of(tables), open_network(tables, Tables(stored))
    for name in ("people", "settings"):
        mine, theirs = getattr(one, name), getattr(two, name)
        assert mine.members.rows.tolist() == theirs.members.rows.tolist()
        assert mine.events.offsets.tolist() == theirs.events.offsets.tolist()
    for name in ("one", "two", "source", "row", "start_earliest", "ends"):
        assert getattr(one.direct, name).tolist() == getattr(two.direct, name).tolist()
    with pytest.raises(SegmentVersionError, match="kg build"):
        open_network(tables, Tables(packed({"a": np.zeros(0, np.int64)}, NETWORK_VERSION - 1)))


def walked(extents, after: int, by: int, ask):
    """The earliest or sure day at the end of a chain of hops, each of several ties."""
    day = after
    for hop in extents:
        days = [d for e in hop if (d := ask(e, day)) is not None]
        if not days:
            return None
        day = min(days)
    return day if day <= by else None


def in_time_by_hand(made, brute, looked, ends, hops, asked, *, named=True):
    """Every chain in time: its days, whether it is sure, and by which records each hop can go."""
    held = Ties(brute, made.records, looked, ends, asked=named)
    found = {}
    for members in nx.all_simple_paths(held.graph(), *ends, cutoff=hops):
        chain, sure = [], []
        for one, two in pairwise(members):
            there = held.found[min(one, two), max(one, two)]
            dates = [(h.when, h.level) for h in there]
            chain.append([e for e, _ in dates if asked.include_undated or not e.undated])
            sure.append([e for e, level in dates if level == 2])
        after = NEG_INF if asked.after is None else asked.after
        by = POS_INF if asked.by is None else asked.by
        window = looked.window
        if window is not None and window.relation is Standing.OVERLAPS:
            after = after if window.from_day is None else max(after, window.from_day)
            by = by if window.to_day is None else min(by, window.to_day)
        arrival = walked(chain, after, by, first_day)
        if arrival is not None:
            day = by
            for hop in reversed(chain):
                day = max(d for e in hop if (d := last_day(e, day)) is not None)
            certain = walked(sure, after, by, sure_day) is not None
            records = [
                {
                    h.record
                    for h in held.found[min(ends), max(ends)]
                    if asked.include_undated or not h.when.undated
                    if walked([*chain[:at], [h.when], *chain[at + 1 :]], after, by, first_day)
                    is not None
                }
                for at, ends in enumerate(pairwise(members))
            ]
            found[tuple(members)] = (day, arrival, certain, records)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_chains_in_time_are_those_whose_dates_can_follow(seed: int):
    made, random, view, brute, names = asked(seed)
    seen = [n for n in names if n in brute.seen]
    for _ in range(4 if len(seen) > 1 else 0):
        looked = structs.replace(through(random), ties=random.choice((None, frozenset(TieKind))))
        ends = tuple(random.sample(seen, 2))
        days = sorted(random.sample(DAYS, 2))
        wish = InTime(
            after=random.choice((None, days[0])),
            by=random.choice((None, days[1])),
            include_undated=random.random() < 0.4,
        )
        hops, first = random.choice((1, 2, 3, 4)), random.choice((1, 5, 20))
        every = in_time_by_hand(made, brute, looked, ends, hops, wish)
        if not every and looked.ties is None:
            wider = structs.replace(looked, ties=frozenset(TieKind))
            every = in_time_by_hand(made, brute, wider, ends, hops, wish, named=False)
        net = Scene(view, looked).net
        order = sorted(every, key=lambda p: (len(p), [net.number(i) for i in p]))
        found = paths(view, *ends, looked, hops, in_time=wish, first=first)
        told = {(p.hops[0].origin, *(h.target for h in p.hops)): p for p in found}
        assert [*told] == order[:first], (seed, looked, ends, wish)
        for members, path in told.items():
            departure, arrival, certain, records = every[members]
            assert [{r.id for r in hop.records()} for hop in path.hops] == records
            assert path.departure == (None if departure == POS_INF else departure)
            assert path.arrival == (None if arrival == NEG_INF else arrival)
            assert (path.match == "CERTAIN") is certain, (seed, members)
        soon = replace(wish, prefer=Prefer.EARLIEST_ARRIVAL)
        late = replace(wish, prefer=Prefer.LATEST_DEPARTURE)
        for preferred, at, best in ((soon, 1, min), (late, 0, max)):
            day = best((days[at] for days in every.values()), default=None)
            kept = [p for p in order if every[p][at] == day]
            found = paths(view, *ends, looked, hops, in_time=preferred, first=20)
            told = [(p.hops[0].origin, *(h.target for h in p.hops)) for p in found]
            assert told == kept[:20], (seed, looked, ends, preferred)


def test_a_closed_member_is_not_gone_on_from():
    made = tied_world(3)
    scene = Scene(made.view(), of="actor/a0")
    found = around(scene.walk, scene.ends[0], 2, fan_out=0)
    assert (found.distance[found.closed == 0] <= 2).all()
    assert found.closed.any()
    assert len(found.member) < len(around(scene.walk, scene.ends[0], 2, fan_out=1000).member)
