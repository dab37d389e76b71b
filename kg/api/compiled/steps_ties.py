"""How do those who are tied leave, before any of them is put together?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from kg import native
from kg.api.budget import Cancelled, SpentError
from kg.api.compiled.batch import Objects, Step, Straight, Texts
from kg.api.compiled.bound import kept_for, reader_of, ready
from kg.api.compiled.inquiry import Read, sharing_inquiry
from kg.api.compiled.places import Members, Places, Some
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Rows, record_kind, shown_type
from kg.api.compiled.run import Run, joined, put_at
from kg.api.context import Scope
from kg.api.network import sharing_of
from kg.api.ties import CoParticipant, counted
from kg.native import UnfitError
from kg.query import NOW, written
from kg.query.columns_of import as_rows
from kg.query.presence import network, rows_now
from kg.query.relationships import Sharing
from kg.query.relationships import sharing as sharing_with

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


def sharing(field: FieldPlan) -> Step:
    """The step of `coParticipants`, which asks straight where that can be."""
    inquiry = sharing_inquiry(field.arguments.node, field.arguments.definition.args)
    if inquiry is None:
        return _by_arguments
    return Straight(partial(_pieces, inquiry), partial(_by_inquiry, inquiry))


def _pieces(inquiry: Read, run: Run, field: FieldPlan) -> list[bytes] | None:
    """Who shares events with the actor asked for; None where something is in the way."""
    whole = _writing(run, field)
    if whole is None:
        return None
    found = _found(run, inquiry)
    text = None if found is None else _at_once(run, found, whole)
    return None if text is None else [text]


def _found(run: Run, inquiry: Read) -> Sharing | None:
    """They by numbers; None where something is wrong with the question."""
    view = run.request.now
    try:
        asked = inquiry(view, run.variables.coerced)
        counted(asked["first"], "first")
        return sharing_with(view, **asked)
    except (SpentError, Cancelled):
        raise
    except Exception:  # noqa: BLE001  (it is come upon again, and told)
        return None


def _by_inquiry(
    inquiry: Read, run: Run, field: FieldPlan, batch: Objects, places: Places
) -> Texts | None:
    """They by steps. What can be written at one go has been asked for, in vain."""
    found = _found(run, inquiry) if _writing(run, field) is None else None
    if found is None:
        return _by_arguments(run, field, batch, places)
    return _shown(run, field, found, places)


def _by_arguments(run: Run, field: FieldPlan, _batch: Objects, places: Places) -> Texts | None:
    """The same as arguments make it; None when it is not of now, or these do not fit."""
    layer: Any = field.layer
    try:
        arguments = dict(field.arguments.values(run.variables))
        if any(arguments.pop(clock, None) is not None for clock in CLOCKS):
            return None
        found = sharing_of(run.request.at(NOW), **arguments)
    except (SpentError, Cancelled):
        raise
    except Exception as error:  # noqa: BLE001  (every error of a field is part of the answer)
        run.faults.note(run.under(field, places).path(0), field.nodes, error)
        return [layer.null]
    return _shown(run, field, found, places)


def _shown(run: Run, field: FieldPlan, found: Sharing, places: Places) -> Texts:
    layer: Any = field.layer
    whole = _writing(run, field)
    text = None if whole is None else _at_once(run, found, whole)
    if text is not None:
        return [text.decode()]
    counts = [len(found)]
    run.work.rows += len(found)
    inner: Any = Sharers(run.request.at(NOW), found)
    below = Members(run.under(field, places), counts, nullable=layer.item.nullable)
    texts = run.selected(field.below(layer.item.named), inner, below)
    return joined(texts, counts, None, layer.null)


class _Whole(NamedTuple):
    """What writes one of those who share events, and how many records it touches at most besides.

    `numbers` are the columns of a `Sharing` that it writes, in their order.
    """

    writer: written.Writer
    weight: int
    numbers: Sequence[str]


def _writing(run: Run, field: FieldPlan) -> _Whole | None:
    """What writes the list, where it has no more than actors that depend on their records alone."""
    if not (run.bound and native.there()):
        return None
    known = kept_for(field, run.request.now)
    if SHARING not in known:
        known[SHARING] = _whole(field, run.request.at(NOW))
    whole: _Whole | None = known[SHARING]
    return whole


def _at_once(run: Run, found: Sharing, whole: _Whole) -> bytes | None:
    """The whole list by a kernel; None when a record is not seen, or not such as it writes.

    Equals: kg.api.compiled.steps_ties.OF_SHARING, field by field
    Raises: CrowdedError when the limit of records may be met, which only steps can count.
    """
    rows = rows_now(found.view, "actor", found.members)
    if rows is None:
        return None
    if whole.weight >= 0:
        run.shows(len(rows) * (1 + whole.weight))
    notes = [getattr(found, name) for name in whole.numbers]
    try:
        text, read, kept = native.pages.listed(whole.writer, run, rows, notes)
    except UnfitError:
        return None
    run.work.rows += len(rows) + read
    run.work.kept += kept
    return text


def _whole(field: FieldPlan, scope: Scope) -> _Whole | None:
    layer: Any = field.layer
    selection = field.below(layer.item.named)
    writers: list[written.Writer] = []
    numbers: list[str] = []
    weights: list[int] = []
    for one in selection.fields:
        if one.name not in OF_SHARING:
            return None
        if one.name != "actor":
            writers.append(written.beside(len(numbers)))
            numbers.append(one.name)
            continue
        reading = reader_of(one, "actor", scope)
        if reading is None:
            return None
        writers.append(reading.writer)
        weights.append(reading.weight)
    whole = written.object_of(selection.template.literals, writers)
    return _Whole(whole, sum(weights) if weights else -1, numbers)


def _actor(run: Run, field: FieldPlan, batch: Sharers, places: Places) -> Texts | None:
    here = run.under(field, places)
    return _of_table(run, field, batch.scope, "actor", batch.found.members, here)


def _number(of: Callable[[Sharing], Any]) -> Step:
    def step(run: Run, _field: FieldPlan, batch: Sharers, _places: Places) -> Texts:
        run.work.columns += 1
        return list(map(str, of(batch.found).tolist()))

    return step


def _of_table(
    run: Run, field: FieldPlan, scope: Scope, table: str, of_members: Any, here: Places
) -> Texts | None:
    """What a field selects of records of one table, by the rows that number them; None
    when some are not seen now.
    """
    seen = rows_now(scope.view, table, of_members)
    if seen is None:
        return None
    rows = seen.tolist()
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
        chosen, of_members = groups.setdefault(table, ([], []))
        chosen.append(at)
        of_members.append(row)
    found: Texts = [None] * len(members)
    for table, (chosen, of_members) in groups.items():
        texts = _of_table(run, field, scope, table, as_rows(of_members), Some(here, chosen))
        if texts is None:
            return None
        put_at(found, chosen, texts, None)
    return found


TIES: Final[dict[tuple[str, str], Step]] = {
    ("Tie", "origin"): _end("one"),
    ("Tie", "target"): _end("two"),
}
OF_SHARING: Final[dict[str, Step]] = {
    "actor": _actor,
    "certain": _number(lambda found: found.certain),
    "possible": _number(lambda found: found.possible),
}
