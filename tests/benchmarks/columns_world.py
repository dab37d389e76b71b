"""Which tables does a million events give?

Layout tables in parts, as a reader of tables hands them over: made from arrays with a seed,
so that no record is ever a Python object. Dates are skewed towards the end of thirty years,
actors and places by popularity; all rows cite one locator and were recorded on one day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import layout, shred
from kg.columns.bounds import bounds_of
from kg.model import (
    Actor,
    ActorType,
    Clock,
    Concept,
    Dataset,
    Evidence,
    Label,
    Place,
    Record,
    Source,
    When,
)
from kg.model.extents import extent_for
from kg.temporal import day_number, iso_day, parse_day

RECORDED: Final = "2026-01-01"
CLOCK: Final = Clock(recorded=RECORDED)
DATASET: Final = Dataset(id="bench", base="https://bench.example/", labels=(Label("en", "B"),))
ACTORS, PLACES, KINDS, ROLES, WORDS = 50_000, 3_000, 40, 12, 4_000
PART: Final = 250_000  # rows of a part
EVIDENCE: Final = "evidence/row"
PARTICIPATIONS: Final = 2.7
_FIRST: Final = day_number(1996, 1, 1)
_DAYS: Final = 30 * 365


def ground() -> dict[str, pa.Table]:
    """The records that all events refer to, as one part."""
    found: list[Record] = [
        Source(id="source/table", labels=(Label("en", "The table"),), clock=CLOCK),
        Evidence(id=EVIDENCE, source="source/table", start=0, end=1, sha256="0" * 64, clock=CLOCK),
    ]
    for number in range(ACTORS):
        name = (Label("en", f"{_word(number * 7)} {_word(number // 3)} {number}"),)
        found.append(
            Actor(id=_id("actor", number), type=ActorType.PERSON, labels=name, clock=CLOCK)
        )
    for number in range(PLACES):
        name = (Label("en", f"{_word(number).title()} County"),)
        found.append(Place(id=_id("place", number), labels=name, clock=CLOCK))
    for kind, size in (("event-kind", KINDS), ("role", ROLES)):
        found += [
            Concept(id=_id(kind, n), labels=(Label("en", _word(n)),), clock=CLOCK)
            for n in range(size)
        ]
    return shred(found, DATASET)


def parts(events: int, seed: int = 1) -> Iterator[dict[str, pa.Table]]:
    """The events in parts, ids ascending, days at random."""
    for number, first in enumerate(range(0, events, PART)):
        size = min(PART, events - first)
        yield _part(np.random.default_rng((seed, number)), first, size)


def _part(rng: np.random.Generator, first: int, size: int) -> dict[str, pa.Table]:
    every = np.arange(size, dtype=np.uint32)
    who = np.repeat(every, rng.choice([1, 2, 3, 4, 5], size, p=[0.2, 0.3, 0.25, 0.1, 0.15]))
    return {
        "event": _events(rng, first, size),
        "event.labels": _table("event.labels", every, lang="en", text=_labels(rng, size)),
        "event.kinds": _table(
            "event.kinds",
            every,
            value=_coded(_ids("event-kind", KINDS), rng.integers(0, KINDS, size)),
        ),
        "event.statuses": _table("event.statuses", every, key="happened", status="happened"),
        "event.places": _places(rng, every),
        "event.participations": _participations(rng, who),
        **{
            name: _table(name, np.arange(rows, dtype=np.uint32), value=EVIDENCE)
            for name, rows in (
                ("event.evidence", size),
                ("event.participations.evidence", len(who)),
            )
        },
    }


def _places(rng: np.random.Generator, every: Any) -> pa.Table:
    at = skewed(rng, PLACES, len(every))
    places = _ids("place", PLACES)
    keys = pc.binary_join_element_wise("at", pc.utf8_slice_codeunits(places, 6), "-")
    return _table("event.places", every, key=_coded(keys, at), role="at", place=_coded(places, at))


def _participations(rng: np.random.Generator, who: Any) -> pa.Table:
    """Keyed as the model keys them, by role and actor: millions of keys."""
    actor = skewed(rng, ACTORS, len(who))
    role = np.minimum(rng.geometric(0.4, len(who)), ROLES) - 1
    actors, roles = _ids("actor", ACTORS), _ids("role", ROLES)
    both, codes = np.unique(role * ACTORS + actor, return_inverse=True)
    keys = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(roles.take(pa.array(both // ACTORS)), 5),
        pc.utf8_slice_codeunits(actors.take(pa.array(both % ACTORS)), 6),
        "-",
    )
    return _table(
        "event.participations",
        who,
        key=_coded(keys, codes),
        role=_coded(roles, role),
        actor=_coded(actors, actor),
    )


def skewed(rng: np.random.Generator, among: int, size: int) -> Any:
    """Numbers below `among`, the first ones far more often."""
    return (among ** rng.random(size)).astype(np.int32) - 1


def _events(rng: np.random.Generator, first: int, size: int) -> pa.Table:
    digits = pa.array(np.arange(first, first + size) + 10**8).cast(pa.utf8())
    ids = pc.binary_join_element_wise("event/e-", pc.utf8_slice_codeunits(digits, 1), "")
    texts, bounds = _dates()
    day = (_DAYS * rng.beta(3, 1, size)).astype(np.int64)
    form = rng.choice(4, size, p=[0.7, 0.1, 0.1, 0.1])
    date = np.where(form == 3, 3 * _DAYS + day // 366, form * _DAYS + day)
    values = {f"time_{name}": array.take(pa.array(date)) for name, array in bounds.items()}
    recorded = pa.array(np.full(size, parse_day(RECORDED)))
    return _table(
        "event",
        None,
        id=ids.cast(pa.large_utf8()),
        time_edtf=_coded(texts, date),
        time_obtained="stated",
        time_ongoing=pa.array(np.zeros(size, dtype=bool)),
        clock_recorded=RECORDED,
        clock_version=pa.array(np.ones(size, dtype=np.int64)),
        clock_recorded_day=recorded,
        clock_withdrawn_day=pa.array(np.full(size, 2**63 - 1)),
        **values,
    )


@cache
def _dates() -> tuple[pa.Array, Mapping[str, pa.Array]]:
    """Days, intervals of two and of eight days, years; and the bounds of each."""
    days = [iso_day(_FIRST + n) for n in range(_DAYS + 8)]
    texts = days[:_DAYS] + [f"{days[n]}/{days[n + more]}" for more in (1, 7) for n in range(_DAYS)]
    texts += [str(1996 + n) for n in range(31)]
    return pa.array(texts), bounds_of([extent_for(When(edtf=text), None) for text in texts])


def _labels(rng: np.random.Generator, size: int) -> pa.Array:
    words = pa.array([_word(n) for n in range(WORDS)])
    picked = [words.take(pa.array(skewed(rng, WORDS, size))) for _ in range(6)]
    return pc.binary_join_element_wise(*picked, " ").cast(pa.large_utf8())


def _word(number: int) -> str:
    """A word that can be spoken: three syllables or less."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return syllables[number % 70] + syllables[number // 70 % 70] + "nrs"[number % 3]


def _id(kind: str, number: int) -> str:
    return f"{kind}/{kind[0]}-{number:05}"


@cache
def _ids(kind: str, size: int) -> pa.Array:
    return pa.array([_id(kind, number) for number in range(size)])


def _coded(texts: pa.Array, codes: Any) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), texts)


def _table(name: str, owner: Any, **given: Any) -> pa.Table:
    """A table of the layout: what is not given has no value, a text stands in every row."""
    described = layout()[name]
    size = len(
        next(v for v in [owner, *given.values()] if v is not None and not isinstance(v, str))
    )
    columns = []
    for column in described.columns:
        value = owner if column.name == "owner" else given.get(column.name)
        if value is None:
            columns.append(pa.nulls(size, column.type.arrow))
        elif isinstance(value, str):
            columns.append(_coded(pa.array([value]), np.zeros(size, dtype=np.int32)))
        else:
            columns.append(pa.array(value))
    return pa.table(columns, schema=described.schema)
