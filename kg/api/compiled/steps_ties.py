"""How do those who are tied leave, before any of them is put together?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from kg import native
from kg.api.budget import Cancelled, SpentError
from kg.api.compiled.batch import Objects, Step, Texts
from kg.api.compiled.bound import reader_of, ready
from kg.api.compiled.places import Members, Places, Some
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Rows, record_kind, shown_type
from kg.api.compiled.run import Run, joined, put_at
from kg.api.context import Scope
from kg.api.network import sharing_of
from kg.api.ties import CoParticipant
from kg.native import UnfitError
from kg.query import NOW, written
from kg.query.columns_of import as_rows
from kg.query.relationships import Sharing
from kg.query.scene import network, rows_now

SHARING: Final = "sharing"
"""The kind of batches of those who share events."""
CLOCKS: Final = ("as_of", "known_at", "reported_by")


class Sharers:
    """Those who share events with an actor, by numbers."""

    __slots__ = ("found", "scope")
    kind: Any = SHARING

    def __init__(self, scope: Scope, found: Sharing) -> None:
        self.scope, self.found = scope, found

    def __len__(self) -> int:
        return len(self.found)

    def objects(self) -> Sequence[Any]:
        """They as the resolver makes them."""
        return [CoParticipant(record=one, scope=self.scope) for one in self.found.each()]


def _sharing(run: Run, field: FieldPlan, _batch: Objects, places: Places) -> Texts | None:
    """`coParticipants`; None when it is not of now, or arguments do not fit."""
    layer: Any = field.layer
    here = run.under(field, places)
    try:
        arguments = dict(field.arguments.values(run.variables))
        if any(arguments.pop(clock, None) is not None for clock in CLOCKS):
            return None
        scope = run.request.at(NOW)
        found = sharing_of(scope, **arguments)
    except (SpentError, Cancelled):
        raise
    except Exception as error:  # noqa: BLE001  (every error of a field is part of the answer)
        run.faults.note(here.path(0), field.nodes, error)
        return [layer.null]
    whole = _at_once(run, field, scope, found)
    if whole is not None:
        return [whole]
    counts = [len(found)]
    run.work.rows += len(found)
    inner: Any = Sharers(scope, found)
    below = Members(here, counts, nullable=layer.item.nullable)
    texts = run.selected(field.below(layer.item.named), inner, below)
    return joined(texts, counts, None, layer.null)


def _at_once(run: Run, field: FieldPlan, scope: Scope, found: Sharing) -> str | None:
    """The whole list by a kernel, where it has no more than actors that depend on their records
    alone; else None.

    Equals: kg.api.compiled.steps_ties.OF_SHARING, field by field
    Raises: CrowdedError when the limit of records may be met, which only steps can count.
    """
    layer: Any = field.layer
    selection = field.below(layer.item.named)
    plain = run.bound and native.there() and all(one.name in OF_SHARING for one in selection.fields)
    rows = rows_now(scope.view, "actor", found.members) if plain else None
    if rows is None:
        return None
    writers, weight = [], 0
    for one in selection.fields:
        if one.name != "actor":
            writers.append(written.beside(getattr(found, one.name)))
            continue
        reading = reader_of(one, "actor", scope)
        if reading is None:
            return None
        writers.append(reading.writer)
        weight += reading.weight
        run.touch("actor", rows)
    run.reserve(len(rows) * weight)
    edge = written.object_of(selection.template.literals, writers)
    try:
        text, read, kept = native.texts.listed(edge, run, rows, b"")
    except UnfitError:
        return None
    run.work.rows += len(rows) + read
    run.work.kept += kept
    return text


def _actor(run: Run, field: FieldPlan, batch: Sharers, places: Places) -> Texts | None:
    here = run.under(field, places)
    return _of_table(run, field, batch.scope, "actor", batch.found.members, here)


def _number(of: Callable[[Sharing], list[int]]) -> Step:
    def step(run: Run, _field: FieldPlan, batch: Sharers, _places: Places) -> Texts:
        run.work.columns += 1
        return list(map(str, of(batch.found)))

    return step


def _of_table(
    run: Run, field: FieldPlan, scope: Scope, table: str, firsts: Sequence[int], here: Places
) -> Texts | None:
    """What a field selects of records of one table, by their first rows; None when some of them
    are not seen now.
    """
    rows = rows_now(scope.view, table, firsts)
    if rows is None:
        return None
    run.touch(table, rows)
    texts = ready(run, field, table, scope, rows)
    if texts is not None:
        return texts
    run.work.rows += len(rows)
    inner = Rows(scope, record_kind(table), as_rows(rows))
    return run.selected(field.below(shown_type(table)), inner, here)


def _end(side: str) -> Step:
    """One end of ties: records of any table."""

    def step(run: Run, field: FieldPlan, batch: Objects, places: Places) -> Texts | None:
        ties = batch.objects()
        if any(one.scope.view.clocks != NOW for one in ties):
            return None
        members = [getattr(one.record.steps, side) for one in ties]
        return _of_members(run, field, ties[0].scope, members, run.under(field, places))

    return step


def _of_members(
    run: Run, field: FieldPlan, scope: Scope, members: Sequence[int], here: Places
) -> Texts | None:
    """What a field selects of members of the network; None when some are not seen now."""
    groups: dict[str, tuple[list[int], list[int]]] = {}
    net = network(scope.view)
    for at, member in enumerate(members):
        table, row = net.table(member)
        chosen, firsts = groups.setdefault(table, ([], []))
        chosen.append(at)
        firsts.append(row)
    found: Texts = [None] * len(members)
    for table, (chosen, firsts) in groups.items():
        texts = _of_table(run, field, scope, table, firsts, Some(here, chosen))
        if texts is None:
            return None
        put_at(found, chosen, texts, None)
    return found


TIES: Final[dict[tuple[str, str], Step]] = {
    ("Query", "coParticipants"): _sharing,
    ("Tie", "origin"): _end("one"),
    ("Tie", "target"): _end("two"),
}
OF_SHARING: Final[dict[str, Step]] = {
    "actor": _actor,
    "certain": _number(lambda found: found.certain),
    "possible": _number(lambda found: found.possible),
}
