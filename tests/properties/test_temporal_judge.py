"""Are certain and possible what an enumeration of all readings says?

The oracle below shares nothing with `kg.temporal` but the numbers of infinity: days come
from `datetime`, blocks from comparing every written day with the pattern, relations from
Allen's definitions on half-open intervals, readings from listing pairs start <= end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DateError
from kg.temporal import NEG_INF, POS_INF, Match, Relation, extent, judge, parse, simple

EPOCH = dt.date(1970, 1, 1)
Reading = tuple[int, int]


def number(year: int, month: int, day: int) -> int:
    return (dt.date(year, month, day) - EPOCH).days


FIRST, LAST = number(2000, 11, 1), number(2001, 6, 30)  # windows lie in here
LOW, HIGH = number(2000, 1, 1), number(2009, 12, 31)  # all known dates lie in here
SHORT = 32  # blocks up to so many days are listed whole


# --- the oracle -------------------------------------------------------------------------


# one reading [s, x) against one window [f, y), where x = e + 1 and y = t + 1, as Allen has it
HOLDS: dict[Relation, Callable[[int, int, int, int], bool]] = {
    Relation.OVERLAPS: lambda s, x, f, y: s < y and f < x,
    Relation.WITHIN: lambda s, x, f, y: f <= s and x <= y,
    Relation.STARTS_IN: lambda s, x, f, y: f <= s < y,
    Relation.ENDS_IN: lambda s, x, f, y: f < x <= y,
    Relation.BEFORE: lambda s, x, f, y: x < f,
    Relation.AFTER: lambda s, x, f, y: s > y,
    Relation.MEETS: lambda s, x, f, y: x == f,
    Relation.MET_BY: lambda s, x, f, y: s == y,
    Relation.ALLEN_OVERLAPS: lambda s, x, f, y: s < f < x < y,
    Relation.ALLEN_OVERLAPPED_BY: lambda s, x, f, y: f < s < y < x,
    Relation.STARTS: lambda s, x, f, y: s == f and x < y,
    Relation.STARTED_BY: lambda s, x, f, y: s == f and x > y,
    Relation.DURING: lambda s, x, f, y: f < s and x < y,
    Relation.CONTAINS: lambda s, x, f, y: s < f and y < x,
    Relation.FINISHES: lambda s, x, f, y: f < s and x == y,
    Relation.FINISHED_BY: lambda s, x, f, y: s < f and x == y,
    Relation.EQUALS: lambda s, x, f, y: s == f and x == y,
}


@cache
def runs(pattern: str) -> tuple[Reading, ...]:
    """Maximal stretches of days whose writing agrees with a pattern of ten places."""
    found: list[list[int]] = []
    for day in range(LOW, HIGH + 1):
        written = (EPOCH + dt.timedelta(days=day)).isoformat()
        if all(p in ("X", w) for p, w in zip(pattern, written, strict=True)):
            if found and found[-1][1] == day - 1:
                found[-1][1] = day
            else:
                found.append([day, day])
    return tuple((a, b) for a, b in found)


def blocks(text: str) -> tuple[Reading, ...]:
    return runs(text + "-XX-XX"[len(text) - 4 :])


def units(first: str, last: str) -> tuple[Reading, ...]:
    """Each unit from one date to another of the same precision."""
    width = len(first)
    found: dict[str, list[int]] = {}
    low, high = blocks(first)[0][0], blocks(last)[0][1]
    for day in range(low, high + 1):
        found.setdefault((EPOCH + dt.timedelta(days=day)).isoformat()[:width], []).append(day)
    return tuple((days[0], days[-1]) for days in found.values())


@dataclass(frozen=True)
class Between:
    """An interval: days on which it may start and may end."""

    starts: tuple[Reading, ...]
    ends: tuple[Reading, ...]


@dataclass(frozen=True)
class OneOf:
    """One of some blocks or other shapes."""

    members: tuple[object, ...]


@dataclass(frozen=True)
class AllOf:
    """All of some blocks or other shapes."""

    members: tuple[object, ...]


def sample(block: Reading, marks: frozenset[int], short: int = SHORT) -> list[int]:
    """All days of a short block; of a long one its ends and the days around the window.

    A relation compares a reading with the window's days and their neighbours only, so that
    days between those cannot tell anything new.
    """
    a, b = block
    if a > NEG_INF and b < POS_INF and b - a < short:
        return list(range(a, b + 1))
    near = {m + shift for m in marks if NEG_INF < m < POS_INF for shift in range(-3, 4)}
    inner = {a + 1, b - 1} if a > NEG_INF and b < POS_INF else {LOW - 9, HIGH + 9}
    return sorted({a, b} | {d for d in near | inner if a <= d <= b})


def readings(shape: object, marks: frozenset[int]) -> Iterator[Reading]:
    """Every reading (start, end) of a shape that is no all-of set."""
    if isinstance(shape, tuple):
        days = sample(shape, marks)  # type: ignore[arg-type]  # a tuple here is a block
        yield from ((s, e) for s in days for e in days if s <= e)
    elif isinstance(shape, OneOf):
        for member in shape.members:
            yield from readings(member, marks)
    elif isinstance(shape, Between):
        starts = [d for block in shape.starts for d in sample(block, marks)]
        ends = [d for block in shape.ends for d in sample(block, marks)]
        yield from ((s, e) for s in starts for e in ends if s <= e)
    else:
        raise TypeError(shape)


def hulls(shape: object, marks: frozenset[int]) -> set[Reading]:
    """Readings of a shape; of an all-of set the first start and last end of each choice."""
    if not isinstance(shape, AllOf):
        return set(readings(shape, marks))
    found = set(readings(shape.members[0], marks))
    for member in shape.members[1:]:
        more = set(readings(member, marks))
        found = {(min(s, a), max(e, b)) for s, e in found for a, b in more}
    return found


def outcomes(shape: object, f: int, t: int) -> dict[Relation, set[bool]]:
    """The answers that the readings of a shape give to each relation."""
    if isinstance(shape, OneOf) and any(isinstance(m, AllOf) for m in shape.members):
        each = [outcomes(member, f, t) for member in shape.members]
        return {relation: set().union(*(one[relation] for one in each)) for relation in Relation}
    marks = frozenset((f, t))
    found = hulls(shape, marks)
    answers = {
        relation: {holds(s, e + 1, f, t + 1) for s, e in found} for relation, holds in HOLDS.items()
    }
    if isinstance(shape, AllOf):
        share = HOLDS[Relation.OVERLAPS]
        each_one = [{share(s, e + 1, f, t + 1) for s, e in hulls(m, marks)} for m in shape.members]
        answers[Relation.OVERLAPS] = {any(choice) for choice in product(*each_one)}
    return answers


def verdicts(shape: object, f: int, t: int) -> dict[Relation, Match | None]:
    """What all readings say of each relation."""
    return {
        relation: (None, Match.POSSIBLE)[True in seen] if seen != {True} else Match.CERTAIN
        for relation, seen in outcomes(shape, f, t).items()
    }


# --- generated dates: a text and what the oracle makes of it ------------------------------

month = st.sampled_from(["01", "02", "03"])
day = st.integers(1, 28).map(lambda d: f"{d:02}")
full = st.builds("2001-{}-{}".format, month, day)
exact = st.one_of(full, full, st.builds("2001-{}".format, month), st.just("2001"))
gapped = st.sampled_from(
    [
        "2001-XX-15", "2001-02-2X", "2001-02-X5", "2001-XX-X1", "2001-XX-3X", "2001-0X-0X",
        "2001-0X", "2001-1X", "2001-X1", "2001-X2", "2001-XX", "2001-02-XX", "200X", "2001-XX-XX",
        "200X-02", "200X-01-15", "200X-02-29", "200X-XX-X1", "20X1-02", "2X01-03-0X", "2001-X2-29",
        "200X-12-3X", "XX01-02-05",
    ]
)  # fmt: skip
SEASONS = {
    21: ((3, 5), (9, 11)), 22: ((6, 8), (12, 14)), 23: ((9, 11), (3, 5)), 24: ((12, 14), (6, 8)),
    33: ((1, 3),) * 2, 36: ((10, 12),) * 2, 37: ((1, 4),) * 2, 39: ((9, 12),) * 2,
    40: ((1, 6),) * 2, 41: ((7, 12),) * 2, 25: ((3, 5),) * 2, 28: ((12, 14),) * 2,
    29: ((9, 11),) * 2, 30: ((12, 14),) * 2, 32: ((6, 8),) * 2,
}  # fmt: skip


def season_blocks(year: int, code: int, side: int) -> Reading:
    low, high = SEASONS[code][side]
    first = number(year + (low - 1) // 12, (low - 1) % 12 + 1, 1)
    return first, number(year + high // 12, high % 12 + 1, 1) - 1


def limited(text: str) -> bool:
    """Whether all days of a pattern lie in the calendar of the oracle."""
    return text[:3] == "200"


def of_date(text: str) -> object:
    found = blocks(text)
    return found[0] if len(found) == 1 else OneOf(found)


Case = tuple[str, object]


@st.composite
def dates(draw: st.DrawFn) -> Case:
    text = draw(st.one_of(exact, gapped.filter(limited)))
    return text + draw(st.sampled_from(["", "", "?", "~", "%"])), of_date(text)


BEFORE_ALL, AFTER_ALL = (NEG_INF, NEG_INF), (POS_INF, POS_INF)
ANY_DAY = (NEG_INF, POS_INF)


@st.composite
def intervals(draw: st.DrawFn) -> Case:
    end = st.one_of(exact, gapped.filter(limited), st.sampled_from(["", ".."]))
    start_text, end_text = draw(end), draw(end)
    if not start_text + end_text:
        end_text = ".."
    starts = {"": (ANY_DAY,), "..": (BEFORE_ALL,)}.get(start_text) or blocks(start_text)
    ends = {"": (ANY_DAY,), "..": (AFTER_ALL,)}.get(end_text) or blocks(end_text)
    return f"{start_text}/{end_text}", Between(starts, ends)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[str, tuple[Reading, ...]]:
    kind = draw(st.sampled_from([full, st.builds("2001-{}".format, month), st.just("2001")]))
    first, last = sorted((draw(kind), draw(kind)))
    return f"{first}..{last}", units(first, last)


@st.composite
def sets(draw: st.DrawFn, *, every: bool) -> Case:
    texts, shapes = [], []
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            text, shape = draw(dates())
            shapes.append(shape)
        else:
            text, found = draw(ranges())
            shapes.extend((found[0], *found[1:]) if every else [OneOf(found)])
        texts.append(text)
    return ("{%s}" if every else "[%s]") % ",".join(texts), (AllOf if every else OneOf)(
        tuple(shapes)
    )


@st.composite
def windows(draw: st.DrawFn) -> tuple[int | None, int | None]:
    side = st.one_of(
        st.none(),
        st.integers(FIRST, LAST),
        st.builds(
            lambda m, d, s: number(2001, m, d) + s,
            st.integers(1, 4), st.sampled_from([1, 5, 15, 28]), st.integers(-2, 2),
        ),
    )  # fmt: skip
    f, t = draw(side), draw(side)
    return (t, f) if f is not None and t is not None and f > t else (f, t)


def agree(text: str, shape: object, window: tuple[int | None, int | None], **how: object) -> None:
    f = NEG_INF if window[0] is None else window[0]
    t = POS_INF if window[1] is None else window[1]
    found = extent(parse(text), **how)  # type: ignore[arg-type]  # passed through
    for relation, expected in verdicts(shape, f, t).items():
        assert judge(found, relation, *window) == expected, (text, relation, window)


@settings(max_examples=150, deadline=None)
@given(dates(), windows())
def test_a_date_is_judged_as_its_readings_say(case, window):
    agree(*case, window)


@settings(max_examples=150, deadline=None)
@given(intervals(), windows())
def test_an_interval_is_judged_as_its_readings_say(case, window):
    text, shape = case
    if next(readings(shape, frozenset()), None) is None:
        try:
            parse(text)
        except DateError as error:
            assert "ends before it starts" in error.message  # noqa: PT017 (the other way passes)
        else:
            raise AssertionError(text)
    else:
        agree(text, shape, window)


@settings(max_examples=100, deadline=None)
@given(sets(every=False), windows())
def test_a_one_of_set_is_judged_as_its_readings_say(case, window):
    agree(*case, window)


@settings(max_examples=60, deadline=None)
@given(sets(every=True), windows())
def test_an_all_of_set_is_judged_as_its_readings_say(case, window):
    agree(*case, window)


@settings(max_examples=60, deadline=None)
@given(full, st.sampled_from(["[{}..]", "[..{}]", "{{{}..}}", "{{..{}}}"]), windows())
def test_a_set_without_limit_is_judged_as_its_readings_say(start, form, window):
    at = blocks(start)[0][0]
    every, later = form[0] == "{", "{}.." in form
    around = range(FIRST - 9, LAST + 9)
    if every:
        near = tuple((d, d) for d in around if (d >= at if later else d <= at))
        shape: object = AllOf((*near, AFTER_ALL if later else BEFORE_ALL))
    else:
        shape = OneOf(tuple((d, d) for d in around if (d >= at if later else d <= at)))
    agree(form.format(start), shape, window)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(sorted(SEASONS)),
    st.sampled_from([None, "north", "south"]),
    st.sampled_from(["{0}", "{0}/2003", "{0}/", "[{0},2001-02]", "{{{0},2001-02-03}}", "{0}/{1}"]),
    windows(),
)
def test_seasons_are_judged_as_their_readings_say(code, hemisphere, form, window):
    text = form.format(f"2001-{code}", "2002-24")

    def shape(side: int) -> object:
        block = season_blocks(2001, code, side)
        return {
            "{0}": block,
            "{0}/2003": Between((block,), blocks("2003")),
            "{0}/": Between((block,), (ANY_DAY,)),
            "[{0},2001-02]": OneOf((block, *blocks("2001-02"))),
            "{{{0},2001-02-03}}": AllOf((block, *blocks("2001-02-03"))),
            "{0}/{1}": Between((block,), (season_blocks(2002, 24, side),)),
        }[form]

    sides = {"north": [0], "south": [1], None: [0, 1]}[hemisphere]
    agree(text, OneOf(tuple(shape(side) for side in sides)), window, hemisphere=hemisphere)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(exact, gapped.filter(limited)),
    st.sampled_from(["{}", "{}/", "{}/.."]),
    st.one_of(st.none(), st.integers(FIRST, LAST)),
    windows(),
)
def test_ongoing_is_certain_to_the_attested_day_and_possible_after(text, form, attested, window):
    ends = ANY_DAY if attested is None else (attested, POS_INF)
    starts = blocks(text)
    marks = (*starts, (ends[0], ends[0])) if attested is not None else starts
    between = Between(starts, (ends, *marks, *((m + 1, m + 1) for _, m in marks)))
    kept = Between(starts, tuple(b for b in between.ends if attested is None or b[0] >= attested))
    agree(form.format(text), kept, window, ongoing=True, attested=attested)


@settings(max_examples=150, deadline=None)
@given(st.one_of(dates(), sets(every=False)), windows())
def test_widening_never_adds_to_certain(case, window):
    text = case[0]
    narrow = extent(parse(text))
    if text[0] != "[":
        wider = [f"[{text},2001-12]", text.rstrip("?~%")[:7], text[:4], text[:3] + "X"]
    else:
        wider = [text[:-1] + ",2001-12-24]", text[:-1] + ",2001]"]
    for wide in wider:
        for relation in Relation:
            if judge(extent(parse(wide)), relation, *window) is Match.CERTAIN:
                assert judge(narrow, relation, *window) is Match.CERTAIN, (text, wide, relation)


@settings(max_examples=150, deadline=None)
@given(st.one_of(dates(), intervals(), sets(every=False), sets(every=True)), windows())
def test_the_hull_narrows_and_bounds_are_normal(case, window):
    try:
        found = extent(parse(case[0]))
    except DateError:
        return
    start_low, start_high, end_low, end_high = found.bounds
    assert start_low <= start_high <= end_high
    assert start_low <= end_low <= end_high
    hull = type(found)(*found.bounds)
    assert simple(hull)
    for relation in Relation:
        if judge(found, relation, *window) is not None:
            assert judge(hull, relation, *window) is not None


def test_the_oracle_is_not_empty():
    assert runs("2001-XX-15") == tuple((number(2001, m, 15),) * 2 for m in range(1, 13))
    assert len(units("2001-01", "2001-03")) == 3
    assert len(list(readings(blocks("2001-02")[0], frozenset()))) == 28 * 29 // 2
