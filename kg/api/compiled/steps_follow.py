"""Which fields follow a record or part to what it names or holds?

The layout of the columns says how: a reference, a list of references, a part in the same
row, parts in rows of their own. What is selected below a reference is often the same for
many rows (the actor of a participation, the kind of an event): where it depends on nothing
but the record, its text is kept as long as the snapshot, within bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kg.api.compiled.batch import Texts
from kg.api.compiled.bound import ready
from kg.api.compiled.places import Members, Places, Some
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Kind, Rows, item_of, one_type, record_kind, shown_type
from kg.api.compiled.run import Run, among, joined, put_at
from kg.columns.layout import Listed, Single, Whole
from kg.errors import InternalError
from kg.query.columns_of import as_rows, some_of
from kg.query.states import STATUSES

_NOT: Final = -1  # the code of no word


def follow(name: str) -> Any:
    """The step of a field that shows what the record has under this name."""

    def step(run: Run, field: FieldPlan, batch: Rows, places: Places) -> Texts | None:
        item = item_of(batch.kind, name)
        if item is None or not _plainly(field):
            return None
        if isinstance(item, Single):
            return _reference(run, field, batch, places, item.column.name)
        if isinstance(item, Whole):
            return _part(run, field, batch, places, item)
        if item.shape is None:
            return _references(run, field, batch, places, item.table)
        return _parts(run, field, batch, places, item)

    return step


def _plainly(field: FieldPlan) -> bool:
    """Whether no argument narrows the field."""
    given = field.arguments.constant
    if not field.arguments.definition.args:
        return True
    if given is None or isinstance(given, Exception):
        return False
    return all(value is None for value in given.values())


def _reference(
    run: Run, field: FieldPlan, batch: Rows, places: Places, column: str
) -> Texts | None:
    codes = batch.columns.picker(batch.kind.table, column)(batch.rows)
    run.work.columns += 1
    texts = _texts(run, field, batch, run.under(field, places), column, codes)
    return None if not field.layer.nullable and None in texts else texts


def _references(
    run: Run, field: FieldPlan, batch: Rows, places: Places, table: str
) -> Texts | None:
    columns = batch.columns
    members, counts = columns.members(table, batch.rows)
    if not len(members):
        return ["[]"] * len(counts)
    layer: Any = field.layer
    run.work.columns += 2
    here = Members(run.under(field, places), counts, nullable=layer.item.nullable)
    inner = Rows(batch.scope, Kind(table, "", table), members, _unmade)
    texts = _texts(run, field, inner, here, "value", columns.picker(table, "value")(members))
    if None in texts:
        return None  # numbers in the list would not be those of the answer
    return joined(texts, counts, None, layer.null)


def _unmade() -> list[Any]:
    raise InternalError("members of a list of references are read by their codes")


def _texts(run: Run, field: FieldPlan, batch: Rows, here: Places, column: str, codes: Any) -> Texts:
    """The text of the record that each code means, None for one that is not seen."""
    columns = batch.columns
    targets = columns.targets(batch.scope.view, batch.kind.table, column)
    if targets is None:
        return _several(run, field, batch, here, column, codes.tolist())
    table, rows = targets.table, targets.of(codes)
    run.touch(table, rows)
    texts = ready(run, field, table, batch.scope, rows)
    if texts is not None:
        return texts
    return _below(run, field, batch, here, [None if r < 0 else (table, r) for r in rows])


def _several(
    run: Run, field: FieldPlan, batch: Rows, here: Places, column: str, codes: list[int]
) -> Texts:
    """The same where the records are of several tables, or very many."""
    view, where = batch.scope.view, (batch.kind.table, column)
    found = {code: batch.columns.target(view, *where, code) for code in set(codes) - {_NOT}}
    for target in found.values():
        if target is not None:
            run.touch(target[0], [target[1]])
    return _below(run, field, batch, here, [found.get(code) for code in codes])


def _below(
    run: Run,
    field: FieldPlan,
    batch: Rows,
    here: Places,
    targets: Sequence[tuple[str, int] | None],
) -> Texts:
    """What is selected of the records in these rows, table by table."""
    found: Texts = [None] * len(targets)
    groups: dict[str, list[int]] = {}
    for at, target in enumerate(targets):
        if target is not None:
            groups.setdefault(target[0], []).append(at)
    for table, chosen in groups.items():
        rows = as_rows([targets[at][1] for at in chosen])  # type: ignore[index]  # as just seen
        inner = Rows(batch.scope, record_kind(table), rows)
        run.work.rows += len(chosen)
        texts = run.selected(field.below(shown_type(table)), inner, Some(here, chosen))
        put_at(found, chosen, texts, None)
    return found


def _part(run: Run, field: FieldPlan, batch: Rows, places: Places, item: Whole) -> Texts | None:
    shown = one_type(field)
    if shown is None:
        return None
    kind = Kind(batch.kind.table, item.shape.prefix, f"{batch.kind.path}.{item.field.name}")
    here = run.under(field, places)
    chosen: Sequence[int] = range(len(batch))
    if item.given is not None:
        given = batch.columns.taker(kind.table, item.given)(batch.rows)
        chosen = [at for at, said in enumerate(given) if said is not None and said is not False]
    whole = len(chosen) == len(batch)
    rows = batch.rows if whole else some_of(batch.rows, chosen)

    def objects() -> list[Any]:
        made = run.resolved(field, batch, here)
        return made if whole else [made[at] for at in chosen]

    inner = Rows(batch.scope, kind, rows, objects)
    texts = run.selected(field.below(shown), inner, here if whole else Some(here, chosen))
    if whole and None not in texts:
        return texts
    return among(len(batch), chosen, texts, field.layer.null)


def status(run: Run, field: FieldPlan, batch: Rows, places: Places) -> Texts | None:
    """The step of `Event.status`: of all statuses of an event, the one that counts."""
    shown = one_type(field)
    if shown is None:
        return None
    chosen, parts = batch.columns.statuses(batch.scope.view, batch.rows)
    run.work.rows += len(chosen)
    run.work.columns += 1
    here = run.under(field, places)

    def objects() -> list[Any]:
        return [one for one in run.resolved(field, batch, here) if one is not None]

    inner = Rows(batch.scope, Kind(STATUSES, "", STATUSES), parts, objects)
    texts = run.selected(field.below(shown), inner, Some(here, chosen))
    return among(len(batch), chosen, texts, field.layer.null)


def _parts(run: Run, field: FieldPlan, batch: Rows, places: Places, item: Listed) -> Texts | None:
    shown = one_type(field)
    if shown is None:
        return None
    columns = batch.columns
    members, counts = columns.members(item.table, batch.rows)
    run.work.rows += len(members)
    run.work.columns += 1
    here = run.under(field, places)
    layer: Any = field.layer

    def objects() -> list[Any]:
        made = run.resolved(field, batch, here)
        if item.one:
            return [one for one in made if one is not None]
        return [one for many in made for one in many]

    inner = Rows(batch.scope, Kind(item.table, "", item.table), members, objects)
    selection = field.below(shown)
    if item.one:
        chosen = [at for at, count in enumerate(counts) if count]
        texts = run.selected(selection, inner, Some(here, chosen))
        return among(len(batch), chosen, texts, layer.null)
    below = Members(here, counts, nullable=layer.item.nullable)
    return joined(run.selected(selection, inner, below), counts, None, layer.null)
