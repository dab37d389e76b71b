"""Which records do a hundred thousand rows make at once?

The fast road: each template is filled for all rows of a batch, each distinct text is read
once, and records stay columns (`sheets`) until they are laid down (`emit`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

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
    combos,
    compact,
    constant,
    either,
    joined,
    mapped,
    matching,
    tidy,
)
from kg.ingest.mapping.days import plain_days
from kg.ingest.mapping.frames import (
    Cell,
    Frame,
    Items,
    Related,
    cleaned,
    filled,
    numbered,
    with_derived,
)
from kg.ingest.mapping.parts import (
    PartTemplate,
    RecordTemplate,
    RefTemplate,
    Repair,
    TimeTemplate,
    Value,
)
from kg.ingest.mapping.plan import Plan, inner_names, written
from kg.ingest.mapping.rows import lacks, names_in, said_cells
from kg.ingest.mapping.ruled import breaking
from kg.ingest.mapping.settle import NEEDED, NUMBERS, Moment, Told, moment, number, value_in
from kg.ingest.mapping.sheets import Column, Listing, Numbers, Sheet, present, stacked
from kg.ingest.mapping.slugs import slugged
from kg.ingest.mapping.template import Template
from kg.ingest.tables.dates import DateCells
from kg.ingest.tables.form import Batch, Reject
from kg.model import (
    Claim,
    Clock,
    Event,
    EventStatus,
    Field,
    FieldType,
    Many,
    Quantity,
    Status,
    When,
    fields_of,
    record_id,
)
from kg.model.ids import SCHEMES
from kg.temporal import parse_day

_SLUG: Final = r"\A[a-z0-9]{1,100}(?:[-._~][a-z0-9]{1,20}){0,2}\z"
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


@dataclass(frozen=True, slots=True)
class Batched:
    """The records of one template in one batch.

    Shape: `weight` is how many rows say each, `rows` the number of the first of them.
    """

    template: RecordTemplate
    rows: Ints
    weight: Ints
    ids: Coded
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Making:
    """The records of one template at the places of a frame, good or bad."""

    template: RecordTemplate
    frame: Frame
    ids: Coded
    sheet: Sheet

    def kept(self, good: Mask, numbers: Ints) -> Batched:
        """Those that have an id, of rows that are good."""
        weight, rows = self.frame.standing(good)
        there = np.flatnonzero(self.ids.given & (weight > 0))
        ids, sheet = self.ids, self.sheet
        if len(there) < self.frame.size:
            weight, rows = weight[there], rows[there]
            ids, sheet = ids.take(there), sheet.take(there)
        return Batched(self.template, numbers[rows], weight, ids, sheet)


class Stray(NamedTuple):
    """Rows of a batch whose key a related table does not have: how many, the first, its key."""

    related: str
    row: int
    key: str
    rows: int


class LeftOut(NamedTuple):
    """Parts of a batch that lack something and are left out, though they name who or what."""

    what: str
    lacks: str
    row: int
    rows: int


class Known(NamedTuple):
    """Dates that are plain days. Shape: one for each distinct combination of cells."""

    dates: Coded
    first: Ints
    plain: Mask


@dataclass(slots=True)
class VectorMaker:
    """Makes the records of batches of rows of one state of a table.

    Equals: kg.ingest.mapping.rows.Maker, row by row
    """

    plan: Plan
    recorded: str
    evidence: str
    document: str
    related: Mapping[str, Related]
    items: Items = field(init=False)
    strays: list[Stray] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The items of every `each` are cut by one cutter, which counts what did not fit."""
        self.items = Items(self.plan.mapping, self.plan.sources, self.related)

    def batch(self, batch: Batch) -> tuple[list[Batched], list[Reject]]:
        """The records of the rows of a batch, and the rows that cannot be what they should."""
        making = _Making(self, batch)
        for record in self.plan.mapping.records:
            making.record(record, self.items.frame(record.each, making.frame))
        made = [one.kept(~making.bad, batch.rows) for one in making.made]
        self.strays += making.strays()
        self.left_out += making.lost_parts()
        return made, [making.rejects[row] for row in sorted(making.rejects)]


class _Making:
    """The making of the records of one batch; `rows` are places in the batch."""

    def __init__(self, maker: VectorMaker, batch: Batch) -> None:
        self.maker, self.plan = maker, maker.plan
        self.numbers = batch.rows
        size = len(batch.rows)
        self.bad: Mask = np.zeros(size, dtype=bool)
        self.rejects: dict[int, Reject] = {}
        self.made: list[Making] = []
        self.lost: list[tuple[PartTemplate, str, Frame, Mask]] = []
        mapping = maker.plan.mapping
        columns = {name: cleaned(cells, mapping.missing) for name, cells in batch.columns.items()}
        self.repaired: list[tuple[Repair, Mask]] = []
        for repair in mapping.repairs:
            columns[repair.column] = self._mended(repair, columns)
        self.frame = Frame(np.arange(size), {**columns, **numbered(batch.rows)})
        with_derived(self.frame, maker.plan, maker._counts)  # noqa: SLF001  (its own making)

    def _mended(self, repair: Repair, columns: Mapping[str, Cell]) -> Cell:
        cells = columns[repair.column]
        hit: Mask = np.ones(len(self.numbers), dtype=bool)
        for name, cell in repair.wanted.items():
            hit &= _holds(columns[name], cell)
        if not isinstance(cells, Coded) or not hit.any():
            return cells
        self.repaired.append((repair, hit))
        mended = cleaned(pa.array([repair.to]), self.plan.mapping.missing)
        assert isinstance(mended, Coded)  # noqa: S101  (made of one text)
        code = len(cells.words) if len(mended.words) and mended.codes[0] >= 0 else -1
        words = pa.concat_arrays([cells.words, mended.words])
        return Coded(np.where(hit, np.int32(code), cells.codes), words)

    # -- what is noted

    def strays(self) -> Iterator[Stray]:
        """The good rows whose key a related table does not have."""
        for name, other in self.maker.related.items():
            keys = self.frame.text(self.plan.mapping.related[name].own)
            rows = np.flatnonzero(other.ask(keys) & ~self.bad)
            if len(rows):
                first = int(rows[0])
                number, key = int(self.numbers[first]), str(keys.word(first))
                yield Stray(name, number, key, len(rows))

    def lost_parts(self) -> Iterator[LeftOut]:
        """The parts of good rows that were left out."""
        for part, name, frame, places in self.lost:
            counts, rows = frame.standing(~self.bad)
            hit = np.flatnonzero(places & (counts > 0))
            if len(hit):
                row, count = int(self.numbers[rows[hit].min()]), int(counts[hit].sum())
                yield LeftOut(part.cls.__name__.lower(), name, row, count)

    # -- records

    def record(self, record: RecordTemplate, frame: Frame) -> Coded:
        """Make the record of each place; its id, missing where its cells are.

        What many rows share is made once for all places with the same cells.
        """
        lean = self._distinct(record, frame) if record.shared else None
        if lean is None or lean.label is None:
            return self._made(record, frame)
        return self._made(record, lean).take(lean.label)

    def _distinct(self, record: RecordTemplate, frame: Frame) -> Frame | None:
        names = inner_names(record)
        if names is None:
            return None
        taken = {c for name in names for c in self.plan.takes.get(name, frozenset({name}))}
        hits = [hit for repair, hit in self.repaired if repair.column in taken]
        return frame.distinct(names, hits)

    def _made(self, record: RecordTemplate, frame: Frame) -> Coded:
        ids = self._ids(record.kind, record.id, frame)
        if record.inline and not ids.given.all():
            there = np.flatnonzero(ids.given)
            self._filled_in(record, frame.within(there, {}), ids.take(there))
        else:
            self._filled_in(record, frame, ids)
        return ids

    def _filled_in(self, record: RecordTemplate, frame: Frame, ids: Coded) -> None:
        """Give the records of these ids their values."""
        fields = self._fields(record.part, frame)
        self._complete(record, frame, ids, fields)
        if not record.inline:
            lacking = ~ids.given & self._alive(frame)
            self._reject_all(lacking, record.id, frame, "the id of the record has a missing cell")
        self._finish(record, frame, fields)
        sheet = Sheet(record.part.cls, frame.size, fields)
        self._hold_to_rules(record, frame, ids, sheet)
        self.made.append(Making(record, frame, ids, sheet))

    def _alive(self, frame: Frame) -> Mask:
        """Which places stand for a row that is not rejected yet."""
        return frame.standing(~self.bad)[0] > 0

    def _complete(
        self, record: RecordTemplate, frame: Frame, ids: Coded, fields: dict[str, Column]
    ) -> None:
        """Reject the rows whose record has an id but lacks what it must have."""
        for one in fields_of(record.part.cls):
            if not one.required or one.name in ("id", "clock"):
                continue
            column = fields.get(one.name)
            there = (
                np.zeros(frame.size, dtype=bool) if column is None else present(column, frame.size)
            )
            lacking = ids.given & ~there
            if lacking.any():
                lacking &= self._alive(frame)
            for place in np.flatnonzero(lacking).tolist():
                taken = record.part.values.get(one.name)
                cells = {
                    name: frame.text(name).word(place) if frame.knows(name) else None
                    for name in names_in(taken)
                }
                reason = lacks(str(ids.word(place)), one.name, cells)
                self._reject(place, taken, frame, reason)

    def _hold_to_rules(
        self, record: RecordTemplate, frame: Frame, ids: Coded, sheet: Sheet
    ) -> None:
        """Reject the rows whose record breaks a rule of the model."""
        asked = ids.given
        if self.rejects:
            asked = asked & self._alive(frame)
        for place, (path, fault) in breaking(record.kind, ids, sheet, asked, self.plan.dataset):
            self._reject(place, written(record.part, path), frame, fault.message)

    def _finish(self, record: RecordTemplate, frame: Frame, fields: dict[str, Column]) -> None:
        """Add what the mapping itself gives: evidence, status, clock."""
        cls, size = record.part.cls, frame.size
        names = {one.name for one in fields_of(cls)}
        if "evidence" in names:
            table = Listing(np.arange(size), constant(self.maker.evidence, size))
            cited = fields.get("evidence")
            fields["evidence"] = both(cited, table) if isinstance(cited, Listing) else table
        if cls is Event:
            fields["statuses"] = self._statuses(fields, size)
        clock: dict[str, Column] = {
            "recorded": constant(self.maker.recorded, size),
            "version": Numbers(np.ones(size, dtype=np.int64), np.ones(size, dtype=bool)),
        }
        repair = self._repairs(record, frame)
        if repair is not None:
            clock["repair"] = repair
        fields["clock"] = Sheet(Clock, size, clock)

    def _repairs(self, record: RecordTemplate, frame: Frame) -> Coded | None:
        taken = self.plan.taken(record)
        own = [(repair, hit) for repair, hit in self.repaired if repair.column in taken]
        if not own:
            return None
        hits = np.stack([hit[frame.rows] for _, hit in own])
        first, label = combos(list(hits.astype(np.int64)))
        words: list[str | None] = []
        for at in first.tolist():
            said = sorted(
                {
                    repair.column: repair.said
                    for (repair, _), hit in zip(own, hits[:, at], strict=True)
                    if hit
                }.values()
            )
            words.append("; ".join(said) or None)
        return _taken(words, label)

    def _statuses(self, fields: dict[str, Column], size: int) -> Listing:
        """The status that is written, else *happened*, or *scheduled* for what lies ahead."""
        time = fields.get("time")
        later = np.zeros(size, dtype=bool)
        if isinstance(time, Sheet):
            start, edtf = time.fields["start"], time.fields["edtf"]
            assert isinstance(start, Numbers)  # noqa: S101  (made in _when)
            assert isinstance(edtf, Coded)  # noqa: S101  (as above)
            later = edtf.given & (start.values > parse_day(self.maker.recorded))
        words = pa.array([str(Status.HAPPENED), str(Status.SCHEDULED)])
        written = fields.get("statuses")
        free = np.ones(size, dtype=bool)
        if isinstance(written, Listing):
            free[written.owner] = False
        owner = np.flatnonzero(free)
        status = Coded(later[owner].astype(np.int32), words)
        own = Listing(owner, Sheet(EventStatus, len(owner), {"status": status}))
        return both(written, own) if isinstance(written, Listing) else own

    # -- values

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
            given = constant(self.maker.document, frame.size)
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
        return _single(found, frame.size)

    def _several(self, one: Field, value: Any, frame: Frame) -> Listing:
        """The values of one template: as many for each place as its `each` has items."""
        if isinstance(value, Template):
            texts = self._read(one, value, frame)
            assert isinstance(texts, Coded)  # noqa: S101  (no list holds bare numbers)
            owner = np.flatnonzero(texts.given)
            return Listing(owner, texts.take(owner))
        inner = self.maker.items.frame(value.each, frame) if value.each else frame
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
            "state": _taken([None if n is None else str(n.state) for n in found], label),
            "comparator": _taken([None if n is None else str(n.comparator) for n in found], label),
            **{
                name: _reals([None if n is None else getattr(n, name) for n in found], label)
                for name in ("value", "low", "high")
            },
        }

    def _time(self, time: TimeTemplate, frame: Frame, *, optional: bool) -> Sheet:
        cells = {name: self._filled(time.cells.get(name), frame) for name in DateCells._fields}
        others = (time.verbatim, time.obtained, time.reasoning, time.ongoing, time.attested)
        texts = [self._filled(one, frame) for one in others]
        first, label = combos([c.codes for c in (*cells.values(), *texts)])
        found: list[Moment | None] = [None] * len(first)
        known, asked = self._plain(time, cells["date"].take(first))
        for at in asked.tolist():
            row = int(first[at])
            said = DateCells(**{name: column.word(row) for name, column in cells.items()})
            try:
                told = Told(*(column.word(row) for column in texts))
                found[at] = moment(
                    time, said, told, recorded=self.maker.recorded, dataset=self.plan.dataset
                )
            except KgError as fault:
                for place in np.flatnonzero(label == at).tolist():
                    self._reject(place, time, frame, fault.message)
        return self._when(found, known, label, optional=optional)

    @staticmethod
    def _plain(time: TimeTemplate, dates: Coded) -> tuple[Known, Ints]:
        """The dates that are plain days and say nothing else, and the places of the others.

        Equals: kg.ingest.mapping.settle.moment of each
        """
        days = plain_days(dates.texts().fill_null(""))
        usual = time.forms.forms[0] in ("edtf", "iso") and time.forms.calendar is None
        alone = set(time.cells) == {"date"} and len(list(time.templates())) == 1
        plain = days.plain & (usual and alone)
        if time.earliest is not None:
            plain &= days.first >= time.earliest
        if time.latest is not None:
            plain &= days.last <= time.latest
        return Known(dates.where(plain), days.first, plain), np.flatnonzero(~plain)

    def _when(
        self, found: list[Moment | None], known: Known, label: Ints, *, optional: bool
    ) -> Sheet:
        def words(name: str) -> Coded:
            said = [None if m is None or (v := getattr(m, name)) is None else str(v) for m in found]
            return _taken(said, np.arange(len(said)))

        stated = Coded(np.where(known.plain, np.int32(0), np.int32(-1)), pa.array(["stated"]))
        ongoing = np.array([m is not None and m.ongoing for m in found], dtype=bool)
        start = np.array([0 if m is None else m.start for m in found], dtype=np.int64)
        start = np.where(known.plain, known.first, start)
        fields: dict[str, Column] = {
            "edtf": either([known.dates, words("edtf")]),
            "verbatim": either([known.dates, words("verbatim")]),
            "obtained": either([stated, words("obtained")]),
            "reasoning": words("reasoning"),
            "ongoing": Numbers(ongoing, np.ones(len(ongoing), dtype=bool)),
            "attested": words("attested"),
            "calendar": words("calendar"),
            "start": Numbers(start, np.ones(len(start), dtype=bool)),
        }
        said = np.array([m is not None and bool(m.edtf or m.verbatim) for m in found], dtype=bool)
        given = said | known.plain if optional else None
        return Sheet(When, len(found), fields, given).take(label)

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


def slug_words(column: Coded) -> Coded:
    """Cells as slugs.

    Equals: kg.ingest.mapping.slugs.slugged of each
    """
    lowered = Coded(column.codes, pc.utf8_lower(column.words))
    plain = pc.match_substring_regex(lowered.words, _SLUG)
    if pc.all(plain).as_py():
        return lowered
    keep = plain.to_numpy(zero_copy_only=False)
    used = np.zeros(len(column.words) + 1, dtype=bool)
    used[column.codes] = True
    if not (used[:-1] & ~keep).any():
        return lowered
    words = pc.if_else(plain, lowered.words, column.words)
    return mapped(Coded(column.codes, words), slugged, matching(_SLUG))[0]


def both(one: Listing, other: Listing) -> Listing:
    """Two lists of the same owners, joined: the members of the first come first."""
    owner = np.concatenate((one.owner, other.owner))
    order = np.argsort(owner, kind="stable")
    if isinstance(one.items, Coded):
        items: Sheet | Coded = joined([one.items, other.items])  # type: ignore[list-item]  # of one kind
    else:
        items = stacked([one.items, other.items])  # type: ignore[list-item]  # of one kind
    return Listing(owner[order], items.take(order))


def _single(found: Listing, size: int) -> Column:
    """The first member of each list, as a field that holds one value."""
    firsts = np.ones(len(found.owner), dtype=bool)
    firsts[1:] = found.owner[1:] != found.owner[:-1]
    at = np.zeros(size, dtype=np.int64)
    there = np.zeros(size, dtype=bool)
    at[found.owner[firsts]] = np.flatnonzero(firsts)
    there[found.owner] = True
    if isinstance(found.items, Coded):
        if not len(found.owner):
            return constant(None, size)
        return found.items.take(at).where(there)
    if not len(found.owner):
        return Sheet(found.items.cls, size, {}, there)
    sheet = found.items.take(at)
    return Sheet(sheet.cls, size, sheet.fields, there)


def _taken(words: list[str | None], label: Ints) -> Coded:
    """A column of these texts, one for each label."""
    given = [word for word in words if word is not None]
    codes = np.full(len(words), -1, dtype=np.int32)
    codes[[at for at, word in enumerate(words) if word is not None]] = np.arange(len(given))
    return Coded(codes[label], pa.array(given, pa.utf8()))


def _reals(values: list[float | None], label: Ints) -> Numbers:
    numbers = np.array([0.0 if v is None else v for v in values], dtype=np.float64)
    given = np.array([v is not None for v in values], dtype=bool)
    return Numbers(numbers[label], given[label])


def _prefixed(prefix: str, words: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(prefix, words, "")


def _holds(cells: Cell, word: str) -> Mask:
    """Where a column holds a text; what is a list holds none."""
    if not isinstance(cells, Coded):
        return np.zeros(len(cells.offsets) - 1, dtype=bool)
    same = pc.equal(cells.words, word).to_numpy(zero_copy_only=False)
    found: Mask = np.append(same, False)[cells.codes]  # what is missing is not it
    return found
