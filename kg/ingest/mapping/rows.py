"""Which records does one row make?

The plain road: row by row, cell by cell, record by record. It is what the vectorised road
(`vector`) must equal, and what a reader of this room should read first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from kg.errors import KgError
from kg.ingest.mapping.derive import Derived, counted, digested
from kg.ingest.mapping.parts import (
    Each,
    PartTemplate,
    RecordTemplate,
    RefTemplate,
    TimeTemplate,
    Value,
)
from kg.ingest.mapping.plan import ROW, Plan, written
from kg.ingest.mapping.settle import (
    NEEDED,
    NO_MOMENT,
    NUMBERS,
    Moment,
    Told,
    keyed,
    moment,
    number,
    value_in,
)
from kg.ingest.mapping.slugs import slugged
from kg.ingest.mapping.template import Cell, Template, alone
from kg.ingest.tables.dates import DateCells
from kg.model import (
    UNDATED,
    Calendar,
    Claim,
    Clock,
    Event,
    EventStatus,
    Field,
    FieldType,
    Many,
    Quantity,
    Source,
    Status,
    Via,
    When,
    canonical,
    fields_of,
    record_id,
)
from kg.model.extents import side
from kg.model.ids import SCHEMES
from kg.model.rules import broken
from kg.temporal import extent_of, parse_day

Cells = Mapping[str, Any]
PLACEHOLDER: Final = "0001-01-01"


class Bad(Exception):  # noqa: N818  (what is bad is the row, not the program)
    """A row that cannot become what the mapping says: the column, its cell, and why."""

    def __init__(self, column: str, cell: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column, self.cell, self.reason = column, cell, reason


class Made(NamedTuple):
    """One record that a row makes: of which template, which row, and the record."""

    template: RecordTemplate
    row: int
    record: Any


@dataclass(slots=True)
class Maker:
    """Makes the records of the rows of one state of a table.

    `evidence` cites the table as a whole, `document` is the source that it is.
    """

    plan: Plan
    recorded: str
    evidence: str
    document: str
    unmatched: dict[str, int] = field(default_factory=dict)
    _counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def row(
        self, number: int, raw: Mapping[str, Cell], related: Callable[[str, str], Sequence[Cells]]
    ) -> list[Made]:
        """The records of one row, inline ones first.

        `related` gives the rows of another table for a cell of this one.
        Raises: Bad when anything of it cannot be what the mapping says.
        """
        cells, repaired = self._cells(number, raw)
        making = _Row(self, number, cells, repaired, related)
        for record in self.plan.mapping.records:
            for frame in making.frames(record.each, cells):
                making.record(record, frame)
        return making.made

    def alone(self, record: RecordTemplate) -> list[Made]:
        """The records of a template that takes no cell: the source that a table is.

        Raises: Bad.
        """
        making = _Row(self, 0, {}, {}, lambda _name, _key: ())
        making.record(record, {})
        return making.made

    def key(self, cell: Cell) -> str | None:
        """A cell by which rows of two tables belong together."""
        found = clean(cell, self.plan.mapping.missing)
        return found if isinstance(found, str) else None

    def _cells(self, number: int, raw: Mapping[str, Cell]) -> tuple[dict[str, Any], dict[str, str]]:
        """The cells of a row, mended, with the derived ones; what was mended by column."""
        mapping = self.plan.mapping
        cells: dict[str, Any] = {n: clean(c, mapping.missing) for n, c in raw.items()}
        repaired: dict[str, str] = {}
        for repair in mapping.repairs:
            if all(cells[name] == cell for name, cell in repair.wanted.items()):
                cells[repair.column] = clean(repair.to, mapping.missing)
                repaired[repair.column] = repair.said
        cells[ROW] = str(number)
        for derived in mapping.derived:
            cells[derived.name] = self._derived(derived, cells)
        return cells, repaired

    def _derived(self, derived: Derived, cells: Cells) -> Cell:
        """The cell of a derived column."""
        text: str | None
        if derived.every:
            return self._changed(derived, self._all(derived, cells))
        if derived.count:
            seen = self._counts.setdefault(derived.name, {})
            (text,) = counted([tuple(alone(cells[name]) for name in derived.count)], seen)
        elif derived.digest:
            text = digested([alone(cells[name]) for name in derived.digest])
        elif derived.text is not None:
            text = derived.text.fill(cells)
        elif len(derived.first) == 1 and isinstance(items := cells[derived.first[0]], list):
            return self._changed(derived, items)
        else:
            given = (alone(cells[name]) for name in derived.first)
            text = next((one for one in given if one is not None), None)
        text = None if text is None else derived.change(text)
        if text is None or derived.split is None:
            return text
        items = _cut(text, derived.split, self.plan.mapping.missing)
        return [None if item is None else derived.change_item(item) for item in items]

    def _all(self, derived: Derived, cells: Cells) -> list[str | None]:
        """The cells of several columns, those of a list one by one."""
        found = [cells[name] for name in self.plan.every[derived.name]]
        return [item for cell in found for item in (cell if isinstance(cell, list) else [cell])]

    def _changed(self, derived: Derived, items: Sequence[str | None]) -> list[str | None]:
        """Items after the steps; one that is cut gives several, a missing one stays alone."""
        first = [None if item is None else derived.change(item) for item in items]
        if derived.split is not None:
            first = _all_cut(first, derived.split, self.plan.mapping.missing)
        return [None if item is None else derived.change_item(item) for item in first]


class _Row:
    """The making of the records of one row."""

    def __init__(
        self,
        maker: Maker,
        number: int,
        cells: Cells,
        repaired: Mapping[str, str],
        related: Callable[[str, str], Sequence[Cells]],
    ) -> None:
        self.maker, self.number, self.cells = maker, number, cells
        self.repaired, self.related = repaired, related
        self.made: list[Made] = []

    def frames(self, each: Each | None, cells: Cells) -> Iterator[Cells]:
        """The cells of each item; of the row itself without an `each`."""
        if each is None:
            yield cells
        elif each.related is not None:
            missing = self.maker.plan.mapping.missing
            own = cells[self.maker.plan.mapping.related[each.related].own]
            for other in self.related(each.related, own) if own is not None else ():
                more = {f"{each.related}.{n}": clean(c, missing) for n, c in other.items()}
                yield {**cells, **more}
        else:
            yield from self._items(each, cells)

    def _items(self, each: Each, cells: Cells) -> Iterator[Cells]:
        lists = [
            [item for column in source for item in self._pieces(each, cells[column])]
            for source in self.maker.plan.sources[each]
        ]
        for place, column in enumerate(each.columns):
            if each.left and 0 < len(lists[place]) < len(lists[0]):
                lists[place] += [None] * (len(lists[0]) - len(lists[place]))
            if lists[place] and len(lists[place]) != len(lists[0]):
                unmatched = self.maker.unmatched
                unmatched[column] = unmatched.get(column, 0) + 1
                lists[place] = []
        for place, item in enumerate(lists[0]):
            if item is not None:
                items = [one[place] if one else None for one in lists]
                yield {**cells, **dict(zip(each.columns, items, strict=True))}

    def _pieces(self, each: Each, cell: Cell) -> list[str | None]:
        missing = self.maker.plan.mapping.missing
        if isinstance(cell, list):
            return cell if each.split is None else _all_cut(cell, each.split, missing)
        if cell is None:
            return [None] if each.split is None else []
        return [cell] if each.split is None else _cut(cell, each.split, missing)

    def record(self, record: RecordTemplate, cells: Cells) -> str | None:
        """Make a record; its id, or None where its cells are missing."""
        identifier = self._id(record.kind, record.id, cells)
        if identifier is None:
            if record.inline:
                return None
            raise self._bad(record.id, cells, "the id of the record has a missing cell")
        values = self._fields(record.part, cells)
        for one in fields_of(record.part.cls):
            if one.required and one.name not in values and one.name not in ("id", "clock"):
                taken = record.part.values.get(one.name)
                given = {name: alone(cells.get(name)) for name in names_in(taken)}
                raise self._bad(taken, cells, lacks(identifier, one.name, given))
        made = self._finished(record, identifier, values)
        fault = next(broken(finished(made), self.maker.plan.dataset), None)
        if fault is not None:
            path, error = fault
            raise self._bad(written(record.part, path), cells, error.message)
        self.made.append(Made(record, self.number, made))
        return identifier

    def _finished(self, record: RecordTemplate, identifier: str, values: dict[str, Any]) -> Any:
        cls = record.part.cls
        taken = self.maker.plan.taken(record)
        repairs = sorted(said for column, said in self.repaired.items() if column in taken)
        clock = Clock(recorded=self.maker.recorded, repair="; ".join(repairs) or None)
        if "evidence" in {one.name for one in fields_of(cls)}:
            values["evidence"] = (*values.get("evidence", ()), self.maker.evidence)
        if cls is Event and not values.get("statuses"):
            values["statuses"] = (self._status(values.get("time", UNDATED)),)
        return cls(id=identifier, clock=clock, **values)

    def _status(self, time: When) -> EventStatus:
        """What is dated after the record day has not happened, as far as anybody knows."""
        later = time.edtf is not None and extent_of(
            time.edtf, hemisphere=side(self.maker.plan.dataset)
        ).start_earliest > parse_day(self.maker.recorded)
        return EventStatus(key="", status=Status.SCHEDULED if later else Status.HAPPENED)

    def _fields(self, part: PartTemplate, cells: Cells) -> dict[str, Any]:
        """The values of the fields that have one."""
        values: dict[str, Any] = {}
        if part.cls is Quantity:
            values |= self._number(part, cells)
        for one in fields_of(part.cls):
            template = part.values.get(one.name)
            if template is None or (part.cls is Quantity and one.name in NUMBERS):
                continue
            value = self._value(one, template, cells)
            if value is not None and value != ():
                values[one.name] = value
        if part.cls is Claim:
            values.setdefault("document", self.maker.document)
        return values

    def _value(self, one: Field, value: Value, cells: Cells) -> Any:
        if isinstance(value, TimeTemplate):
            return self._time(value, cells, optional=one.many is Many.OPTIONAL)
        if one.many is Many.MANY:
            found = [made for item in value for made in self._several(one, item, cells)]  # type: ignore[union-attr]  # a list has a tuple
            return tuple(dict.fromkeys(found))
        return next(iter(self._several(one, value, cells)), None)

    def _several(self, one: Field, value: Any, cells: Cells) -> Iterator[Any]:
        """The values of one template: as many as its `each` has items."""
        if isinstance(value, Template):
            text = value.fill(cells)
            if text is not None:
                yield self._read(one, value, text, cells)
            return
        for frame in self.frames(value.each, cells):
            made = (
                self._ref(one, value, frame)
                if isinstance(value, RefTemplate)
                else self._part(value, frame)
            )
            if made is not None:
                yield made

    def _part(self, part: PartTemplate, cells: Cells) -> Any | None:
        """A part without its key, or None where what it must have is missing."""
        values = self._fields(part, cells)
        names = {one.name: one for one in fields_of(part.cls)}
        if "key" in names and "key" not in values:
            values["key"] = ""
        if part.cls is Quantity and "state" not in values:
            return None
        if any(one.required and one.name not in values for one in names.values()):
            return None
        needed = NEEDED.get(part.cls)
        if needed and not any(name in values for name in needed):
            return None
        return part.cls(**values)

    def _ref(self, one: Field, ref: RefTemplate, cells: Cells) -> str | None:
        if ref.record is not None:
            return self.record(ref.record, cells)
        identifier = self._id(ref.kind, ref.id, cells)
        if identifier is not None and identifier.partition("/")[0] not in one.kinds:
            raise self._bad(ref.id, cells, f"{identifier!r} is of a kind that may not stand here")
        return identifier

    def _id(self, kind: str | None, template: Template, cells: Cells) -> str | None:
        text = template.fill(cells, slugged)
        if text is None:
            return None
        try:
            prefix, slash, slug = text.partition("/")
            if kind is None or (slash and kind in SCHEMES and prefix == kind):
                return record_id(prefix, slug)
            return record_id(kind, text)
        except KgError as fault:
            raise self._bad(template, cells, fault.message) from None

    def _read(self, one: Field, template: Template, text: str, cells: Cells) -> Any:
        try:
            return value_in(one, text)
        except KgError as fault:
            raise self._bad(template, cells, fault.message) from None

    def _number(self, part: PartTemplate, cells: Cells) -> dict[str, Any]:
        texts = {n: self._filled(part.values.get(n), cells) for n in NUMBERS}
        try:
            found = number(**texts)
        except KgError as fault:
            named = next(part.values[n] for n in NUMBERS if n in part.values)
            raise self._bad(named, cells, fault.message) from None
        return {} if found is None else found._asdict()

    def _time(self, time: TimeTemplate, cells: Cells, *, optional: bool) -> When | None:
        said = {name: self._filled(one, cells) for name, one in time.cells.items()}
        texts = [
            self._filled(one, cells)
            for one in (time.verbatim, time.obtained, time.reasoning, time.ongoing, time.attested)
        ]
        try:
            found = moment(
                time,
                DateCells(**said),
                Told(*texts),
                recorded=self.maker.recorded,
                dataset=self.maker.plan.dataset,
            )
        except KgError as fault:
            raise self._bad(time, cells, fault.message) from None
        if optional and found.edtf is None and found.verbatim is None:
            return None
        return self._when(found)

    def _when(self, found: Moment) -> When:
        if found == NO_MOMENT:
            return UNDATED
        return When(
            edtf=found.edtf,
            verbatim=found.verbatim,
            obtained=found.obtained,
            reasoning=found.reasoning,
            ongoing=found.ongoing,
            attested=found.attested,
            calendar=None if found.calendar is None else Calendar(found.calendar),
        )

    @staticmethod
    def _filled(template: Any, cells: Cells) -> str | None:
        return template.fill(cells) if isinstance(template, Template) else None

    def _bad(self, value: Any, cells: Cells, reason: str) -> Bad:
        names = tuple(names_in(value))
        return Bad(", ".join(names), said_cells(names, [cells.get(n) for n in names]), reason)


def lacks(identifier: str, field: str, given: Mapping[str, str | None]) -> str:
    """Why a record cannot be: a field has no value, and which of the cells it takes are empty."""
    empty = [name for name, cell in given.items() if cell is None]
    what = f": {' and '.join(empty)} {'is' if len(empty) == 1 else 'are'} empty" if empty else ""
    return f"{identifier} has no {field}{what}"


def names_in(value: Any) -> Iterator[str]:
    """The columns that a value takes, in order, each once."""
    found: dict[str, None] = {}
    if isinstance(value, Template):
        found |= dict.fromkeys(value.names)
    elif isinstance(value, TimeTemplate):
        found |= dict.fromkeys(name for one in value.templates() for name in one.names)
    elif isinstance(value, RefTemplate):
        found |= dict.fromkeys(value.id.names)
    elif isinstance(value, PartTemplate):
        found |= dict.fromkeys(n for one in value.values.values() for n in names_in(one))
    elif isinstance(value, tuple):
        found |= dict.fromkeys(name for one in value for name in names_in(one))
    yield from found


def said_cells(names: Sequence[str], cells: Sequence[Any]) -> str | None:
    """The cells behind a fault, for the list of rejects."""
    if len(names) == 1:
        return _plain(cells[0])
    given = ((name, _plain(cell)) for name, cell in zip(names, cells, strict=True))
    return "; ".join(f"{name}={cell}" for name, cell in given if cell is not None) or None


def _plain(cell: Any) -> str | None:
    return "; ".join(str(one) for one in cell) if isinstance(cell, list) else cell


def clean(cell: Cell, missing: frozenset[str]) -> Cell:
    """A cell without the space around it; None where it is a word for *missing*."""
    if isinstance(cell, list):
        return [_cleaned(one, missing) for one in cell]
    return _cleaned(cell, missing)


def _cleaned(text: str | None, missing: frozenset[str]) -> str | None:
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return None if text in missing else text


def _cut(text: str, split: str, missing: frozenset[str]) -> list[str | None]:
    return [_cleaned(piece, missing) for piece in text.split(split)]


def _all_cut(items: Sequence[str | None], split: str, missing: frozenset[str]) -> list[str | None]:
    """The pieces of all items; one that is missing is its own only piece."""
    cut = [[None] if item is None else _cut(item, split, missing) for item in items]
    return [piece for pieces in cut for piece in pieces]


def finished(record: Any) -> Any:
    """A record whose lists have their keys and their order."""
    return canonical(_with_keys(record))


def _with_keys(value: Any) -> Any:
    changes: dict[str, Any] = {}
    for one in fields_of(type(value)):
        if one.sort is not FieldType.PART:
            continue
        inner = getattr(value, one.name)
        if one.many is Many.MANY and inner:
            parts = [_with_keys(part) for part in inner]
            if any(own.name == "key" for own in fields_of(type(parts[0]))):
                keys = keyed(parts, numbered=one.part is Via)
                parts = [replace(p, key=key) for p, key in zip(parts, keys, strict=True)]
            changes[one.name] = tuple(parts)
        elif one.many is not Many.MANY and inner is not None:
            made = _with_keys(inner)
            if getattr(made, "key", None) == "":
                made = replace(made, key=keyed([made], numbered=False)[0])
            changes[one.name] = made
    return replace(value, **changes) if changes else value


def own_source(source: Source, file: str, sha256: str) -> Source:
    """The source that a table is, with the file that was read and its digest."""
    return replace(source, file=source.file or file, sha256=sha256)
