"""What does each column of a table seem to be for?

Names of columns say most; cells decide whether it can be so. Whatever is chosen here can be
built: a column whose cells would make rows unusable is only mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.ingest.mapping import proposewords as words
from kg.ingest.mapping.proposecells import (
    addresses,
    is_flag,
    is_plain,
    length_of,
    mend,
    numbers_of,
    outside_of,
    plain_numbers,
    split_of,
)
from kg.ingest.mapping.proposekeys import Key, is_code, key_of
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
    members = list(_members(left))
    pairs = [column for pair in words.PAIRS for column in _pair(left, pair)]
    sources = [*_of_groups(groups, words.SOURCE, left), *_sources(left, pairs)]
    status = next((c for c in left.all(words.STATUS) if {*c.counts} <= {*Status}), None)
    left.take(*([status] if status else []))
    kinds = [*_of_groups(groups, words.KIND, left), *_kinds(left)]
    who = [*members, *_who(left, groups, pairs)]
    title = _title(left)
    spans = list(_spans(left))
    numbers = [(c, n) for c in left if _counts(left, c, spans) and (n := numbers_of(c)) is not None]
    left.take(*(column for column, _ in numbers))
    texts = [c for c in left.all(words.TEXT) if not plain_numbers(c) and not is_flag(c)]
    sized = {span.name.split(" ")[0] for span in spans}
    sized |= {
        words.words_of(column.name)[0] for column, _ in numbers
    }  # `size_text` is how a size was put
    texts = [column for column in texts if left.said(column)[0] not in sized]
    texts.sort(key=lambda column: -column.filled * min(length_of(column), 400))
    found = Guess(
        key=Key(),
        whole=None,
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
    named = [c for c in left.all(words.ID) if not _whose(left.said(c))]
    first = next((c for c in look.columns if c.filled), None)
    if first is not None and first.place in left.columns and is_code(first):
        named = list(dict.fromkeys([first, *named]))
    said = left.all(words.TEXT)
    others = [c for c in _telling(found, left) if c not in named and c not in said]
    key = key_of(named, others, look.columns, room)
    left.take(*key.columns, *found.texts)
    others = [c for c in key.columns if c is not first]
    shared = first in key.columns and any(_whose(left.said(c)) for c in others)
    whole = first if shared and first in named else None
    return replace(found, key=key, whole=whole, left=list(left))


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
        if said and said[-1] in words.OF_SOURCE and not addresses(column):
            continue
        if column not in pairs and (named or (addresses(column) and not known)):
            left.take(column)
            yield _given(column)


def _kinds(left: Left) -> Iterator[Given]:
    found = [c for c in left.all(words.KIND) if not is_flag(c) and length_of(c) <= _LONG]
    found = [column for column in found if not set(left.said(column)) & words.ID]
    found += [c for c in left.all(words.WEAK_KIND) if len(c.counts) * 2 <= c.filled]

    def rank(column: Column) -> tuple[bool, bool, int]:
        said = left.said(column)
        return "event" not in said, len(said) > 1, column.place

    for column in sorted(found, key=rank)[:2]:
        left.take(column)
        yield _given(column)


def _members(left: Left) -> Iterator[Who]:
    """Who stands in lists of objects: the column of the names, with that of the roles if whole.

    The other columns of such a list say more of the same, and are left alone.
    """
    found: dict[str, list[Column]] = {}
    for column in left:
        before, dot, _ = column.name.rpartition(".")
        if dot and column.listed:
            found.setdefault(before, []).append(column)
    for before, columns in found.items():
        if len(columns) < 2:
            continue
        left.bar(*columns)
        said = words.words_of(before)
        name = next((c for c in columns if _names(left.said(c), len(said))), None)
        if name is None or plain_numbers(name):
            continue
        roles = [c for c in columns if left.said(c)[-1:] and left.said(c)[-1] in words.ROLE]
        role = next((c for c in roles if _beside(name, c)), None)
        left.take(name, *([role] if role else []))
        sorts = ((words.PERSON, "person"), (words.ORGANISATION, "organisation"))
        sort = next((sort for meant, sort in sorts if said and said[-1] in meant), "group")
        given = Given(columns=(name,), name=name.name)
        yield Who(given=given, type=sort, role="participates", roles=role)


def _names(said: tuple[str, ...], before: int) -> bool:
    last = said[before:]
    return len(last) == 1 and last[0] in words.TITLE


def _beside(names: Column, others: Column) -> bool:
    """Whether each item of a list has one of another list beside it."""
    pairs = zip(names.cells.to_pylist(), others.cells.to_pylist(), strict=True)
    return all(
        len(one or ()) == len(two or ()) and all(map(_given_too, one or (), two or ()))
        for one, two in pairs
    )


def _given_too(one: str | None, two: str | None) -> bool:
    return one is None or bool(two and two.strip())


def _whose(said: tuple[str, ...]) -> bool:
    """Whether a column is the key of something else than the row: of a person, of a place."""
    others = words.PERSON | words.ORGANISATION | words.GROUP | words.SOURCE
    return len(said) > 1 and (said[0] in others or words.level_of(said[:1]) is not None)


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
            said = left.said(column)
            bad = set(said) & words.ID or numbers_of(column) or is_flag(column)
            about = len(said) > 1 and said[-1] in words.ABOUT
            if not bad and not about and length_of(column) <= 2 * _LONG:
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
            mending = _mending(low, high)
            if mending is not None and (wrong := _wrong(low, high, mending)) <= _WRONG * low.rows:
                left.take(low, high)
                name = " ".join(stem) or low.name
                yield Span(low=low, high=high, name=name, wrong=wrong, mending=mending)
            break


def _mending(low: Column, high: Column) -> Mapping[str, str] | None:
    """What makes numbers of the cells of both columns; None where nothing does."""
    if plain_numbers(low) and plain_numbers(high):
        return {}
    for one in (numbers_of(low), numbers_of(high)):
        if one is not None and one.mending and not one.bad:
            mended = (mend(text, one.mending) for c in (low, high) for text in c.counts)
            return one.mending if all(map(is_plain, mended)) else None
    return None


def _wrong(low: Column, high: Column, mending: Mapping[str, str]) -> int:
    pairs = zip(low.cells.to_pylist(), high.cells.to_pylist(), strict=True)
    return sum(
        float(mend(a, mending)) > float(mend(b, mending))
        for a, b in pairs
        if a is not None and b is not None
    )


def _counts(left: Left, column: Column, spans: Sequence[Span]) -> bool:
    """Whether a column counts something, by its name."""
    said = left.said(column)
    if any(" ".join(words.stem_of(said, _SIDES)) == span.name for span in spans):
        return False
    return bool(said) and (
        words.says(said[-1:], words.NUMBER) or (said[0] in words.NUMBER and said[-1] in _SIDES)
    )
