"""What does a selection say of records, with all its columns at hand?

A selection is *pure* when it depends on the record alone: plain columns, labels in a fixed
language, parts, references to records of which the same holds. Of such a selection a reader
is made for each snapshot, which goes from rows to texts without asking anything again. Where
a row holds what it was not made for, it gives up, and the steps go their way.
Where there are kernels, what is made is a writer for them (`kg.native.texts`) instead.
Equals: the steps of `kg.api.compiled.steps_follow`, field by field
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from kg import native
from kg.api.compiled.batch import Texts
from kg.api.compiled.plan import FieldPlan, Selection
from kg.api.compiled.rows import Kind, item_of, one_type, record_kind, shown_type
from kg.api.compiled.run import among, joined
from kg.api.compiled.shelves import Shelf, shelf_for
from kg.api.compiled.steps_plain import Piece, Reader, leaf_maker
from kg.api.compiled.table import followed
from kg.api.compiled.template import Template
from kg.api.context import Scope
from kg.columns.layout import Listed, Single, Whole
from kg.native import UnfitError
from kg.query import written
from kg.query.columns_of import as_rows, columns_of, some_of
from kg.query.sight import Sight
from kg.query.states import STATUSES

_READERS: Final = "readers"


class Bound(NamedTuple):
    """Pieces that say something of one row each, and the texts before, between and after theirs.

    `weight` is how many records they touch at most for one row, besides the row's own.
    """

    literals: Sequence[str]
    pieces: Sequence[Piece]
    weight: int

    def reader(self) -> Reader:
        """All of it as one reader."""
        if not self.pieces:
            (always,) = self.literals
            return lambda _run, rows: [always] * len(rows)
        if tuple(self.literals) == _BARE:
            return self.pieces[0].read
        put, readers = Template(self.literals).put, [piece.read for piece in self.pieces]
        return lambda run, rows: put([read(run, rows) for read in readers])

    def writer(self) -> written.Writer:
        """All of it as one writer. Equals: kg.api.compiled.bound.Bound.reader"""
        if tuple(self.literals) == _BARE:
            return self.pieces[0].writer()
        return written.object_of(self.literals, [piece.writer() for piece in self.pieces])


_BARE: Final = ("", "")


def _alone(piece: Piece, weight: int = 0) -> Bound:
    return Bound(_BARE, (piece,), weight)


class Reading:
    """What reads all that a field selects of the records of one table.

    `weight` as of `Bound`, `null` the text of no record. The shelf is for whoever has no kernels.
    """

    def __init__(self, bound: Bound, shelf: Shelf, null: str | None) -> None:
        self.weight: Final = bound.weight
        self._bound, self._shelf, self._null = bound, shelf, null

    @cached_property
    def _read(self) -> Reader:
        return self._bound.reader()

    @cached_property
    def writer(self) -> written.Writer:
        """What writes them for a kernel."""
        return self._bound.writer()

    def texts(self, run: Any, rows: Sequence[int]) -> Texts:
        """The texts of these rows; the row -1 is none.

        Raises: UnfitError.
        """
        if not native.there():
            return self._shelved(run, rows)
        texts, read, kept = native.pages.written(self.writer, run, rows, self._null)
        run.work.rows += len(rows) + read
        run.work.kept += kept
        return texts

    def _shelved(self, run: Any, rows: Sequence[int]) -> Texts:
        """The same by Python alone. Those that were written lately are taken as they are."""

        def make(fresh: Sequence[int]) -> Texts:
            run.work.kept -= len(fresh)
            run.work.rows += len(fresh)
            return [*self._read(run, as_rows(fresh))]

        run.work.kept += len(rows)
        return self._shelf.of(rows, make)


def ready(
    run: Any, field: FieldPlan, table: str, scope: Scope, rows: Sequence[int]
) -> Texts | None:
    """The texts of what a field selects of the records in these rows; the row -1 is none.

    Those that were written lately are taken as they are. None when the selection is not pure,
    or a row holds what its reader was not made for.
    Raises: CrowdedError when the limit of records may be met, which only steps can count.
    """
    reading = reader_of(field, table, scope) if run.bound else None
    if reading is None:
        return None
    run.reserve(len(rows) * reading.weight)
    try:
        return reading.texts(run, rows)
    except UnfitError:
        return None


def reader_of(field: FieldPlan, table: str, scope: Scope) -> Reading | None:
    """What reads all that a field selects of the records of a table; None if it is not pure.

    It is kept with the snapshot as long as the field, which therefore it must not name.
    """
    readers = kept_for(field, scope.view)
    if table not in readers:
        selection = field.below(shown_type(table))
        bound = _selection(selection, record_kind(table), scope)
        null = _null(field)
        readers[table] = bound and Reading(bound, shelf_for(columns_of(scope.view), null), null)
    found: Reading | None = readers[table]
    return found


def kept_for(field: FieldPlan, sight: Sight) -> dict[Any, Any]:
    """What is kept of a field with the snapshot, for as long as there is the field."""
    columns = columns_of(sight)
    known: Any = columns.texts.get(_READERS)
    if known is None:
        known = columns.texts.setdefault(_READERS, WeakKeyDictionary())
    found: dict[Any, Any] = known.setdefault(field, {})
    return found


def _null(field: FieldPlan) -> str | None:
    """What stands for a record that is not there."""
    layer: Any = field.layer
    while hasattr(layer, "item"):
        layer = layer.item
    null: str | None = layer.null
    return null


def _selection(selection: Selection, kind: Kind, scope: Scope) -> Bound | None:
    first, *others = selection.template.literals
    literals, weight = [first], 0
    pieces: list[Piece] = []
    for field, after in zip(selection.fields, others, strict=True):
        one = _field(field, kind, scope)
        if one is None:
            return None
        literals[-1] += one.literals[0]
        literals += one.literals[1:]
        literals[-1] += after
        pieces += one.pieces
        weight += one.weight
    return Bound(literals, pieces, weight)


def _field(field: FieldPlan, kind: Kind, scope: Scope) -> Bound | None:
    constant = field.arguments.constant
    if constant is None or isinstance(constant, Exception):
        return None
    shown = one_type(field)
    if shown is None:
        maker = leaf_maker(field, kind)
        return None if maker is None else _alone(maker(scope, constant))
    if (field.parent, field.name) == ("Event", "status"):
        return _status(field, field.below(shown), scope)
    name = followed(field)
    if name is None or any(value is not None for value in constant.values()):
        return None
    item = item_of(kind, name)
    if isinstance(item, Single):
        return _reference(field, kind.table, item.column.name, scope)
    if isinstance(item, Whole):
        return _part(field, field.below(shown), kind, item, scope)
    if isinstance(item, Listed):
        if item.shape is None:
            return _references(field, item.table, scope)
        return _parts(field, field.below(shown), item, scope)
    return None


def _reference(field: FieldPlan, table: str, column: str, scope: Scope) -> Bound | None:
    columns = columns_of(scope.view)
    if columns.unused(table, column):
        null = _null(field)
        return None if null is None else Bound((null,), (), 0)
    targets = columns.targets(scope.view, table, column)
    below = None if targets is None else reader_of(field, targets.table, scope)
    if targets is None or below is None:
        return None
    codes_of, rows_of, target = columns.picker(table, column), targets.of, targets.table

    def read(run: Any, rows: Any) -> list[str]:
        run.work.columns += 1
        return texts_of(run, rows_of(codes_of(rows)))

    def texts_of(run: Any, found: Sequence[int]) -> list[str]:
        run.touch(target, found)
        texts: Any = below.texts(run, found)
        if None in texts:
            raise UnfitError(column)
        return texts  # type: ignore[no-any-return]  # none is None, as just seen

    def of_codes(run: Any, codes: Sequence[int]) -> list[str]:
        return texts_of(run, rows_of(codes))

    def compiled() -> written.Writer:
        return written.coded(columns, table, column, of_codes)

    return _alone(Piece(read, compiled), 1 + below.weight)


def _references(field: FieldPlan, table: str, scope: Scope) -> Bound | None:
    targets = columns_of(scope.view).targets(scope.view, table, "value")
    if targets is not None and not targets.whole:
        return None  # a record that is not seen would leave its list without a trace
    values = _reference(field, table, "value", scope)
    return None if values is None else _lists(table, values, scope)


def _parts(field: FieldPlan, below: Selection, item: Listed, scope: Scope) -> Bound | None:
    parts = _selection(below, Kind(item.table, "", item.table), scope)
    if parts is None:
        return None
    if not item.one:
        return _lists(item.table, parts, scope)
    layer: Any = field.layer
    columns, null, read = columns_of(scope.view), layer.null, parts.reader()

    def read_one(run: Any, rows: Any) -> list[str]:
        members, counts = columns.members(item.table, rows)
        run.work.rows += len(members)
        run.work.columns += 1
        texts = iter(read(run, members) if len(members) else ())
        found = [next(texts) if count else null for count in counts]
        if None in found:
            raise UnfitError(item.table)
        return found

    def compiled() -> written.Writer:
        return written.only(columns, item.table, parts.writer(), null)

    return _alone(Piece(read_one, compiled), parts.weight)


def _lists(table: str, members: Bound, scope: Scope) -> Bound:
    """The members of lists, put together list by list."""
    columns, read_members = columns_of(scope.view), members.reader()

    def read(run: Any, rows: Any) -> list[str]:
        found, counts = columns.members(table, rows)
        run.work.rows += len(found)
        run.work.columns += 1
        if not len(found):
            return ["[]"] * len(counts)
        return joined(read_members(run, found), counts, None, None)  # type: ignore[arg-type, return-value]  # none is None

    def compiled() -> written.Writer:
        return written.members(columns, table, members.writer())

    weight = members.weight and members.weight * columns.longest(table)
    return _alone(Piece(read, compiled), weight)


def _part(
    field: FieldPlan, below: Selection, kind: Kind, item: Whole, scope: Scope
) -> Bound | None:
    inner = Kind(kind.table, item.shape.prefix, f"{kind.path}.{item.field.name}")
    part, columns = _selection(below, inner, scope), columns_of(scope.view)
    if part is None or item.given is None or columns.said_by_all(kind.table, item.given):
        return part
    layer: Any = field.layer
    read, null, name, given_by = part.reader(), layer.null, field.name, item.given
    given_of = columns.taker(kind.table, given_by)

    def read_given(run: Any, rows: Any) -> list[str]:
        given = given_of(rows)
        chosen = [at for at, said in enumerate(given) if said is not None and said is not False]
        if len(chosen) == len(given):
            return read(run, rows)
        if null is None:
            raise UnfitError(name)
        return among(len(given), chosen, read(run, some_of(rows, chosen)) if chosen else [], null)

    def compiled() -> written.Writer:
        none = written.fixed(null)
        return written.where(columns, kind.table, given_by, part.writer(), none)

    return _alone(Piece(read_given, compiled), part.weight)


def _status(field: FieldPlan, below: Selection, scope: Scope) -> Bound | None:
    status = _selection(below, Kind(STATUSES, "", STATUSES), scope)
    if status is None:
        return None
    layer: Any = field.layer
    columns, null, read = columns_of(scope.view), layer.null, status.reader()

    def read_chosen(run: Any, rows: Any) -> list[str]:
        chosen, parts = columns.statuses(run.request.now, rows)
        run.work.rows += len(chosen)
        run.work.columns += 1
        return among(len(rows), chosen, read(run, parts) if chosen else [], null)

    return _alone(Piece(read_chosen), status.weight)
