"""Which records does an operation begin with, before any is put together?"""

from __future__ import annotations

from typing import Any, Final

from kg.api.compiled.batch import Objects, Step, Texts
from kg.api.compiled.bound import ready
from kg.api.compiled.places import Places
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Rows, record_kind, shown_type
from kg.api.compiled.run import Run
from kg.api.context import one_of
from kg.api.identity import identifier_of
from kg.columns import table_of
from kg.errors import KgError
from kg.query import NOW
from kg.query.columns_of import as_rows

_CLOCKS: Final = ("as_of", "known_at", "reported_by")
KINDS: Final = ("event", "actor", "office", "place", "instrument", "source", "claim")


def _one(run: Run, field: FieldPlan, _batch: Objects, places: Places) -> Texts | None:
    """One record by its id; whatever is wrong with that is for the resolver to say."""
    arguments = field.arguments.values(run.variables)
    if any(arguments.get(clock) is not None for clock in _CLOCKS):
        return None
    scope = run.request.at(NOW)
    identifier = _named(field, arguments, scope.base)
    table = None if identifier is None else table_of(identifier)
    if identifier is None or table is None:
        return None
    row = scope.view.row(identifier)
    if row is None:
        return ["null"]
    run.touch(table, [row])
    texts = ready(run, field, table, scope, [row])
    if texts is not None:
        return texts
    run.work.rows += 1
    inner = Rows(scope, record_kind(table), as_rows([row]))
    here = run.under(field, places)
    return run.selected(field.below(shown_type(table)), inner, here)


def _named(field: FieldPlan, arguments: Any, base: str) -> str | None:
    keys = ("id", "slug", "iri") if field.name in KINDS else ("id", "ref")
    given = {key: arguments.get(key) for key in keys}
    kinds = (field.name,) if field.name in KINDS else ()
    try:
        _, text = one_of(field.name, **given)
        return identifier_of(text, base, kinds)
    except KgError:
        return None


ROOT: Final[dict[tuple[str, str], Step]] = {
    ("Query", name): _one for name in (*KINDS, "node", "record")
}
