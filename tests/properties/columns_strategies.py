"""Records of every kind with any value that a field can hold, generated from `fields_of`.

Wider than `tests.strategies`: no rule of the model is kept, references lead nowhere, numbers
reach the ends of 64 bits, texts hold control characters or nothing at all.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from kg.model import (
    Clock,
    Dataset,
    FieldType,
    Hemisphere,
    Many,
    Obtained,
    Record,
    When,
    canonical,
    fields_of,
)
from kg.model.records import CLASSES

SLUGS = ("a", "b", "c-1", "z~9")  # few, so that references and ids repeat
DATES = (
    "2019-02-05/2019-02-09",
    "2019",
    "2019-02~",
    "1985-XX-15",
    "[1670..1999]",
    "{1960,1962}",
    "2019-02/..",
    "../2019",
    "/2019",
    "2019-21",
    "-0044-03-15",
    "Y-170000002",
    "XXXX",
)
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
day = st.dates(date(1, 1, 1)).map(date.isoformat)


def _text(form: str | None) -> st.SearchStrategy[str]:
    return {
        "day": day,
        "lang": st.sampled_from(("en", "es", "es-MX")),
        "edtf": st.sampled_from(DATES),
        "key": st.text("abc-1", min_size=1, max_size=3),
    }.get(form or "", text)


def _one(field: Any) -> st.SearchStrategy[Any]:
    if field.sort is FieldType.REF:
        return st.builds("{}/{}".format, st.sampled_from(field.kinds), st.sampled_from(SLUGS))
    if field.sort is FieldType.PART:
        return instances(field.part)
    return {
        FieldType.TEXT: lambda: _text(field.form),
        FieldType.NUMBER: lambda: st.integers(-(2**63), 2**63 - 1),
        FieldType.REAL: lambda: st.floats(allow_nan=False, allow_infinity=False),
        FieldType.FLAG: st.booleans,
        FieldType.CODE: lambda: st.sampled_from(field.codes),
    }[field.sort]()


def _value(field: Any) -> st.SearchStrategy[Any]:
    if field.many is Many.MANY:
        return st.lists(_one(field), max_size=3).map(tuple)
    if field.many is Many.OPTIONAL:
        return st.none() | _one(field)
    return _one(field)


def instances(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Instances of a record or part class."""
    if cls is When:
        return whens
    return st.builds(cls, **{f.name: _value(f) for f in fields_of(cls)})


def _when(found: dict[str, Any]) -> When:
    """Only plain dates can be ongoing: a set has no end to leave open."""
    plain = found["edtf"] in ("2019", "2019-02~", "-0044-03-15")
    return When(**{**found, "ongoing": found["ongoing"] and plain})


whens = st.fixed_dictionaries(
    {
        "edtf": st.none() | st.sampled_from(DATES),
        "verbatim": st.none() | text,
        "obtained": st.sampled_from(Obtained),
        "reasoning": st.none() | text,
        "ongoing": st.booleans(),
        "attested": st.none() | st.just("2026-01-01"),
        "evidence": st.lists(st.just("evidence/a") | st.just("evidence/b"), max_size=2).map(tuple),
    }
).map(_when)


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    """Some records of any kinds, canonical, no two of one id and version."""
    found: dict[tuple[str, int], Record] = {}
    for _ in range(draw(st.integers(0, 6))):
        name = draw(st.sampled_from(sorted(CLASSES)))
        record = canonical(draw(instances(CLASSES[name])))
        clock = record.clock
        if isinstance(clock, Clock):
            found[record.id, clock.version] = record
    return list(found.values())


datasets = st.builds(
    Dataset,
    **{
        **{f.name: _value(f) for f in fields_of(Dataset)},
        "hemisphere": st.none() | st.sampled_from(Hemisphere),
    },
)
