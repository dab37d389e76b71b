"""Which fields are a text, a number or a code of the row itself?

Each is made into a piece, with its columns at hand: a reader that is called with rows, and
what makes its writer for a kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from kg.api.codes import RecordKind
from kg.api.compiled.batch import Step, Texts
from kg.api.compiled.layers import Leaf
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Kind, Rows, item_of, table_shown
from kg.api.compiled.write import TEXTS, day_text, quoted
from kg.api.context import Scope
from kg.api.identity import node_id
from kg.columns.layout import ColumnType, Listed, Single
from kg.model import SCHEMES, When, kind_of, slug_of
from kg.model.wording import words_of
from kg.native import UnfitError
from kg.query import written
from kg.query.columns_of import Columns, columns_of

Reader = Callable[[Any, Any], list[str]]
"""A run, for what is counted, and rows, to a text for each. Raises: UnfitError."""
Made = Callable[[Any], str]
_LEAVES: Final = "leaves"


class Piece(NamedTuple):
    """What reads one thing of rows; and what makes the writer that a kernel has for the same.

    Without `compiled` the writer calls the reader.
    """

    read: Reader
    compiled: Callable[[], written.Writer] | None = None

    def writer(self) -> written.Writer:
        """The writer. Equals: kg.api.compiled.steps_plain.Piece.read, which is its twin"""
        return written.made_by(self.read) if self.compiled is None else self.compiled()


Maker = Callable[[Scope, Mapping[str, Any]], Piece]
"""A scope and the arguments of a field, to its piece for the snapshot of the scope."""


def leaf_step(field: FieldPlan, kind: Kind) -> Step | None:
    """The step of a field without anything selected below it."""
    maker = leaf_maker(field, kind)
    if maker is None:
        return None

    def step(run: Any, field: FieldPlan, batch: Rows, _places: Any) -> Texts | None:
        constant = field.arguments.constant
        if isinstance(constant, Exception):
            return None
        if constant is None:
            reader = maker(batch.scope, field.arguments.values(run.variables)).read
        else:
            reader = _kept(field, kind, batch.scope, maker, constant)
        try:
            return [*reader(run, batch.rows)]
        except UnfitError:
            return None

    return step


def _kept(
    field: FieldPlan, kind: Kind, scope: Scope, maker: Maker, constant: Mapping[str, Any]
) -> Reader:
    """The reader of a field whose arguments are always the same, made once for a snapshot."""
    leaves: Any = columns_of(scope.view).texts.setdefault(_LEAVES, WeakKeyDictionary())
    readers: dict[Kind, Reader] = leaves.setdefault(field, {})
    found = readers.get(kind)
    if found is None:
        found = readers[kind] = maker(scope, constant).read
    return found


def leaf_maker(field: FieldPlan, kind: Kind) -> Maker | None:
    """What makes the reader of a field without anything selected below it."""
    if not isinstance(field.layer, Leaf):
        return None
    if field.plain is not None:
        item = item_of(kind, field.plain)
        return _column(field, kind, item) if isinstance(item, Single) else None
    if table_shown(field.parent) == kind.table and field.name in _OF_ID:
        return _of_id(kind, field.name)
    source = _TEXTS.get((field.parent, field.name)) or _TEXTS.get((ANY, field.name))
    item = None if source is None else item_of(kind, source)
    if isinstance(item, Listed):
        unnamed = field.name in {"label", "statement"} and table_shown(field.parent) is not None
        return _text(kind, item.table, unnamed=unnamed)
    if field.parent == "Time":
        make = _TIME.get(field.name)
        return None if make is None else make(field, kind)
    if (field.parent, field.name) == ("EventStatus", "value"):
        item = item_of(kind, "status")
        return _column(field, kind, item) if isinstance(item, Single) else None
    return None


def _column(field: FieldPlan, kind: Kind, item: Single) -> Maker:
    """A column as it is."""
    layer: Any = field.layer
    name, null, write = item.column.name, layer.null, layer.write
    plain = layer.shows in TEXTS
    if item.column.type is ColumnType.WORD:
        return _coded(kind.table, name, layer.field, write, null, plain=plain)

    def make(scope: Scope, _arguments: Mapping[str, Any]) -> Piece:
        columns = columns_of(scope.view)
        take = columns.taker(kind.table, name)

        def read(run: Any, rows: Any) -> list[str]:
            run.work.columns += 1
            values = take(rows)
            if null is None and None in values:
                raise UnfitError(name)
            return [null if value is None else write(value) for value in values]

        if plain and item.column.type is ColumnType.TEXT:
            return Piece(read, lambda: written.text(columns, kind.table, name, null))
        if layer.shows == "Int" and item.column.type is ColumnType.NUMBER:
            return Piece(read, lambda: written.number(columns, kind.table, name, null))
        return Piece(read)

    return make


def _coded(
    table: str,
    column: str,
    what: Any,
    make_text: Made,
    null: str | Callable[[], str] | None,
    *,
    plain: bool = False,
) -> Maker:
    """The texts of a column of words, each made once for its code; `null` is that of none.

    `plain`: they are the words as JSON.
    """

    def make(scope: Scope, _arguments: Mapping[str, Any]) -> Piece:
        columns = columns_of(scope.view)

        def text_of(code: int) -> str:
            if code >= 0:
                return make_text(columns.word(table, column, code))
            if null is None:
                raise UnfitError(column)
            return null() if callable(null) else null

        def compiled() -> written.Writer:
            if plain and not callable(null):
                return written.text(columns, table, column, null)
            return written.coded(
                columns, table, column, lambda _run, codes: list(map(text_of, codes))
            )

        read = looking_up(columns, table, column, ("word", table, column, what), text_of)
        return Piece(read, compiled)

    return make


def looking_up(columns: Columns, table: str, column: str, key: Any, make: Made) -> Reader:
    """What reads the texts of the codes in a column; each is made once, and kept by `key`."""
    codes, known = columns.codes(table, column), columns.kept(key)

    def read(run: Any, rows: Any) -> list[str]:
        run.work.columns += 1
        found = codes[rows].tolist()
        try:
            return list(map(known.__getitem__, found))
        except KeyError:
            fresh = {code: make(code) for code in set(found) if code not in known}
        texts = [fresh[code] if code in fresh else make(code) for code in found]
        columns.grown(known, fresh)
        return texts

    return read


# ---- of the id


def _of_id(kind: Kind, name: str) -> Maker:
    make_texts = _OF_ID[name]

    def make(scope: Scope, _arguments: Mapping[str, Any]) -> Piece:
        columns, base = columns_of(scope.view), scope.base
        take = columns.taker(kind.table, "id")

        def read(run: Any, rows: Any) -> list[str]:
            run.work.columns += 1
            return make_texts(take(rows), base)

        if name in written.OF_ID:
            return Piece(read, lambda: written.of_id(columns, kind.table, name))
        return Piece(read)

    return make


def _record_kind(text: str) -> str:
    kind = kind_of(text)
    shown = RecordKind.CONCEPT if kind in SCHEMES else RecordKind(kind)
    return f'"{shown.name}"'


# Ids, slugs and what is made of them need no escapes.
_OF_ID: Final[dict[str, Callable[[list[str], str], list[str]]]] = {
    "id": lambda texts, _base: [f'"{node_id(text)}"' for text in texts],
    "slug": lambda texts, _base: [f'"{text[text.index("/") + 1 :]}"' for text in texts],
    "ref": lambda texts, _base: [f'"{text}"' for text in texts],
    "iri": lambda texts, base: [quoted(base + text) for text in texts],
    "recordKind": lambda texts, _base: list(map(_record_kind, texts)),
}


# ---- texts in a language

ANY: Final = ""
_TEXTS: Final[dict[tuple[str, str], str]] = {
    (ANY, "label"): "labels",
    ("Claim", "statement"): "labels",
    (ANY, "description"): "descriptions",
    ("Concept", "description"): "definitions",
    ("Concept", "inverse"): "inverse",
    (ANY, "note"): "notes",
}


def _text(kind: Kind, table: str, *, unnamed: bool) -> Maker:
    """A text in the language asked for; `unnamed`: the slug where there is none."""

    def make(scope: Scope, arguments: Mapping[str, Any]) -> Piece:
        columns = columns_of(scope.view)
        langs = scope.langs(arguments.get("lang"))
        labels_of = columns.labeler(table, langs)
        ids_of = columns.taker(kind.table, "id") if unnamed else None

        def read(run: Any, rows: Any) -> list[str]:
            run.work.columns += 2
            found = labels_of(rows)
            if None not in found:
                return [quoted(text) for text in found]  # type: ignore[arg-type]  # as just seen
            if ids_of is None:
                return ["null" if text is None else quoted(text) for text in found]
            pairs = zip(found, ids_of(rows), strict=True)
            return [quoted(slug_of(i) if text is None else text) for text, i in pairs]

        of_id = kind.table if unnamed else None
        return Piece(read, lambda: written.label(columns, table, langs, of_id))

    return make


# ---- of a date


def _day(column: str) -> Callable[[FieldPlan, Kind], Maker]:
    def of_kind(_field: FieldPlan, kind: Kind) -> Maker:
        def make(scope: Scope, _arguments: Mapping[str, Any]) -> Piece:
            columns, name = columns_of(scope.view), kind.prefix + column
            read = looking_up(columns, kind.table, name, "days", day_text)
            return Piece(read, lambda: written.day(columns, kind.table, name, day_text))

        return make

    return of_kind


def _state(column: str) -> Callable[[FieldPlan, Kind], Maker]:
    def of_kind(field: FieldPlan, kind: Kind) -> Maker:
        layer: Any = field.layer
        return _coded(kind.table, kind.prefix + column, layer.field, layer.write, None)

    return of_kind


_SAID: Final = ("ongoing", "attested", "ended", "calendar")


def _words(_field: FieldPlan, kind: Kind) -> Maker:
    """A date in words; those of which more is said than their EDTF are for the resolver."""

    def make(scope: Scope, arguments: Mapping[str, Any]) -> Piece:
        columns, lang = columns_of(scope.view), scope.langs(arguments.get("lang"))[0]
        names = [kind.prefix + name for name in _SAID]
        names = [name for name in names if columns.said(kind.table, name)]
        said = [columns.taker(kind.table, name) for name in names]
        of_edtf = _coded(
            kind.table,
            kind.prefix + "edtf",
            ("words", lang),
            lambda edtf: quoted(words_of(When(edtf=edtf), lang)),
            lambda: quoted(words_of(When(), lang)),
        )(scope, arguments)

        def read(run: Any, rows: Any) -> list[str]:
            run.work.columns += len(said)
            if any(any(take(rows)) for take in said):
                raise UnfitError("words")
            return of_edtf.read(run, rows)

        return Piece(read, lambda: written.unless(columns, kind.table, names, of_edtf.writer()))

    return make


_TIME: Final[dict[str, Callable[[FieldPlan, Kind], Maker]]] = {
    "start": _day("start_earliest"),
    "end": _day("end_latest"),
    "startEarliest": _day("start_earliest"),
    "startLatest": _day("start_latest"),
    "endEarliest": _day("end_earliest"),
    "endLatest": _day("end_latest"),
    "startState": _state("start_state"),
    "endState": _state("end_state"),
    "words": _words,
}
