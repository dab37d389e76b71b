"""How do those who share events leave, before any of them is put together?"""

from __future__ import annotations

from typing import Final

from kg.api.compiled.batch import Objects, Step, Texts
from kg.api.compiled.bound import ready
from kg.api.compiled.places import Places
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Rows, record_kind, shown_type
from kg.api.compiled.run import Run
from kg.query import NOW
from kg.query.columns_of import as_rows
from kg.query.relationships import rows_of


def _actor(run: Run, field: FieldPlan, batch: Objects, places: Places) -> Texts | None:
    """Who took part in the same events; None when some of it is not of now."""
    shared = batch.objects()
    if any(one.scope.view.clocks != NOW for one in shared):
        return None
    scope = shared[0].scope
    rows = rows_of(scope.view, [one.record for one in shared])
    if len(rows) < len(shared):
        return None
    run.touch("actor", rows)
    texts = ready(run, field, "actor", scope, rows)
    if texts is not None:
        return texts
    run.work.rows += len(rows)
    inner = Rows(scope, record_kind("actor"), as_rows(rows))
    texts = run.selected(field.below(shown_type("actor")), inner, run.under(field, places))
    return ["null" if text is None else text for text in texts]  # the field may be null


TIES: Final[dict[tuple[str, str], Step]] = {("CoParticipant", "actor"): _actor}
