"""What does each column of a table seem to be for?

Names of columns say most; cells decide whether it can be so. Whatever is chosen here can be
built: a column whose cells would make rows unusable is only mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.ingest.mapping import proposewords as words
from kg.ingest.mapping.proposecells import (
    addresses,
    is_flag,
    length_of,
    numbers_of,
    outside_of,
    plain_numbers,
    split_of,
)
from kg.ingest.mapping.proposekeys import Key, key_of
from kg.ingest.mapping.proposelook import Column, Look
from kg.ingest.mapping.proposeparts import Given, Guess, Left, Span, Who
from kg.ingest.mapping.proposetimes import times_of
from kg.ingest.mapping.proposewhere import outside_beside, where_of
from kg.model import Status

_NUMBERED: Final = re.compile(r"([^0-9]*)([0-9]{1,3})(.*)", re.DOTALL)
_LONG: Final = 60  # letters of a cell, on the average, that make it a text
_WRONG: Final = 0.02  # of the rows may have a low number above the high one
_SIDES: Final = words.LOW | words.HIGH | frozenset({"mean", "best", "average", "avg", "estimate"})


def guess(look: Look, *, american: bool, room: int) -> Guess:
    """What the columns of a table seem to be for; an id of a row has `room` for so many letters.

    `american` says that of two orders the month of a date goes first.
    """
    left = Left([column for column in look.columns if column.filled])
    groups = list(_numbered(left))
    times = times_of(list(left), left.said, american=american)
    left.take(*(times.taken if times else ()))
    where = where_of(left)
    pairs = [column for pair in words.PAIRS for column in _pair(left, pair)]
    sources = [*_of_groups(groups, words.SOURCE, left), *_sources(left, pairs)]
    status = next((c for c in left.all(words.STATUS) if {*c.counts} <= {*Status}), None)
    left.take(*([status] if status else []))
    kinds = [*_of_groups(groups, words.KIND, left), *_kinds(left)]
    who = list(_who(left, groups, pairs))
    title = _title(left)
    spans = list(_spans(left))
    numbers = [(c, n) for c in left if _counts(left, c, spans) and (n := numbers_of(c)) is not None]
    left.take(*(column for column, _ in numbers))
    texts = [c for c in left.all(words.TEXT) if not plain_numbers(c) and not is_flag(c)]
    sized = {span.name.split(" ")[0] for span in spans}  # `size_text` is how a size was put
    texts = [column for column in texts if left.said(column)[0] not in sized]
    texts.sort(key=lambda column: -column.filled * min(length_of(column), 400))
    found = Guess(
        key=Key(),
        times=times,
        title=title,
        texts=[column for column in texts if not column.listed],
        kinds=kinds,
        status=status,
        where=where,
        who=who,
        sources=sources,
        numbers=numbers,
        spans=spans,
        left=(),
        empty=[column for column in look.columns if not column.filled],
    )
    named = left.all(words.ID)
    others = [c for c in _telling(found, left) if c not in named]
    key = key_of(named, others, look.columns, room)
    left.take(*key.columns, *found.texts)
    return replace(found, key=key, left=list(left))


def _telling(found: Guess, left: Left) -> list[Column]:
    """The columns that could tell one row from another, the likely ones first."""
    likely = [
        *(one for one in (found.title,) if one is not None),
        *(one.given.first for one in found.who if len(one.given.columns) == 1),
        *(one.first for one in found.kinds if len(one.columns) == 1),
        *(column for column, _ in (found.where.levels if found.where else ())),
        *(found.times.taken if found.times else ()),
        *(c for c in left if length_of(c) < _LONG and not numbers_of(c) and not is_flag(c)),
    ]
    return list(dict.fromkeys(likely))


def _numbered(left: Left) -> Iterator[Given]:
    """Columns that differ in a number only, and are neither numbers nor places by levels."""
    found: dict[tuple[str, str], list[tuple[int, Column]]] = {}
    names = {column.name for column in left}
    for column in left:
        if match := _NUMBERED.fullmatch(column.name):
            start, digits, end = match.groups()
            found.setdefault((start, end), []).append((int(digits), column))
    for (start, end), members in found.items():
        columns = tuple(column for _, column in sorted(members, key=lambda pair: pair[0]))
        said, name = words.words_of(start + end), f"{start}#{end}"
        if len(columns) < 2 or not said or said == ("column",) or set(said) & words.ADMIN:
            continue
        odd = name in names or set(start + end) & set("{}#") or name != name.strip()
        if not odd and not any(column.listed or plain_numbers(column) for column in columns):
            yield Given(columns=columns, name=name)


def _of_groups(groups: list[Given], meant: frozenset[str], left: Left) -> Iterator[Given]:
    """The numbered columns whose name says that they are meant; they are used then."""
    for group in list(groups):
        if words.says(words.words_of(group.name), meant):
            groups.remove(group)
            left.take(*group.columns)
            yield group


def _given(column: Column) -> Given:
    return Given(columns=(column,), name=column.name, split=split_of(column))


def _pair(left: Left, pair: tuple[str, str]) -> list[Column]:
    """Two columns of names that stand for the two ends of a tie."""
    named = {"".join(left.said(column)): column for column in left}
    found = [named[name] for name in pair if name in named]
    good = len(found) == 2 and not any(plain_numbers(c) or addresses(c) or c.listed for c in found)
    return found if good else []


def _sources(left: Left, pairs: Sequence[Column]) -> Iterator[Given]:
    for column in left:
        said = left.said(column)
        named = words.says(said, words.SOURCE) and not plain_numbers(column)
        known = outside_of(column, said) is not None or bool(set(said) & words.ID)
        if column not in pairs and (named or (addresses(column) and not known)):
            left.take(column)
            yield _given(column)


def _kinds(left: Left) -> Iterator[Given]:
    found = [c for c in left.all(words.KIND) if not is_flag(c) and length_of(c) <= _LONG]
    found = [column for column in found if not set(left.said(column)) & words.ID]

    def rank(column: Column) -> tuple[bool, bool, int]:
        said = left.said(column)
        return "event" not in said, len(said) > 1, column.place

    for column in sorted(found, key=rank)[:2]:
        left.take(column)
        yield _given(column)


def _who(left: Left, groups: list[Given], pairs: Sequence[Column]) -> Iterator[Who]:
    for column in pairs:
        if column.place in left.columns:
            left.take(column)
            yield _one_who(left, Given(columns=(column,), name=column.name), "group")
    for meant, sort in (
        (words.PERSON, "person"),
        (words.ORGANISATION, "organisation"),
        (words.GROUP, "group"),
    ):
        for group in _of_groups(groups, meant, left):
            yield _one_who(left, group, sort)
        for column in left.all(meant):
            bad = set(left.said(column)) & words.ID or numbers_of(column) or is_flag(column)
            if not bad and length_of(column) <= 2 * _LONG:
                left.take(column)
                yield _one_who(left, _given(column), sort)


def _one_who(left: Left, given: Given, sort: str) -> Who:
    said = tuple(word for word in words.words_of(given.name) if word != "name")
    role = next((words.ROLES[word] for word in reversed(said) if word in words.ROLES), None)
    if role is None and sort != "person" and not any(given.name.lower() in p for p in words.PAIRS):
        role = "participates"
    alone = len(given.columns) == 1 and not given.first.listed
    outside = outside_beside(left, said, places=False) if alone else ()
    return Who(given=given, type=sort, role=role, outside=outside)


def _title(left: Left) -> Column | None:
    found = [
        column
        for column in (*left.all(words.TITLE), *_alone(left, words.EVENT))
        if not (plain_numbers(column) or column.listed or is_flag(column))
        and length_of(column) <= 8 * _LONG
    ]
    title = max(found, key=lambda column: (column.filled, -column.place), default=None)
    left.take(*([title] if title else []))
    return title


def _alone(left: Left, meant: frozenset[str]) -> list[Column]:
    """The columns whose whole name is one of these words."""
    return [
        column for column in left if len(left.said(column)) == 1 and left.said(column)[0] in meant
    ]


def _spans(left: Left) -> Iterator[Span]:
    """Pairs of columns with a low and a high number."""
    for low in left.all(words.LOW):
        stem = words.stem_of(left.said(low), words.LOW)
        for high in left.all(words.HIGH):
            if words.stem_of(left.said(high), words.HIGH) != stem:
                continue
            if plain_numbers(low) and plain_numbers(high):
                wrong = _wrong(low, high)
                if wrong <= _WRONG * low.rows:
                    left.take(low, high)
                    yield Span(low=low, high=high, name=" ".join(stem) or low.name, wrong=wrong)
            break


def _wrong(low: Column, high: Column) -> int:
    pairs = zip(low.cells.to_pylist(), high.cells.to_pylist(), strict=True)
    return sum(float(a) > float(b) for a, b in pairs if a is not None and b is not None)


def _counts(left: Left, column: Column, spans: Sequence[Span]) -> bool:
    """Whether a column counts something, by its name."""
    said = left.said(column)
    if any(" ".join(words.stem_of(said, _SIDES)) == span.name for span in spans):
        return False
    return bool(said) and (
        words.says(said[-1:], words.NUMBER) or (said[0] in words.NUMBER and said[-1] in _SIDES)
    )
