"""A large dataset made of one small one, laid many times side by side.

Events look like rows of a monitor's table: an English label, a kind, a status, a day or an
interval or a year, one place, some participations, one locator; every eighth has a claim.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables, derived, layout, shred, words
from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Dataset,
    Dimension,
    Event,
    EventPlace,
    EventStatus,
    Evidence,
    Label,
    Participation,
    Place,
    Record,
    Source,
    Stance,
    Status,
    When,
)
from kg.rdf import bundled_concepts

DATASET: Final = Dataset(
    id="tiled",
    base="https://example.org/kg/",
    labels=(Label("en", "Tiled"),),
    recorded="2025-01-01",
)
CLOCK: Final = Clock(recorded="2025-01-01")
ROLES: Final = ("conducts", "comments", "states", "supports", "target")
TILE: Final = 2_000
ACTORS, PLACES = 400, 100
TILED: Final = ("event", "evidence", "claim")  # the kinds of which each tile has its own


def tables(events: int) -> Tables:
    """The tables of `events` events, a multiple of `TILE`."""
    small = shred(records(TILE), DATASET)
    whole = {name: _tiled(name, table, small, events // TILE) for name, table in small.items()}
    return Tables(whole | derived(whole))


def records(events: int) -> Iterator[Record]:
    """The records of a small dataset."""
    chance = random.Random(20250101)  # noqa: S311  (a benchmark, no secret)
    yield from bundled_concepts()
    yield Source(
        id="source/monitor", labels=(Label("en", "Monitor"),), languages=("en",), clock=CLOCK
    )
    for i in range(ACTORS):
        labels = (Label("en", f"Agency number {i}"),)
        yield Actor(id=f"actor/agency-{i}", labels=labels, type=ActorType.ORGANISATION, clock=CLOCK)
    for i in range(PLACES):
        labels = (Label("en", f"County {i}"),)
        yield Place(
            id=f"place/county-{i}",
            labels=labels,
            latitude=35 + i / 8,
            longitude=-80 - i / 7,
            clock=CLOCK,
        )
    for i in range(events):
        yield _event(i, chance)
        yield Evidence(
            id=f"evidence/row-{i}",
            source="source/monitor",
            start=i * 100,
            end=i * 100 + 90,
            sha256=chance.randbytes(32).hex(),
            clock=CLOCK,
        )
        if i % 8 == 0:
            yield _claim(i, chance)


def _event(i: int, chance: random.Random) -> Event:
    place = f"county-{int(PLACES * chance.random() ** 2)}"
    parts = {}
    for _ in range(chance.choice((1, 2, 3, 3, 4))):
        agency, role = int(ACTORS * chance.random() ** 3), chance.choice(ROLES)
        parts[f"agency-{agency}-{role}"] = Participation(
            key=f"agency-{agency}-{role}", role=f"role/{role}", actor=f"actor/agency-{agency}"
        )
    return Event(
        id=f"event/row-{i}",
        labels=(Label("en", f"Enforcement operation number {i} in {place}, with others"),),
        kinds=("event-kind/enforcement-operation",),
        statuses=(EventStatus(key="happened", status=Status.HAPPENED),),
        time=When(edtf=_date(chance)),
        places=(EventPlace(key=f"at-{place}", place=f"place/{place}"),),
        participations=tuple(parts[key] for key in sorted(parts)),
        evidence=(f"evidence/row-{i}",),
        clock=CLOCK,
    )


def _date(chance: random.Random) -> str:
    day = date(1990, 1, 1) + timedelta(days=chance.randrange(12_000))
    kind = chance.random()
    if kind < 0.75:
        return day.isoformat()
    if kind < 0.9:
        return f"{day}/{day + timedelta(days=chance.randrange(1, 60))}"
    return f"{day.year}"


def _claim(i: int, chance: random.Random) -> Claim:
    return Claim(
        id=f"claim/row-{i}",
        labels=(Label("en", f"Reports operation number {i}"),),
        dimension=Dimension.OCCURRENCE,
        stance=Stance.ASSERTS,
        about=(f"event/row-{i}",),
        subject=f"event/row-{i}",
        predicate="predicate/described-as",
        value="as usual",
        speaker=f"actor/agency-{chance.randrange(ACTORS)}",
        document="source/monitor",
        evidence=(f"evidence/row-{i}",),
        clock=CLOCK,
    )


def _tiled(name: str, table: Any, small: dict[str, Any], tiles: int) -> Any:
    """The table repeated; ids and references of tiled kinds, and owners, belong to the tile."""
    root = name.partition(".")[0]
    if root not in TILED:
        return table
    parent = layout()[name].parent
    size = small[parent].num_rows if parent else 0
    columns = {}
    for column in layout()[name].columns:
        values = table.column(column.name).combine_chunks()
        if column.name == "owner":
            steps = np.repeat(np.arange(tiles) * size, len(values))
            columns[column.name] = pa.array(
                (np.tile(values.to_numpy(), tiles) + steps).astype(np.uint32)
            )
        else:
            columns[column.name] = _repeated(values, tiles)
    return pa.table([columns[c.name] for c in layout()[name].columns], schema=layout()[name].schema)


def _repeated(values: Any, tiles: int) -> Any:
    word = pa.types.is_dictionary(values.type)
    plain = values.dictionary if word else values
    texts = pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type)
    pattern = f"^({'|'.join(TILED)})/row-"
    if texts and len(plain) and pc.any(pc.match_substring_regex(plain, pattern)).as_py():
        flat = values.dictionary_decode() if word else values
        own = [pc.replace_substring_regex(flat, pattern, rf"\1/t{t}-row-") for t in range(tiles)]
        whole = pa.concat_arrays(own)
        return words(whole) if word else whole
    return pa.concat_arrays([values] * tiles)
