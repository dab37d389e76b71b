"""Which values do templates give at all places of a frame?

Each template is filled for all rows of a batch at once, and each distinct text is read once; a
row with a text that cannot be read is rejected.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import KgError
from kg.ingest.mapping.coded import (
    Coded,
    Ints,
    Mask,
    Plain,
    compact,
    constant,
    either,
    mapped,
    matching,
    tidy,
)
from kg.ingest.mapping.combos import combos
from kg.ingest.mapping.datesheets import plain_dates, when_sheet
from kg.ingest.mapping.frames import Frame, filled
from kg.ingest.mapping.items import Items
from kg.ingest.mapping.parts import (
    PartTemplate,
    RecordTemplate,
    RefTemplate,
    TimeTemplate,
    Value,
)
from kg.ingest.mapping.plan import Plan
from kg.ingest.mapping.settle import NEEDED, NUMBERS, Moment, Told, moment, number, value_in
from kg.ingest.mapping.sheets import (
    Column,
    Listing,
    Numbers,
    Sheet,
    both,
    chosen,
    present,
    reals,
    single,
)
from kg.ingest.mapping.slugs import slug_words
from kg.ingest.mapping.telling import names_in, said_cells
from kg.ingest.mapping.template import Template
from kg.ingest.tables.dates import DateCells
from kg.ingest.tables.form import Reject
from kg.model import (
    Claim,
    Field,
    FieldType,
    Many,
    Quantity,
    fields_of,
    record_id,
)
from kg.model.ids import SCHEMES

_ID: Final = matching(r"\A[a-z][a-z-]*/[a-z0-9][a-z0-9._~-]{0,199}\z")
_PLAIN: Final = tidy(
    r"\A[^\s\pZ\x00-\x1f\x7f-\x9f](?:[^\x00-\x08\x0b-\x1f\x7f\x{fffe}\x{ffff}]*"
    r"[^\s\pZ\x00-\x1f\x7f-\x9f\x{fffe}\x{ffff}])?\z"
)
_NUMBERS: Final = frozenset({FieldType.NUMBER, FieldType.REAL, FieldType.FLAG})
_DTYPES: Final = {
    FieldType.NUMBER: np.int64,
    FieldType.REAL: np.float64,
    FieldType.FLAG: np.bool_,
}


class Filling(ABC):
    """Fills the templates of one batch; `numbers` are those of its rows.

    Equals: kg.ingest.mapping.rows.Row, row by row
    """

    def __init__(
        self, plan: Plan, items: Items, recorded: str, document: str, numbers: Ints
    ) -> None:
        self.plan, self.items, self.recorded, self.document = plan, items, recorded, document
        self.numbers = numbers
        self.bad: Mask = np.zeros(len(numbers), dtype=bool)
        self.rejects: dict[int, Reject] = {}
        self.lost: list[tuple[PartTemplate, str, Frame, Mask]] = []

    @abstractmethod
    def record(self, record: RecordTemplate, frame: Frame) -> Coded:
        """Make the record of each place; its id, missing where its cells are."""

    def _fields(self, part: PartTemplate, frame: Frame) -> dict[str, Column]:
        fields: dict[str, Column] = {}
        if part.cls is Quantity:
            fields |= self._number(part, frame)
        for one in fields_of(part.cls):
            value = part.values.get(one.name)
            if value is None or (part.cls is Quantity and one.name in NUMBERS):
                continue
            fields[one.name] = self._value(one, value, frame)
        if part.cls is Claim:
            document = fields.get("document")
            given = constant(self.document, frame.size)
            fields["document"] = either([document, given]) if isinstance(document, Coded) else given
        return fields

    def _value(self, one: Field, value: Value, frame: Frame) -> Column:
        if isinstance(value, TimeTemplate):
            return self._time(value, frame, optional=one.many is Many.OPTIONAL)
        if one.many is Many.MANY:
            lists = [self._several(one, item, frame) for item in value]  # type: ignore[union-attr]  # a list has a tuple
            whole = lists[0]
            for more in lists[1:]:
                whole = both(whole, more)
            return whole
        if isinstance(value, Template):
            return self._read(one, value, frame)
        if isinstance(value, RefTemplate) and value.each is None:
            return self._ref(one, value, frame)
        found = self._several(one, value, frame)
        return single(found, frame.size)

    def _several(self, one: Field, value: Any, frame: Frame) -> Listing:
        """The values of one template: as many for each place as its `each` has items."""
        if isinstance(value, Template):
            texts = self._read(one, value, frame)
            assert isinstance(texts, Coded)  # noqa: S101  (no list holds bare numbers)
            owner = np.flatnonzero(texts.given)
            return Listing(owner, texts.take(owner))
        inner = self.items.frame(value.each, frame) if value.each else frame
        owner = inner.parent if value.each else np.arange(frame.size)
        if isinstance(value, RefTemplate):
            refs = self._ref(one, value, inner)
            kept = np.flatnonzero(refs.given)
            return Listing(owner[kept], refs.take(kept))
        sheet, there = self._part(value, inner)
        kept = np.flatnonzero(there)
        return Listing(owner[kept], sheet.take(kept))

    def _part(self, part: PartTemplate, frame: Frame) -> tuple[Sheet, Mask]:
        """A part for each place, and where it has all that it must have."""
        fields = self._fields(part, frame)
        there = np.ones(frame.size, dtype=bool)
        names = fields_of(part.cls)
        needed = NEEDED.get(part.cls)
        required = [one.name for one in names if one.required and one.name != "key"]
        if part.cls is Quantity:
            required.append("state")
        named = self._named(part, fields, frame.size)
        for name in required:
            column = fields.get(name)
            given = np.False_ if column is None else present(column, frame.size)
            if (lost := named & ~given).any():
                self.lost.append((part, name, frame, lost))
            there &= given
        if needed:
            some = np.zeros(frame.size, dtype=bool)
            for name in needed:
                if (column := fields.get(name)) is not None:
                    some |= present(column, frame.size)
            there &= some
        return Sheet(part.cls, frame.size, fields), there

    @staticmethod
    def _named(part: PartTemplate, fields: Mapping[str, Column], size: int) -> Mask:
        """Where cells give a part somebody or something that it speaks of."""
        named = np.zeros(size, dtype=bool)
        for one in fields_of(part.cls):
            value = part.values.get(one.name)
            told = isinstance(value, RefTemplate) and not value.id.constant
            if told and not {*one.kinds} & {*SCHEMES}:
                named |= present(fields[one.name], size)
        return named

    def _ref(self, one: Field, ref: RefTemplate, frame: Frame) -> Coded:
        if ref.record is not None:
            return self.record(ref.record, frame)
        ids = self._ids(ref.kind, ref.id, frame)
        if ref.kind is None:
            allowed = frozenset(one.kinds)

            def check(identifier: str) -> str:
                if identifier.partition("/")[0] not in allowed:
                    raise KgError(f"{identifier!r} is of a kind that may not stand here")
                return identifier

            ids = self._told(ids, check, ref.id, frame, None)
        return ids

    def _ids(self, kind: str | None, template: Template, frame: Frame) -> Coded:
        texts = self._id_texts(kind, template, frame)

        def check(text: str) -> str:
            prefix, _, slug = text.partition("/")
            return record_id(prefix, slug)

        return self._told(texts, check, template, frame, _ID)

    def _id_texts(self, kind: str | None, template: Template, frame: Frame) -> Coded:
        """The ids before they are looked at, the kind before them."""
        if template.otherwise is not None:
            own = self._id_texts(kind, replace(template, otherwise=None), frame)
            return either([own, self._id_texts(kind, template.otherwise, frame)])
        texts = filled(template, frame, slug_words)
        start = template.pieces[0]
        if kind is None or (kind in SCHEMES and start.startswith(f"{kind}/")):
            return texts
        return Coded(texts.codes, _prefixed(f"{kind}/", texts.words))

    def _read(self, one: Field, template: Template, frame: Frame) -> Coded | Numbers:
        texts = filled(template, frame)
        if one.sort in _NUMBERS:
            return self._parsed(one, texts, template, frame)
        plain = _PLAIN if one.sort is FieldType.TEXT and one.form is None else None
        return self._told(texts, lambda text: str(value_in(one, text)), template, frame, plain)

    def _parsed(self, one: Field, texts: Coded, template: Template, frame: Frame) -> Numbers:
        found: dict[str, Any] = {}

        def read(text: str) -> str:
            found[text] = value_in(one, text)
            return text

        texts = compact(self._told(texts, read, template, frame, None))
        dtype = _DTYPES[one.sort]
        values: npt.NDArray[Any] = np.array(
            [*(found[w] for w in texts.words.to_pylist()), 0], dtype=dtype
        )
        given = texts.given
        if one.sort is FieldType.FLAG:
            return Numbers(values[texts.codes], np.ones(len(given), dtype=bool))
        return Numbers(values[texts.codes], given)

    def _told(
        self, texts: Coded, change: Any, value: Any, frame: Frame, plain: Plain | None
    ) -> Coded:
        """The texts changed; a row with one that cannot be is rejected."""
        made, faults = mapped(texts, change, plain)
        if faults:
            wrong = np.isin(texts.codes, list(faults))
            for place in np.flatnonzero(wrong).tolist():
                self._reject(place, value, frame, faults[int(texts.codes[place])].message)
        return made

    def _number(self, part: PartTemplate, frame: Frame) -> dict[str, Column]:
        columns = [self._filled(part.values.get(name), frame) for name in NUMBERS]
        first, label = combos([c.codes for c in columns])
        found: list[Any] = []
        for at, row in enumerate(first.tolist()):
            try:
                found.append(number(*(c.word(row) for c in columns)))
            except KgError as fault:
                found.append(None)
                named = next(part.values[n] for n in NUMBERS if n in part.values)
                for place in np.flatnonzero(label == at).tolist():
                    self._reject(place, named, frame, fault.message)
        return {
            "state": chosen([None if n is None else str(n.state) for n in found], label),
            "comparator": chosen([None if n is None else str(n.comparator) for n in found], label),
            **{
                name: reals([None if n is None else getattr(n, name) for n in found], label)
                for name in ("value", "low", "high")
            },
        }

    def _time(self, time: TimeTemplate, frame: Frame, *, optional: bool) -> Sheet:
        cells = {name: self._filled(time.cells.get(name), frame) for name in DateCells._fields}
        others = (time.verbatim, time.obtained, time.reasoning, time.ongoing, time.attested)
        texts = [self._filled(one, frame) for one in others]
        first, label = combos([c.codes for c in (*cells.values(), *texts)])
        found: list[Moment | None] = [None] * len(first)
        known, asked = plain_dates(time, cells["date"].take(first))
        for at in asked.tolist():
            row = int(first[at])
            said = DateCells(**{name: column.word(row) for name, column in cells.items()})
            try:
                told = Told(*(column.word(row) for column in texts))
                found[at] = moment(
                    time, said, told, recorded=self.recorded, dataset=self.plan.dataset
                )
            except KgError as fault:
                for place in np.flatnonzero(label == at).tolist():
                    self._reject(place, time, frame, fault.message)
        return when_sheet(found, known, label, optional=optional)

    @staticmethod
    def _filled(value: Any, frame: Frame) -> Coded:
        if not isinstance(value, Template):
            return constant(None, frame.size)
        return compact(filled(value, frame))

    # -- rejects

    def _reject_all(self, wrong: Mask, value: Any, frame: Frame, reason: str) -> None:
        for place in np.flatnonzero(wrong).tolist():
            self._reject(place, value, frame, reason)

    def _reject(self, place: int, value: Any, frame: Frame, reason: str) -> None:
        rows = frame.behind(place)
        fresh = [row for row in rows.tolist() if row not in self.rejects]
        self.bad[rows] = True
        if not fresh:
            return
        names = tuple(names_in(value))
        cells = [frame.text(n).word(place) if frame.knows(n) else None for n in names]
        said, column = said_cells(names, cells), ", ".join(names) or None
        for row in fresh:
            self.rejects[row] = Reject(int(self.numbers[row]), column, said, reason)


def _prefixed(prefix: str, words: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(prefix, words, "")
