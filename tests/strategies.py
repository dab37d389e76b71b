"""Which datasets can there be? Small ones, whole and consistent, of every kind of record.

`datasets()` gives a `Dataset` and all versions of its records: references lead somewhere,
clocks follow one another, no rule of `kg.model.integrity` is broken, every list is
canonical. Classes and fields are read off the model, so a new field is generated at once;
only what has a rule has a strategy of its own here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from kg.ingest.links import attested
from kg.model import (
    KINDS,
    SCHEMES,
    Claim,
    Clock,
    Concept,
    Dataset,
    Event,
    Evidence,
    Field,
    FieldType,
    Hemisphere,
    Label,
    Many,
    Obtained,
    Participation,
    Place,
    Quantity,
    QuantityState,
    Record,
    Relation,
    Tombstone,
    Via,
    When,
    canonical,
    fields_of,
    record_class,
)
from kg.model.circles import CONTAINERS

SLUGS = ("a", "b-2", "9.c", "d_~")
RETIRED = "retired"  # withdrawn for good: nothing that counts refers to it
DATES = (
    "2019",
    "2019-02-05",
    "2019-02~",
    "2019-02?/2019-03%",
    "2019-02-05/2019-02-09",
    "1985-XX-15",
    "[1670..1999]",
    "{1960,1962-04}",
    "2019-02/..",
    "../2019",
    "/2019",
    "2019/",
    "2019-21",
    "2001-34",
    "-0044-03-15",
    "Y-170000002",
    "XXXX",
    "19XX",
)
ENDS = ("2035", "2035-06", "2035-06-17", "[2035-05-16..2035-06-17]")  # after all of PLAIN
PLAIN = ("2019", "2019-02~", "-0044-03-15", "2019-02/..", "2019/")  # what can be ongoing
TEXTS = (
    "Plain words",
    "no",
    "null",
    "~",
    "1.0",
    "2019-02-05",
    "'single' and \"double\"",
    "# no comment: [x] {y} & * ! | > % @ `",
    "two\nlines and a\ttab",
    "- dash: colon",
    "back\\slash \\u0041",
    "Año Ñandú café cafe\u0301",
    "עברית العربية 中文 🗳️",
    "line\u2028paragraph\u2029next\u0085line",
    "a\u00a0b\ufeffc\u200d",
    "<b>&amp;</b>",
    "=",
    "<<",
)
LANGS = ("en", "es", "es-MX", "zh-Hant")
IRIS = ("https://example.org/a", "https://example.org/ñ?q=1&r=%20#x", "urn:isbn:0451450523")
FIRST_DAY = date(2020, 1, 1)

_alphabet = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))
_free = st.text(_alphabet, min_size=1, max_size=12).map(str.strip).filter(bool)
texts = st.sampled_from(TEXTS) | _free
days = st.integers(0, 14_974).map(lambda n: (date(1990, 1, 1) + timedelta(days=n)).isoformat())
_text_or_none = st.none() | texts
_masks = st.integers(0, 2**48 - 1)
_chances = st.integers(0, 5 * (400 * 10) ** 3 - 1)
keys = st.sampled_from(("k", "k-2", "0", "a_~.b"))
numbers = st.integers(-(10**12), 10**12).map(float) | st.floats(
    allow_nan=False, allow_infinity=False, width=32
)
FORMS: dict[str | None, st.SearchStrategy[str]] = {
    None: texts,
    "day": days,
    "lang": st.sampled_from(LANGS),
    "sha256": st.binary(min_size=32, max_size=32).map(bytes.hex),
    "iri": st.sampled_from(IRIS),
    "key": keys,
    "edtf": st.sampled_from(DATES),
}


class Pool:
    """The ids that may be referred to, by kind, and the strategies that were made for them."""

    def __init__(self, ids: dict[str, tuple[str, ...]]) -> None:
        self.ids = ids
        self.made: dict[object, st.SearchStrategy[Any] | None] = {}

    def refs(self, kinds: tuple[str, ...]) -> st.SearchStrategy[str] | None:
        """One of the ids of these kinds, or None where there is none."""
        known = [identifier for kind in kinds for identifier in self.ids.get(kind, ())]
        return st.sampled_from(known) if known else None


@st.composite
def datasets(draw: st.DrawFn, *, most: int = 2) -> tuple[Dataset, tuple[Record, ...]]:
    """A dataset and all versions of its records, sorted by id and version.

    `most` bounds the records of each kind; claims, events and relations have one source and
    one locator at least.
    """
    dataset = draw(dataset_records)
    ids: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        least = 1 if kind in {"source", "evidence", "actor", *SCHEMES} else 0
        if kind != "tombstone":
            count = least if kind in SCHEMES else draw(st.integers(least, max(least, most)))
            ids[kind] = tuple(f"{kind}/{slug}" for slug in SLUGS[:count])
    if not ids["office"]:
        ids["tenure"] = ()
    pool = Pool(ids)
    found: list[Record] = []
    for kind in KINDS:
        for identifier in ids.get(kind, ()):
            found += draw(versions(pool, identifier))
    kind = draw(st.sampled_from(("event", "claim", "relation", "place", "actor")))
    if kind != "relation" or len([i for known in ids.values() for i in known]) > 1:
        found += draw(versions(pool, f"{kind}/{RETIRED}", retired=True))
    if draw(st.booleans()):
        found.append(draw(_tombstones()))
    whole = attested([canonical(record) for record in found], dataset)
    return dataset, tuple(sorted(whole, key=lambda r: (r.id, r.clock.version)))


def records(*, most: int = 2) -> st.SearchStrategy[tuple[Record, ...]]:
    """All versions of the records of a dataset, sorted by id and version."""
    return datasets(most=most).map(lambda found: found[1])


@st.composite
def versions(
    draw: st.DrawFn, pool: Pool, identifier: str, *, retired: bool = False
) -> list[Record]:
    """One to three versions of one record, each withdrawn by the next or before it."""
    plain = record_class(identifier) is Concept and not retired
    chance = draw(_chances)
    chance, many = divmod(chance, 5)
    count = 1 if plain else max(1, many - 1)  # one, one, one, two or three
    day = FIRST_DAY
    found = []
    for number in range(1, count + 1):
        recorded = day
        chance, step = divmod(chance, 400)
        chance, early = divmod(chance, 10)
        day += timedelta(days=step + 1)
        last = number == count and not retired
        gone = max(recorded, day - timedelta(days=early))
        clock = Clock(
            recorded=recorded.isoformat(),
            withdrawn=None if last else gone.isoformat(),
            version=number,
            reason=None if last else draw(_text_or_none),
            by=None if last else draw(_text_or_none),
        )
        record = draw(instances(record_class(identifier), pool, identifier))
        found.append(replace(record, clock=clock))
    return found


@st.composite
def instances(draw: st.DrawFn, cls: type[Any], pool: Pool, identifier: str | None = None) -> Any:
    """An instance of a record or part class that keeps the rules of its class."""
    values: dict[str, Any] = {}
    given = draw(_masks)  # one draw says which fields are filled, and how: many draws are slow
    for number, f in enumerate(fields_of(cls)):
        if f.name == "id":
            values["id"] = identifier
        elif f.name == "clock":
            values["clock"] = Clock(recorded="2020-01-01")
        else:
            filled = f.required or bool(given >> number & 1)
            one = _one(f, pool, identifier) if filled else None
            values[f.name] = _value(draw, f, one, 1 + (given >> 24 + number & 1))
    if "evidence" in values and not values["evidence"] and identifier is not None:
        values["evidence"] = (pool.ids["evidence"][0],)
    repair = _REPAIRS.get(cls)
    return cls(**(repair(draw, values, pool) if repair else values))


def _value(draw: st.DrawFn, f: Field, one: st.SearchStrategy[Any] | None, count: int) -> Any:
    """A value for a field, from the strategy for one; without one, what stands for none.

    `count` is how many there are of what may be several.
    """
    if f.many is not Many.MANY:
        absent = f.default if f.many is Many.ONE else None
        return absent if one is None else draw(one)
    if one is None:
        return ()
    some = [draw(one) for _ in range(count)]
    return _distinct(some) if f.sort is FieldType.PART else tuple(dict.fromkeys(some))


def _distinct(parts: list[Any]) -> tuple[Any, ...]:
    """The parts without those whose key is taken."""
    by_key = {getattr(part, "key", part): part for part in parts}
    return tuple(by_key.values())


def _one(f: Field, pool: Pool, owner: str | None) -> st.SearchStrategy[Any] | None:
    name = (f.name, f.sort, f.form, f.kinds, f.part, f.codes, owner if f.name in CONTAINERS else "")
    if name not in pool.made:
        pool.made[name] = _made(f, pool, owner)
    return pool.made[name]


def _made(f: Field, pool: Pool, owner: str | None) -> st.SearchStrategy[Any] | None:
    if f.sort is FieldType.REF:
        refs = pool.refs(f.kinds)
        if f.name in CONTAINERS and owner is not None:  # only to lesser ids: no circles
            kind = owner.partition("/")[0]
            lesser = [i for i in pool.ids.get(kind, ()) if _rank(i) < _rank(owner)]
            return st.sampled_from(lesser) if lesser else None
        return refs
    if f.sort is FieldType.PART:
        assert f.part is not None
        needed = [g.kinds for g in fields_of(f.part) if g.required and g.sort is FieldType.REF]
        lacking = [kinds for kinds in needed if pool.refs(kinds) is None]
        return None if lacking else instances(f.part, pool)
    if f.sort is FieldType.TEXT:
        return FORMS[f.form]
    if f.sort is FieldType.NUMBER:
        return st.integers(0, 2**53)
    if f.sort is FieldType.REAL:
        return numbers
    if f.sort is FieldType.CODE:
        assert f.codes is not None
        return st.sampled_from(list(f.codes))
    return st.booleans()


def _rank(identifier: str) -> int:
    slug = identifier.partition("/")[2]
    return SLUGS.index(slug) if slug in SLUGS else len(SLUGS)


def _when(draw: st.DrawFn, values: dict[str, Any], _: Pool) -> dict[str, Any]:
    if values["edtf"] is None:
        none = {"ongoing": False, "attested": None, "ended": None}
        return {**values, "obtained": Obtained.UNKNOWN, **none}
    if values["obtained"] is Obtained.UNKNOWN:
        values["obtained"] = Obtained.INFERRED
    if not values["ongoing"] and values["ended"] is None:
        return {**values, "attested": None}
    values["edtf"] = draw(st.sampled_from(PLAIN))
    if not values["ongoing"]:
        return {**values, "attested": None, "ended": draw(st.sampled_from(ENDS))}
    attested_on = draw(st.none() | st.dates(date(2025, 1, 1), date(2030, 1, 1)).map(str))
    return {**values, "attested": attested_on, "ended": None}


def _quantity(draw: st.DrawFn, values: dict[str, Any], _: Pool) -> dict[str, Any]:
    low, high = sorted((draw(numbers), draw(numbers)))
    span = draw(st.booleans())
    none = dict.fromkeys(("value", "low", "high", "total", "participation"))
    if values["state"] is not QuantityState.VALUE:
        return {**values, **none}
    if span:
        return {**values, **none, "low": low, "high": high}
    return {**values, **none, "value": low}


def _event(draw: st.DrawFn, values: dict[str, Any], _: Pool) -> dict[str, Any]:
    parts = [part.key for part in values["participations"]]
    counted = [quantity.key for quantity in values["quantities"]]
    linked = []
    for quantity in values["quantities"]:
        others = [key for key in counted if key != quantity.key]
        linked.append(
            replace(
                quantity,
                total=draw(st.none() | st.sampled_from(others)) if others else None,
                participation=draw(st.none() | st.sampled_from(parts)) if parts else None,
            )
        )
    return {**values, "quantities": tuple(linked)}


def _claim(draw: st.DrawFn, values: dict[str, Any], _: Pool) -> dict[str, Any]:
    said = draw(st.sampled_from(("object", "value", "quantity", "time", None)))
    for name in ("object", "value", "quantity", "time"):
        if name != said or values["subject"] is None or values["predicate"] is None:
            values[name] = None
    if values["subject"] is None:
        values["predicate"] = None
    links = tuple(link for link in values["links"] if link.claim != values["id"])
    return {**values, "links": links}


def _participation(_: st.DrawFn, values: dict[str, Any], pool: Pool) -> dict[str, Any]:
    if not (values["actor"] or values["office"] or values["tenure"]):
        values["actor"] = pool.ids["actor"][0]
    return values


def _via(_: st.DrawFn, values: dict[str, Any], pool: Pool) -> dict[str, Any]:
    if values["actor"] is not None:
        return {**values, "source": None}
    return {**values, "source": values["source"] or pool.ids["source"][0]}


def _relation(draw: st.DrawFn, values: dict[str, Any], pool: Pool) -> dict[str, Any]:
    others = [i for known in pool.ids.values() for i in known if i != values["subject"]]
    return {**values, "object": draw(st.sampled_from(others))}


def _place(draw: st.DrawFn, values: dict[str, Any], _: Pool) -> dict[str, Any]:
    here = draw(st.booleans())
    return {
        **values,
        "latitude": draw(st.floats(-90, 90)) if here else None,
        "longitude": draw(st.floats(-180, 180)) if here else None,
    }


def _evidence(draw: st.DrawFn, values: dict[str, Any], _: Pool) -> dict[str, Any]:
    if values["start"] is None:  # the source as a whole
        return {**values, "end": None, "sha256": None}
    start = draw(st.integers(0, 10**6))
    sha256 = values["sha256"] or draw(FORMS["sha256"])
    return {**values, "sha256": sha256, "start": start, "end": start + draw(st.integers(1, 10**4))}


def _source(_: st.DrawFn, values: dict[str, Any], __: Pool) -> dict[str, Any]:
    return {**values, "length": None if values["length"] is None else values["length"] + 2**30}


_Repair = Callable[[st.DrawFn, dict[str, Any], Pool], dict[str, Any]]
_REPAIRS: dict[type[Any], _Repair] = {
    Claim: _claim,
    Event: _event,
    Evidence: _evidence,
    Participation: _participation,
    Place: _place,
    Quantity: _quantity,
    Relation: _relation,
    record_class("source/x"): _source,
    Via: _via,
    When: _when,
}


def _tombstones() -> st.SearchStrategy[Tombstone]:
    codes = next(f.codes for f in fields_of(Tombstone) if f.name == "reason")
    assert codes is not None
    return st.builds(
        Tombstone,
        id=st.just("tombstone/erased"),
        removed=days,
        reason=st.sampled_from(list(codes)),
        clock=st.just(Clock(recorded="2024-05-06")),
    )


def _dataset(values: dict[str, Any]) -> Dataset:
    dataset: Dataset = canonical(Dataset(**values))
    return replace(dataset, languages=values["languages"])  # in order of preference


_labels = st.lists(st.builds(Label, lang=FORMS["lang"], text=texts), min_size=1, max_size=3)
dataset_records = st.fixed_dictionaries(
    {
        "id": st.sampled_from(("one", "two-2")),
        "base": st.sampled_from(("https://daybook.example/", "http://example.org/kg#")),
        "labels": _labels.map(tuple),
        "descriptions": st.just(()) | _labels.map(tuple),
        "licence": st.none() | st.sampled_from(("CC-BY-4.0", "CC0-1.0")),
        "creator": st.none() | texts,
        "languages": st.permutations(LANGS).map(lambda some: tuple(some[:2])),
        "hemisphere": st.none() | st.sampled_from(list(Hemisphere)),
        "recorded": st.none() | days,
        "version": st.none() | texts,
    }
).map(_dataset)
