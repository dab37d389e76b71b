"""What is read off posting lists at one go is what the steps of the plan find."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from msgspec.structs import replace

from kg import native
from kg.index import Index
from kg.query.ask import ActorFilter, Order, PlaceFilter, Qualified, TimelineQuestion, Window
from kg.query.plan import plan
from kg.query.posted import posted
from kg.query.rows import Part, cut
from kg.temporal import Relation
from tests.properties.query_world import World, clocks, ground_of, question, window, world

pytestmark = pytest.mark.skipif(not native.there(), reason="there are no kernels")
CASES = 150
EVENTS = 160  # more than the kernel looks at together


@cache
def settled(seed: int) -> World:
    """A world in which no event was ever changed, as a snapshot's own file says of it."""
    found = world(seed, EVENTS)
    records = tuple(
        record
        for record in found.records
        if not record.id.startswith("event/") or record.clock.withdrawn is None
    )
    ground = ground_of(found.dataset, records)
    assert isinstance(ground.index, Index)
    ground.index._unchanged["event"] = True
    return World(found.dataset, records, ground)


def simple(random: Random) -> TimelineQuestion:
    """A question that lists can answer, or nearly: few keys, so that most have answers."""
    days = replace(window(random), relation=Relation.OVERLAPS)
    actors = [f"a{n}" for n in random.sample(range(5), random.choice((1, 1, 2)))]
    either = random.random() < 0.3
    return TimelineQuestion(
        window=random.choice((None, days, days, Window())),
        kinds=random.choice(((), (), ("enforcement",), ("vote",))),
        places=random.choice((None, None, PlaceFilter(in_=(f"p{random.randrange(3)}",)))),
        actors=random.choice(
            (
                None,
                ActorFilter(any_of=tuple(actors[:1])),
                ActorFilter(any_of=tuple(actors[:1]), all_of=tuple(actors[1:])),
                ActorFilter(all_of=tuple(actors), include_parts=either and random.random() < 0.2),
            )
        ),
        include_undated=random.random() < 0.5,
        order=random.choice(list(Order)),
    )


@pytest.mark.parametrize("seed", range(6))
def test_lists_give_every_part_of_the_answer(seed: int):
    random, here = Random(seed), settled(seed % 3)  # noqa: S311  (nothing secret)
    shown = vague = long = 0
    for _ in range(CASES):
        sight, asked = here.view(), simple(random)
        lists = posted(sight, asked)
        if lists is None:
            assert asked.actors is not None
            assert asked.actors.include_parts
            continue
        steps, size = plan(sight, asked), sight.tables.count("event")
        whole = steps.rows(steps.reach)
        for _ in range(8):
            low, high = sorted((random.randint(0, size), random.randint(0, size)))
            if random.random() < 0.4:
                low, high = 0, size
            most = random.choice((None, 0, 1, 3, 40, size))
            part = Part(low, high, most, random.random() < 0.5)
            found, wanted = lists.take(part), cut(whole, part)
            if found is None:
                vague += 1
                continue
            assert found.rows.tolist() == wanted.rows.tolist()
            assert found.certain.tolist() == wanted.certain.tolist()
            shown += len(found.rows) > 0
            long += len(found.rows) > 64
    assert shown > CASES
    assert vague  # some have gaps, of which the bounds do not say all
    assert long


def test_only_what_lists_say_is_read_off_them():
    here, other = settled(0), world(0, 20)
    simplest = TimelineQuestion()
    assert posted(here.view(), simplest) is not None
    assert posted(other.view(), simplest) is None  # some events were changed
    assert posted(here.view(clocks(3)), simplest) is None
    for asked in (
        replace(simplest, window=Window(relation=Relation.DURING)),
        replace(simplest, text="vote"),
        replace(simplest, qualified=Qualified.ONLY),
        replace(simplest, disputed=False),
        replace(simplest, actors=ActorFilter(any_of=("a1", "a2"))),
        replace(simplest, actors=ActorFilter(none_of=("a1",))),
        replace(simplest, actors=ActorFilter(role=("conducts",))),
        replace(simplest, actors=ActorFilter(all_of=tuple(f"a{n}" for n in range(5)))),
        replace(simplest, offices=question(1).offices or ("o1",)),
    ):
        assert posted(here.view(), asked) is None
    with native.without():
        assert posted(here.view(), simplest) is None
