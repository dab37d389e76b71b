"""What became of a record between two states of a dataset, field by field?

A record that counts in both is *changed* when it says something else; *cited* when only its
evidence is another; *confirmed* when all that is new is that something ongoing was attested
on a later day (a list that is published again confirms thousands of rows, which must not hide
the three that changed). Its clock is no part of what it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from kg.model.clock import Clock
from kg.model.fields import Field, FieldType, Many, fields_of
from kg.model.labels import Label
from kg.model.records import Record
from kg.model.time import When
from kg.model.versions import latest
from kg.temporal import parse_day


class Fate(StrEnum):
    """What became of a record; in the order in which it is told."""

    CHANGED = "changed"  # it counts in both, and says something else
    ADDED = "added"  # it counts now, and was not there, not even withdrawn
    REINSTATED = "reinstated"  # it was withdrawn, and counts again
    WITHDRAWN = "withdrawn"  # it counted, and has only withdrawn versions now
    GONE = "gone"  # it was there, and is not, not even withdrawn
    CITED = "cited"  # the same statement, on other evidence
    CONFIRMED = "confirmed"  # the same, attested on a later day


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `time.edtf`, `participations[ice-conducts].role`, `labels[en]`.

    A member of a list is named by its key, a label by its language, a reference by itself.
    `before` and `after` are plain: text, number, flag, a list or mapping of these; None is
    no value. `fate` says what this difference alone would make of the record.
    """

    path: str
    before: Any
    after: Any
    fate: Fate = Fate.CHANGED


def cites(field: Field) -> bool:
    """Whether a field tells on which evidence something is said."""
    return field.sort is FieldType.REF and field.kinds == ("evidence",)


def is_attested(cls: type[Any], name: str) -> bool:
    """Whether a field of `cls` tells the last day to which something ongoing is attested."""
    return cls is When and name == "attested"


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """How two records or parts of one class differ, in the order of their fields.

    Shape: lists are canonical (`kg.model.canonical`), keys unique in each.
    """
    for field in fields_of(type(before)):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new or field.part is Clock:
            continue
        here = f"{path}{field.name}"
        if field.many is Many.MANY:
            yield from _members(field, here, old, new)
        elif field.sort is FieldType.PART and old is not None and new is not None:
            yield from changes(old, new, f"{here}.")
        else:
            later = is_attested(type(before), field.name) and _later(old, new)
            yield Change(here, plain(old), plain(new), Fate.CONFIRMED if later else _fate(field))


def fate_of(found: Iterable[Change]) -> Fate | None:
    """What these differences together make of a record; None when there are none."""
    fates = {change.fate for change in found}
    ranked = (Fate.CHANGED, Fate.CONFIRMED, Fate.CITED)
    return next((fate for fate in ranked if fate in fates), None)


def compared(
    before: Iterable[Record], after: Iterable[Record]
) -> dict[str, tuple[Fate, tuple[Change, ...]]]:
    """What became of each record that is not the same, by id.

    The newest version of a record is the one that may count. A record that came and was
    withdrawn in between is none of them. Cost: linear; every record is an object.
    """
    old, new = latest(before), latest(after)
    found: dict[str, tuple[Fate, tuple[Change, ...]]] = {}
    for identifier in sorted(old.keys() | new.keys()):
        one, two = old.get(identifier), new.get(identifier)
        differing = tuple(changes(one, two)) if _counts(one) and _counts(two) else ()
        fate = fate_of(differing) or _came_or_went(one, two)
        if fate is not None:
            found[identifier] = (fate, differing)
    return found


def plain(value: Any) -> Any:
    """A value as text, number, flag, or a list or mapping of these; what is empty is left out."""
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    if hasattr(type(value), "__dataclass_fields__"):
        said = {field.name: getattr(value, field.name) for field in fields_of(type(value))}
        return {name: plain(one) for name, one in said.items() if one not in (None, ())}
    return value


def _counts(record: Record | None) -> bool:
    return record is not None and record.clock.withdrawn is None


def _came_or_went(one: Record | None, two: Record | None) -> Fate | None:
    if two is None:
        return Fate.GONE
    if _counts(two):
        return Fate.ADDED if one is None else None if _counts(one) else Fate.REINSTATED
    return Fate.WITHDRAWN if _counts(one) else None


def _fate(field: Field) -> Fate:
    return Fate.CITED if cites(field) else Fate.CHANGED


def _later(old: str | None, new: str | None) -> bool:
    return new is not None and (old is None or parse_day(new) > parse_day(old))


def _members(
    field: Field, path: str, old: tuple[Any, ...], new: tuple[Any, ...]
) -> Iterator[Change]:
    """What was added to a list, removed from it, or changed in it."""
    if field.part is Label:
        yield from _labels(path, old, new)
        return
    one, two = _named(field, old), _named(field, new)
    for name in sorted(one.keys() | two.keys()):
        here = f"{path}[{name}]"
        before, after = one.get(name), two.get(name)
        if before is not None and after is not None:
            if before != after:
                yield from changes(before, after, f"{here}.")
        else:
            yield Change(here, plain(before), plain(after), _fate(field))
    if one == two:  # only the languages of a dataset have an order that means something
        yield Change(path, plain(old), plain(new), _fate(field))


def _named(field: Field, members: tuple[Any, ...]) -> dict[str, Any]:
    """The members of a list by what names them: parts by key, all else by itself."""
    if field.sort is FieldType.PART:
        return {member.key: member for member in members}
    return {str(member): member for member in members}


def _labels(path: str, old: tuple[Label, ...], new: tuple[Label, ...]) -> Iterator[Change]:
    """The texts that are not in both lists, language by language."""
    lost: dict[str, list[str]] = defaultdict(list)
    fresh: dict[str, list[str]] = defaultdict(list)
    for texts, mine, other in ((lost, old, set(new)), (fresh, new, set(old))):
        for label in mine:
            if label not in other:
                texts[label.lang].append(label.text)
    for lang in sorted(lost.keys() | fresh.keys()):
        for before, after in zip_longest(lost[lang], fresh[lang]):
            yield Change(f"{path}[{lang}]", before, after)
