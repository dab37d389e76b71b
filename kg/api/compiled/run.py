"""What does a plan answer?

Breadth first: every field of a selection is worked out for all sources of a batch, then what
is selected below it for all values together. Where no column step fits, the field's own
resolver is called for each source.
Equals: stock execution (`kg.api.run.stock_answer`), texts and errors alike
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, Final, cast

from graphql import GraphQLObjectType
from graphql.execution.values import VariableValues

from kg.api.budget import Cancelled, SpentError
from kg.api.compiled.batch import Batch, Finder, Objects, Straight, Texts
from kg.api.compiled.layers import Layer, Leaf, ListOf, ObjectOf
from kg.api.compiled.nulls import FAILED, Faults
from kg.api.compiled.places import Members, Places, Some, Top, Under
from kg.api.compiled.plan import FieldPlan, Plan, Selection
from kg.api.compiled.work import Work
from kg.api.context import Request

_NO_ROW: Final = -1
_ROOT: Final = Objects([None])


class CrowdedError(Exception):
    """So many records may be touched that they must be counted one by one."""


class Run:
    """One performance of a plan.

    `steps` finds column steps; without it every field goes by its resolver. `bound` False
    goes field by field also where a reader of the whole selection is at hand. `straight` says
    whether root fields may be answered at one go; it is False once that was tried in vain.
    """

    bound = True
    straight = True

    def __init__(
        self, request: Request, variables: VariableValues, steps: Finder | None = None
    ) -> None:
        self.request = request
        self.context = request  # what resolvers read of `info`
        self.variables = variables
        self.faults = Faults()
        self.work = Work()
        self._steps = steps
        self._touched: dict[str, set[int]] = {}
        self._reserved = 0

    def touch(self, table: str, rows: Iterable[int]) -> None:
        """Spend the records in these rows of a table, each once for the operation.

        The row -1 is none.
        Raises: SpentError, Cancelled.
        """
        seen = self._touched.setdefault(table, {_NO_ROW})
        before = len(seen)
        seen.update(rows)
        self.request.budget.spend(len(seen) - before)

    def shows(self, records: int) -> None:
        """Note that so many records of one table are shown, perhaps not for the first time.

        They are not spent: with what is, they may not come near the limit.
        Raises: CrowdedError as `reserve`; SpentError when there is no time left, Cancelled.
        """
        self.reserve(records)
        self.request.budget.spend(0)

    def begin_anew(self) -> None:
        """Forget what was found, and go field by field from here on."""
        self.bound = False
        self.faults, self.work = Faults(), Work()
        self._touched.clear()
        self._reserved = 0

    def reserve(self, records: int) -> None:
        """Note that texts that are ready, or will be at once, may stand for so many records.

        Raises: CrowdedError when more might have been touched than may be.
        """
        self._reserved += records
        budget = self.request.budget
        if self._reserved + budget.records > budget.limits.max_records:
            raise CrowdedError

    def data(self, plan: Plan) -> list[bytes]:
        """The JSON of `data`, in pieces.

        Raises: CrowdedError, SpentError, Cancelled.
        """
        whole = self._straight(plan.root)
        if whole is None:
            (text,) = self.selected(plan.root, _ROOT, Top())
            self.reserve(0)  # what was spent after it was told how many are shown
            whole = [b"null" if text is None else text.encode()]
        return whole

    def _straight(self, root: Selection) -> list[bytes] | None:
        """The same, where all that is asked for is one field that is answered at one go."""
        if len(root.fields) != 1 or self._steps is None:
            return None
        step = self._steps(root.fields[0], _ROOT)
        if not isinstance(step, Straight):
            return None
        pieces = step.pieces(self, root.fields[0])
        if pieces is None:
            self.straight = False
            return None
        whole = root.template.laid([b""])
        whole[1:2] = pieces
        return whole

    def selected(self, selection: Selection, batch: Batch, places: Places) -> Texts:
        """The objects that a selection makes of a batch."""
        size = len(batch)
        if not size:
            return []
        if not selection.fields:
            return [*selection.template.literals] * size
        columns: list[Any] = [self.field(field, batch, places) for field in selection.fields]
        if size == 1:
            alone = [text for (text,) in columns]
            return [None if None in alone else selection.template.one(alone)]
        for column in columns:
            if None in column:
                break
        else:
            return list(selection.template.put(columns))
        whole = [at for at, row in enumerate(zip(*columns, strict=True)) if None not in row]
        texts = selection.template.put([[column[at] for at in whole] for column in columns])
        return among(size, whole, texts, None)

    def field(self, field: FieldPlan, batch: Batch, places: Places) -> Texts:
        """The values of one field for a batch of sources."""
        if self._steps is not None:
            step = self._steps(field, batch)
            found = None if step is None else step(self, field, batch, places)
            if found is not None:
                return _ended(found, field.layer.null)
        here = self.under(field, places)
        return self.complete(field, field.layer, self.resolved(field, batch, here), here)

    @staticmethod
    def under(field: FieldPlan, places: Places) -> Places:
        """Where the values of a field stand."""
        return Under(places, field.step)

    def resolved(self, field: FieldPlan, batch: Batch, here: Places) -> list[Any]:
        """What the resolver of a field says of each source, FAILED where it raises."""
        sources = batch.objects()
        self.work.called += len(sources)
        try:
            arguments = field.arguments.values(self.variables)
        except Exception as error:  # noqa: BLE001  (every error of a field is part of the answer)
            return self._all_failed(field, error, here, len(sources))
        resolve, found = field.resolve, []
        for at, source in enumerate(sources):
            try:
                found.append(resolve(source, arguments, self))
            except (SpentError, Cancelled):
                raise
            except Exception as error:  # noqa: BLE001  (as above)
                self.faults.note(here.path(at), field.nodes, error)
                found.append(FAILED)
        return found

    def _all_failed(self, field: FieldPlan, error: Exception, here: Places, size: int) -> list[Any]:
        for at in range(size):
            self.faults.note(here.path(at), field.nodes, error)
        return [FAILED] * size

    def complete(
        self, field: FieldPlan, layer: Layer, values: Sequence[Any], here: Places
    ) -> Texts:
        """The JSON of values of a type."""
        if isinstance(layer, Leaf):
            return self._leaves(field, layer, values, here)
        if isinstance(layer, ListOf):
            return self._lists(field, layer, values, here)
        return self._objects(field, cast("ObjectOf", layer), values, here)

    def _leaves(self, field: FieldPlan, layer: Leaf, values: Sequence[Any], here: Places) -> Texts:
        return self._each(field, layer, values, here, layer.write)

    def _each(
        self,
        field: FieldPlan,
        layer: Layer,
        values: Sequence[Any],
        here: Places,
        make: Callable[[Any], Any],
    ) -> list[Any]:
        """What `make` makes of each value that is there."""
        found: list[Any] = []
        null = layer.null
        for at, value in enumerate(values):
            if value is None:
                if null is None:
                    self._missing(field, layer, at, here)
                found.append(null)
            elif value is FAILED:
                found.append(null)
            else:
                try:
                    if isinstance(value, Exception):
                        raise value  # noqa: TRY301  (a resolver may hand an error over as a value)
                    found.append(make(value))
                except Exception as error:  # noqa: BLE001  (as above)
                    self.faults.note(here.path(at), field.nodes, error)
                    found.append(null)
        return found

    def _missing(self, field: FieldPlan, layer: Layer, at: int, here: Places) -> None:
        error = TypeError(f"Cannot return null for non-nullable field {layer.field}.")
        self.faults.note(here.path(at), field.nodes, error)

    def _lists(self, field: FieldPlan, layer: ListOf, values: Sequence[Any], here: Places) -> Texts:
        lists = self._each(field, layer, values, here, list)
        flat = [member for one in lists if one.__class__ is list for member in one]
        counts = [len(one) if one.__class__ is list else 0 for one in lists]
        inner = Members(here, counts, nullable=layer.item.nullable)
        texts = self.complete(field, layer.item, flat, inner)
        given = [one.__class__ is list for one in lists]
        return joined(texts, counts, given, layer.null)

    def _objects(
        self, field: FieldPlan, layer: ObjectOf, values: Sequence[Any], here: Places
    ) -> Texts:
        shown = self._each(field, layer, values, here, layer.concrete)
        null, first = layer.null, shown[0] if shown else None
        if isinstance(first, GraphQLObjectType) and shown.count(first) == len(shown):
            return _ended(self.selected(field.below(first), Objects(values), here), null)
        groups: dict[str, tuple[GraphQLObjectType, list[int]]] = {}
        for at, one in enumerate(shown):
            if isinstance(one, GraphQLObjectType):
                groups.setdefault(one.name, (one, []))[1].append(at)
        found: Texts = [null] * len(shown)
        for runtime, chosen in groups.values():
            batch = Objects([values[at] for at in chosen])
            texts = self.selected(field.below(runtime), batch, Some(here, chosen))
            put_at(found, chosen, texts, null)
        return found


def _ended(texts: Texts, null: str | None) -> Texts:
    """The same texts; what an error made nothing is null, where the field may be."""
    if null is None or None not in texts:
        return texts
    return [null if text is None else text for text in texts]


def put_at(found: list[Any], chosen: Sequence[int], texts: Sequence[Any], null: Any) -> None:
    """Put texts at their places among others; `null` for one that is None."""
    for at, text in zip(chosen, texts, strict=True):
        found[at] = null if text is None else text


def among(size: int, chosen: Sequence[int], texts: Sequence[Any], null: Any) -> list[Any]:
    """So many texts: these at their places, `null` everywhere else and for one that is None."""
    found = [null] * size
    put_at(found, chosen, texts, null)
    return found


def joined(
    texts: Texts, counts: Sequence[int], given: Sequence[bool] | None, null: str | None
) -> Texts:
    """Texts as lists of so many each; a list in which one is None is null itself.

    `given` says which lists there are.
    """
    ends = list(accumulate(counts))
    whole: list[Any] = texts
    if given is None and None not in texts:
        spans = zip(ends, counts, strict=True)
        return [f"[{','.join(whole[end - count : end])}]" for end, count in spans]
    found: Texts = []
    for at, (end, count) in enumerate(zip(ends, counts, strict=True)):
        members = whole[end - count : end]
        there = (given is None or given[at]) and None not in members
        found.append(f"[{','.join(members)}]" if there else null)
    return found
