"""Which fields are a text, a number or a code of the row itself?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kg.api.codes import RecordKind
from kg.api.compiled.batch import Step, Texts
from kg.api.compiled.layers import Leaf
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Kind, Rows, item_of, table_shown
from kg.api.compiled.write import quoted
from kg.api.identity import node_id
from kg.columns.layout import ColumnType, Listed, Single
from kg.model import SCHEMES, When, kind_of, slug_of
from kg.model.wording import words_of
from kg.query.columns_of import Columns
from kg.temporal import NEG_INF, POS_INF, iso_day

Made = Callable[[Any], str]


def leaf_step(field: FieldPlan, kind: Kind) -> Step | None:
    """The step of a field without anything selected below it."""
    if not isinstance(field.layer, Leaf):
        return None
    if field.plain is not None:
        item = item_of(kind, field.plain)
        return _column(item) if isinstance(item, Single) else None
    if table_shown(field.parent) == kind.table and field.name in _OF_ID:
        return _of_id(_OF_ID[field.name])
    source = _TEXTS.get((field.parent, field.name)) or _TEXTS.get((ANY, field.name))
    if source is not None and isinstance(item_of(kind, source), Listed):
        unnamed = field.name in {"label", "statement"} and table_shown(field.parent) is not None
        return _text(source, unnamed=unnamed)
    if field.parent == "Time":
        return _TIME.get(field.name)
    if (field.parent, field.name) == ("EventStatus", "value"):
        item = item_of(kind, "status")
        return _column(item) if isinstance(item, Single) else None
    return None


def _column(item: Single) -> Step:
    """A column as it is."""
    word = item.column.type is ColumnType.WORD

    def step(run: Any, field: FieldPlan, batch: Rows, _places: Any) -> Texts | None:
        columns, name = batch.columns, item.column.name
        layer: Any = field.layer
        run.work.columns += 1
        if word:
            return coded(columns, batch, name, layer.field, layer.write, layer.null)
        values = columns.values(batch.kind.table, name, batch.rows)
        null, write = layer.null, layer.write
        if null is None and None in values:
            return None
        return [null if value is None else write(value) for value in values]

    return step


def coded(
    columns: Columns,
    batch: Rows,
    column: str,
    what: Any,
    make: Made,
    null: str | Callable[[], str] | None,
) -> Texts | None:
    """The texts of a column of words, each made once for its code; `null` is that of none."""
    table = batch.kind.table
    known = columns.written.setdefault(("word", table, column, what), {})
    codes = columns.codes(table, column, batch.rows).tolist()
    if null is None and -1 in codes:
        return None
    try:
        return [known[code] for code in codes]
    except KeyError:
        fresh = {code for code in codes if code not in known}
    grown = 0
    for code in fresh:
        if code == -1:
            known[code] = null() if callable(null) else null
        else:
            known[code] = make(columns.word(table, column, code))
        grown += len(known[code])
    found = [known[code] for code in codes]
    columns.grown(grown)
    return found


# ---- of the id


def _of_id(make: Callable[[str, Rows], str]) -> Step:
    def step(run: Any, _field: FieldPlan, batch: Rows, _places: Any) -> Texts:
        run.work.columns += 1
        ids = batch.columns.values(batch.kind.table, "id", batch.rows)
        return [make(text, batch) for text in ids]

    return step


def _record_kind(text: str, _batch: Rows) -> str:
    kind = kind_of(text)
    shown = RecordKind.CONCEPT if kind in SCHEMES else RecordKind(kind)
    return f'"{shown.name}"'


# Ids, slugs and what is made of them need no escapes.
_OF_ID: Final[dict[str, Callable[[str, Rows], str]]] = {
    "id": lambda text, _batch: f'"{node_id(text)}"',
    "slug": lambda text, _batch: f'"{slug_of(text)}"',
    "ref": lambda text, _batch: f'"{text}"',
    "iri": lambda text, batch: quoted(batch.scope.base + text),
    "recordKind": _record_kind,
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


def _text(source: str, *, unnamed: bool) -> Step:
    """A text in the language asked for; `unnamed`: the slug where there is none."""

    def step(run: Any, field: FieldPlan, batch: Rows, _places: Any) -> Texts | None:
        lang = field.arguments.values(run.variables).get("lang")
        columns = batch.columns
        item: Any = item_of(batch.kind, source)
        langs = batch.scope.langs(lang) or batch.scope.view.dataset.languages
        found = columns.labels(item.table, batch.rows, langs)
        run.work.columns += 2
        if not unnamed:
            return ["null" if text is None else quoted(text) for text in found]
        if None not in found:
            return [quoted(text) for text in found if text is not None]
        ids = columns.values(batch.kind.table, "id", batch.rows)
        pairs = zip(found, ids, strict=True)
        return [quoted(slug_of(i) if text is None else text) for text, i in pairs]

    return step


# ---- of a date


def _day(column: str) -> Step:
    def step(run: Any, _field: FieldPlan, batch: Rows, _places: Any) -> Texts:
        columns = batch.columns
        kind = batch.kind
        days = columns.values(kind.table, kind.prefix + column, batch.rows)
        run.work.columns += 1
        known = columns.written.setdefault("days", {NEG_INF: "null", POS_INF: "null"})
        try:
            return [known[day] for day in days]
        except KeyError:
            fresh = {day for day in days if day not in known}
        known.update((day, f'"{iso_day(day)}"') for day in fresh)
        found = [known[day] for day in days]
        columns.grown(sum(len(known[day]) for day in fresh))
        return found

    return step


def _state(column: str) -> Step:
    def step(run: Any, field: FieldPlan, batch: Rows, _places: Any) -> Texts | None:
        layer: Any = field.layer
        columns = batch.columns
        run.work.columns += 1
        name = batch.kind.prefix + column
        return coded(columns, batch, name, layer.field, layer.write, None)

    return step


_SAID: Final = ("ongoing", "attested", "ended", "calendar")


def _words(run: Any, field: FieldPlan, batch: Rows, _places: Any) -> Texts | None:
    lang = batch.scope.langs(field.arguments.values(run.variables).get("lang"))[0]
    columns, kind = batch.columns, batch.kind
    said = [kind.prefix + name for name in _SAID if columns.said(kind.table, kind.prefix + name)]
    run.work.columns += 1 + len(said)
    if any(any(columns.values(kind.table, name, batch.rows)) for name in said):
        return None
    return coded(
        columns,
        batch,
        kind.prefix + "edtf",
        ("words", lang),
        lambda edtf: quoted(words_of(When(edtf=edtf), lang)),
        lambda: quoted(words_of(When(), lang)),
    )


_TIME: Final[dict[str, Step]] = {
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
