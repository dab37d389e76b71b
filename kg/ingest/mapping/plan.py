"""Does a mapping fit its table, and which columns does each record take?

Made once for a table, when its columns are known: names that are no column are told with
their lines, numbered columns (`source#`) are found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.errors import SeedError
from kg.ingest.mapping.derive import Derived
from kg.ingest.mapping.parts import (
    Each,
    PartTemplate,
    RecordTemplate,
    RefTemplate,
    TableMapping,
    TimeTemplate,
    Value,
)
from kg.ingest.mapping.template import Template
from kg.ingest.records import Scope
from kg.model import Dataset
from kg.model.rules import Path

ROW: Final = "row"  # the number of the row, for who has no better key
_MANY: Final = "#"


@dataclass(frozen=True, slots=True)
class Plan:
    """A mapping beside the columns of its table, in a dataset.

    `columns` are those of the file, `absent` those that it lacks and another state of the
    table has: empty ones stand for them. `sources` are the columns behind each column of an `each`,
    `every` those behind each derived column that takes all of several; `takes` the columns of
    the file behind every column that templates name.
    """

    mapping: TableMapping
    dataset: Dataset
    columns: tuple[str, ...]
    absent: tuple[str, ...]
    related: Mapping[str, tuple[str, ...]]
    sources: Mapping[Each, tuple[tuple[str, ...], ...]]
    takes: Mapping[str, frozenset[str]]
    every: Mapping[str, tuple[str, ...]]

    def taken(self, record: RecordTemplate) -> frozenset[str]:
        """The columns of the file that a record is made of, its inline records apart."""
        names = {name for one in own_templates(record) for name in one.names}
        return frozenset(c for name in names for c in self.takes.get(name, frozenset({name})))


def plan(
    mapping: TableMapping,
    dataset: Dataset,
    columns: Sequence[str],
    related: Mapping[str, Sequence[str]],
    scope: Scope,
    elsewhere: Callable[[], Collection[str]] = frozenset,
) -> Plan | None:
    """The plan of a mapping for these columns, or None after its faults were written down.

    `elsewhere` tells the columns that the table has on other days; it is asked only when one
    is not among these.
    """
    before = scope.report.count
    named = _Columns(columns, related, scope, elsewhere)
    for derived in mapping.derived:
        named.derived(derived)
    for repair in mapping.repairs:
        for name in repair.wanted:
            named.check(name, repair.line)
    for name, other in mapping.related.items():
        named.check(other.own, other.line)
        if other.other not in related[name]:
            fault = SeedError(
                f"{other.file} has no column {other.other!r}",
                hint=f"write on: {{{other.own}: …}} with one of {', '.join(related[name][:30])}",
            )
            scope.fault(fault, other.line, "with")
    for record in mapping.records:
        named.record(record, frozenset())
    if scope.report.count > before:
        return None
    whole = {name: tuple(names) for name, names in related.items()}
    return Plan(
        mapping=mapping,
        dataset=dataset,
        columns=tuple(columns),
        absent=tuple(named.absent),
        related=whole,
        sources=named.sources,
        takes=named.takes,
        every=named.every,
    )


class _Columns:
    """The columns that may be named, and where those of an `each` come from."""

    def __init__(
        self,
        columns: Sequence[str],
        related: Mapping[str, Sequence[str]],
        scope: Scope,
        elsewhere: Callable[[], Collection[str]],
    ) -> None:
        self.known = {*columns, ROW}
        self.related = related
        self.scope = scope
        self.elsewhere = elsewhere
        self.absent: list[str] = []
        self.sources: dict[Each, tuple[tuple[str, ...], ...]] = {}
        self.every: dict[str, tuple[str, ...]] = {}
        self.takes = {name: frozenset({name}) for name in columns}

    def derived(self, derived: Derived) -> None:
        name, takes = derived.name, derived.takes
        if derived.every:
            takes = tuple(c for one in takes for c in self._source(one, derived.line))
            self.every[name] = takes
        for one in takes:
            self.check(one, derived.line)
        self.known.add(name)
        self.takes[name] = frozenset(c for one in takes for c in self.takes.get(one, ()))

    def check(self, name: str, line: int, more: frozenset[str] = frozenset()) -> None:
        if name in self.known or name in more:
            return
        if name in self.elsewhere():
            self.known.add(name)
            self.absent.append(name)
            self.takes[name] = frozenset({name})
            return
        known = self.known | more | {*self.related, *self.elsewhere()}
        near = self.scope.suggester.nearest(name, known)
        some = ", ".join(sorted(self.known - {ROW})[:30])
        hint = f"did you mean {near}?" if near else f"the columns are {some}"
        self.scope.fault(SeedError(f"the table has no column {name!r}", hint=hint), line, "")

    def record(self, record: RecordTemplate, more: frozenset[str]) -> None:
        more = self.each(record.each, more)
        self.text(record.id, more)
        self.part(record.part, more)

    def part(self, part: PartTemplate, more: frozenset[str]) -> None:
        more = self.each(part.each, more)
        for value in part.values.values():
            self.value(value, more)

    def value(self, value: Value, more: frozenset[str]) -> None:
        if isinstance(value, Template):
            self.text(value, more)
        elif isinstance(value, TimeTemplate):
            for one in value.templates():
                self.text(one, more)
        elif isinstance(value, PartTemplate):
            self.part(value, more)
        elif isinstance(value, RefTemplate):
            inner = self.each(value.each, more)
            self.text(value.id, inner)
            if value.record is not None:
                self.record(value.record, inner)
        else:
            for one in value:
                self.value(one, more)

    def text(self, value: Template, more: frozenset[str]) -> None:
        for name in value.names:
            self.check(name, value.line, more)

    def each(self, each: Each | None, more: frozenset[str]) -> frozenset[str]:
        """The names that may be used inside an `each`."""
        if each is None:
            return more
        if each.related is not None:
            return more | {f"{each.related}.{name}" for name in self.related[each.related]}
        self.sources[each] = tuple(self._source(name, each.line, more) for name in each.columns)
        for name, found in zip(each.columns, self.sources[each], strict=True):
            self.takes.setdefault(name, frozenset(found))
        return more | set(each.columns)

    def _source(self, name: str, line: int, more: frozenset[str] = frozenset()) -> tuple[str, ...]:
        if _MANY not in name or name in self.known:
            self.check(name, line, more)
            return (name,)
        start, _, end = name.partition(_MANY)
        numbered = re.compile(re.escape(start) + "([0-9]{1,4})" + re.escape(end))
        found = self._numbered(numbered, self.known)
        if not found and (found := self._numbered(numbered, self.elsewhere())):
            self.check(found[0], line)
            return found[:1]
        if not found:
            self.check(name, line)
        return found

    @staticmethod
    def _numbered(form: re.Pattern[str], names: Collection[str]) -> tuple[str, ...]:
        found = sorted((int(m[1]), name) for name in names if (m := form.fullmatch(name)))
        return tuple(name for _, name in found)


def own_templates(record: RecordTemplate) -> Iterator[Template]:
    """Every text of a record but those of its inline records."""
    yield record.id
    yield from _of_part(record.part)


def _of_part(part: PartTemplate) -> Iterator[Template]:
    for value in part.values.values():
        yield from _of_value(value)


def _of_value(value: Any) -> Iterator[Template]:
    if isinstance(value, Template):
        yield value
    elif isinstance(value, TimeTemplate):
        yield from value.templates()
    elif isinstance(value, PartTemplate):
        yield from _of_part(value)
    elif isinstance(value, RefTemplate):
        yield value.id
    else:
        for one in value:
            yield from _of_value(one)


def every_ref(mapping: TableMapping) -> Iterator[RefTemplate]:
    """Every reference of a mapping that does not itself say what it refers to."""
    for record in every_record(mapping):
        for value in _inner(record.part):
            if isinstance(value, RefTemplate) and value.record is None:
                yield value


def every_record(mapping: TableMapping) -> Iterator[RecordTemplate]:
    """Every record template of a mapping, inline ones too."""
    todo = [mapping.source, *mapping.records]
    while todo:
        record = todo.pop(0)
        yield record
        todo += [
            value.record
            for value in _inner(record.part)
            if isinstance(value, RefTemplate) and value.record is not None
        ]


def _inner(part: PartTemplate) -> Iterator[Value]:
    """Every value of a part, of its parts too, but not of inline records."""
    todo: list[Any] = list(part.values.values())
    while todo:
        value = todo.pop()
        if isinstance(value, tuple):
            todo += value
            continue
        yield value
        if isinstance(value, PartTemplate):
            todo += value.values.values()


def inner_names(record: RecordTemplate) -> tuple[str, ...] | None:
    """Every column that a record and its inline records take; None where other rows decide."""
    names: dict[str, None] = {}
    todo = [record]
    while todo:
        one = todo.pop()
        names |= dict.fromkeys(name for text in own_templates(one) for name in text.names)
        inner = list(_inner(one.part))
        eaches = [value.each for value in inner if isinstance(value, PartTemplate | RefTemplate)]
        eaches += [one.each if one is not record else None]
        for each in eaches:
            if each is not None:
                return None
        todo += [v.record for v in inner if isinstance(v, RefTemplate) and v.record is not None]
    return tuple(names)


def written(part: PartTemplate, path: Path) -> Value | None:
    """What a field of a record is made of, or the part that lacks it; None where nothing is."""
    found: tuple[Value, ...] = (part,)
    for step in path:
        if step.startswith("["):
            continue
        values = [v.values[step] for v in found if isinstance(v, PartTemplate) and step in v.values]
        if not values:
            break
        found = tuple(one for v in values for one in (v if isinstance(v, tuple) else (v,)))
    return None if found == (part,) else found
