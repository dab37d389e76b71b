"""How does the page of a timeline leave, before any of its events is put together?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, cast

from kg import native
from kg.api.budget import Cancelled, SpentError
from kg.api.compiled.batch import Objects, Step, Texts
from kg.api.compiled.bound import ready
from kg.api.compiled.pages import MATCHES, at_once, bins_at_once
from kg.api.compiled.places import Members, Places
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import Rows, record_kind, shown_type
from kg.api.compiled.run import Run, joined
from kg.api.compiled.write import day_text
from kg.api.context import Scope
from kg.query import Histogram, RowPage, TimelineAnswer
from kg.query.columns_of import end_to_end

EDGES: Final = "edges"
BINS: Final = "bins"
"""The kinds of batches of edges and bins."""


class Edges:
    """The edges of timelines, as rows of events with what the timelines say of them."""

    __slots__ = ("_make", "pages", "rows", "scope")
    kind: Any = EDGES

    def __init__(self, scope: Scope, pages: Sequence[RowPage], make: Any) -> None:
        self.scope, self.pages, self._make = scope, pages, make
        self.rows = end_to_end([page.rows for page in pages])

    def __len__(self) -> int:
        return len(self.rows)

    def objects(self) -> Sequence[Any]:
        """The edges as the resolver makes them."""
        found: Sequence[Any] = self._make()
        return found


def _pages(run: Run, field: FieldPlan, batch: Objects, here: Places) -> list[RowPage | None] | None:
    """The page of each timeline, None where it cannot be read; None when some is not of now."""
    found: list[RowPage | None] = []
    for at, one in enumerate(batch.objects()):
        if not one.scope.view.now:
            return None
        try:
            found.append(one.rows)
        except (SpentError, Cancelled):
            raise
        except Exception as error:  # noqa: BLE001  (every error of a field is part of the answer)
            run.faults.note(here.path(at), field.nodes, error)
            found.append(None)
    return found


def timeline(run: Run, field: FieldPlan, _batch: Objects, places: Places) -> Texts | None:
    """`timeline` of everything; whatever is wrong with it is for the resolver to say."""
    layer: Any = field.layer
    try:
        found = field.resolve(None, field.arguments.values(run.variables), run)
    except (SpentError, Cancelled):
        raise
    except Exception:  # noqa: BLE001  (the resolver raises it again)
        return None
    run.work.called += 1
    return run.selected(field.below(layer.named), Objects([found]), run.under(field, places))


def _page_info(run: Run, field: FieldPlan, batch: Objects, places: Places) -> Texts | None:
    """`pageInfo` of timelines."""
    pages = _pages(run, field, batch, run.under(field, places))
    if pages is None:
        return None
    null = field.layer.null
    return [null if page is None else info_of(field, page) for page in pages]


def info_of(field: FieldPlan, page: RowPage) -> str:
    """The `pageInfo` of one page."""
    layer: Any = field.layer
    selection = field.below(layer.named)
    return selection.template.one([OF_PAGE[one.name](page) for one in selection.fields])


def _total(run: Run, _field: FieldPlan, batch: Objects, _places: Places) -> Texts | None:
    """`totalCount` of timelines."""
    run.work.columns += 1
    found = _each(batch, lambda answer: answer.total())
    return None if found is None else [*map(str, found)]


def _histogram(run: Run, field: FieldPlan, batch: Objects, _places: Places) -> Texts | None:
    """`histogram` of timelines, where kernels write its bins."""
    if not (run.bound and native.there()):
        return None
    variables = run.variables
    found = _each(batch, lambda answer: answer.histogram(**field.arguments.values(variables)))
    return None if found is None else [*histograms_of(run, field, found)]


def histograms_of(run: Run, field: FieldPlan, found: Sequence[Histogram]) -> list[str]:
    """What a field shows of histograms; a kernel writes their bins."""
    layer: Any = field.layer
    selection = field.below(layer.named)
    if not selection.fields:
        return [*selection.template.literals] * len(found)
    columns = [_OF_HISTOGRAM[one.name](run, one, found) for one in selection.fields]
    return [*selection.template.put(columns)]


def _each(batch: Objects, ask: Callable[[TimelineAnswer], Any]) -> list[Any] | None:
    """What is asked of each timeline; None where something is wrong: the resolver says what."""
    try:
        return [ask(one.answer) for one in batch.objects()]
    except (SpentError, Cancelled):
        raise
    except Exception:  # noqa: BLE001  (the resolver raises it again)
        return None


def _unit(_run: Run, field: FieldPlan, found: Sequence[Histogram]) -> list[str]:
    layer: Any = field.layer
    return [layer.write(one.unit) for one in found]


_OF_HISTOGRAM: Final[dict[str, Callable[[Run, FieldPlan, Sequence[Histogram]], list[str]]]] = {
    "unit": _unit,
    "bins": bins_at_once,
}


def _quoted(cursor: str | None) -> str:
    return "null" if cursor is None else f'"{cursor}"'


OF_PAGE: Final[dict[str, Callable[[RowPage], str]]] = {
    "hasNextPage": lambda page: "true" if page.has_next else "false",
    "hasPreviousPage": lambda page: "true" if page.has_previous else "false",
    "startCursor": lambda page: _quoted(page.start_cursor),
    "endCursor": lambda page: _quoted(page.end_cursor),
}


def _listed(run: Run, field: FieldPlan, batch: Objects, places: Places) -> Texts | None:
    """`edges` and `nodes` of timelines."""
    here = run.under(field, places)
    pages = _pages(run, field, batch, here)
    if not pages:
        return None
    there = [page for page in pages if page is not None]
    for page in there:
        run.touch("event", page.rows.tolist())
    whole = at_once(run, field, there)
    if whole is None:
        return _by_steps(run, field, batch, pages, here)
    if len(there) == len(pages):
        return whole
    written, layer = iter(whole), cast("Any", field.layer)
    return [layer.null if page is None else next(written) for page in pages]


def _by_steps(
    run: Run, field: FieldPlan, batch: Objects, pages: Sequence[RowPage | None], here: Places
) -> Texts:
    """The same, field by field."""
    layer: Any = field.layer
    given = [page is not None for page in pages]
    there = [page for page in pages if page is not None]
    counts = [0 if page is None else len(page.rows) for page in pages]
    scope = batch.objects()[0].scope
    if not there:
        return [layer.null] * len(pages)

    def objects() -> list[Any]:
        sources = [one for one, said in zip(batch.objects(), given, strict=True) if said]
        return [edge for one in sources for edge in field.resolve(one, {}, run)]

    inner: Any = Edges(scope, there, objects)
    run.work.rows += len(inner)
    below = Members(here, counts, nullable=layer.item.nullable)
    if field.name == "nodes":
        texts = _events(run, field, scope, inner.rows, below)
    else:
        texts = run.selected(field.below(layer.item.named), inner, below)
    return joined(texts, counts, given, layer.null)


def _node(run: Run, field: FieldPlan, batch: Edges, places: Places) -> Texts:
    return _events(run, field, batch.scope, batch.rows, run.under(field, places))


def _events(run: Run, field: FieldPlan, scope: Scope, rows: Any, here: Places) -> Texts:
    """What a field selects of the events in these rows."""
    texts = ready(run, field, "event", scope, rows.tolist())
    if texts is not None:
        return texts
    inner = Rows(scope, record_kind("event"), rows)
    return run.selected(field.below(shown_type("event")), inner, here)


def _cursor(run: Run, _field: FieldPlan, batch: Edges, _places: Places) -> Texts:
    run.work.columns += 1
    return [f'"{text}"' for page in batch.pages for text in page.cursors]


def _match(run: Run, _field: FieldPlan, batch: Edges, _places: Places) -> Texts:
    run.work.columns += 1
    return [MATCHES[match] for page in batch.pages for match in page.matches]


class Bins:
    """The bins of histograms, as they were counted: their days and numbers are always there."""

    __slots__ = ("_make", "found")
    kind: Any = BINS

    def __init__(self, found: Sequence[Histogram], make: Callable[[], Sequence[Any]]) -> None:
        self.found, self._make = found, make

    def __len__(self) -> int:
        return sum(len(one.starts) for one in self.found)

    def objects(self) -> Sequence[Any]:
        """The bins as the resolver makes them."""
        return self._make()


def _bins(run: Run, field: FieldPlan, batch: Objects, places: Places) -> Texts:
    """`bins` of histograms."""
    layer: Any = field.layer
    found = [one.record for one in batch.objects()]
    counts = [len(one.starts) for one in found]
    here = Members(run.under(field, places), counts, nullable=layer.item.nullable)

    def bins() -> list[Any]:
        return [one for source in batch.objects() for one in field.resolve(source, {}, run)]

    inner: Any = Bins(found, bins)
    return joined(run.selected(field.below(layer.item.named), inner, here), counts, None, None)


def _of_bins(write: Callable[[Histogram], Iterable[str]]) -> Step:
    def step(run: Run, _field: FieldPlan, batch: Bins, _places: Places) -> Texts:
        run.work.columns += 1
        return [text for one in batch.found for text in write(one)]

    return step


OF_BINS: Final[dict[str, Step]] = {
    "start": _of_bins(lambda found: map(day_text, found.starts)),
    "end": _of_bins(lambda found: map(day_text, found.ends)),
    "certain": _of_bins(lambda found: map(str, found.certain)),
    "possible": _of_bins(lambda found: map(str, found.possible)),
}
TIMELINE: Final[dict[tuple[str, str], Step]] = {
    ("Histogram", "bins"): _bins,
    ("TimelineConnection", "histogram"): _histogram,
    ("TimelineConnection", "totalCount"): _total,
    ("TimelineConnection", "edges"): _listed,
    ("TimelineConnection", "nodes"): _listed,
    ("TimelineConnection", "pageInfo"): _page_info,
}
OF_EDGES: Final[dict[str, Step]] = {"node": _node, "cursor": _cursor, "match": _match}
