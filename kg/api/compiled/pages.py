"""How does a whole page of events leave at once?

Where all that is asked of an edge is its cursor, its match and an event that depends on the
record alone, a kernel writes the list from the first bracket to the last.
Equals: the steps of `kg.api.compiled.steps_timeline`, field by field
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kg import native
from kg.api.compiled.batch import Texts
from kg.api.compiled.bound import kept_for, reader_of
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.write import day_text
from kg.api.context import Scope
from kg.native import UnfitError
from kg.query import NOW, Histogram, RowPage, written
from kg.temporal import Match

MATCHES: Final = {None: "null"} | {match: f'"{match.name}"' for match in Match}


class _Whole(NamedTuple):
    """What writes one row of a page, and how many records it touches at most besides."""

    writer: written.Writer
    weight: int


def at_once(run: Any, field: FieldPlan, pages: Sequence[RowPage]) -> Texts | None:
    """The `edges` or `nodes` of each page; None where the steps have to find them.

    Raises: CrowdedError when the limit of records may be met, which only steps can count.
    """
    if not (run.bound and native.there()):
        return None
    found: Texts = []
    for page in pages:
        text = page_at_once(run, field, page)
        if text is None:
            return None
        found.append(text.decode())
    return found


def page_at_once(run: Any, field: FieldPlan, page: RowPage) -> bytes | None:
    """The same of one page, where there are kernels.

    Raises: as `at_once`.
    """
    whole = _whole(run, field, page)
    if whole is None:
        return None
    run.reserve(len(page.rows) * whole.weight)
    try:
        text, read, kept = native.pages.listed(whole.writer, run, page.rows, [page.certain])
    except UnfitError:
        return None
    run.work.rows += len(page.rows) + read
    run.work.kept += kept
    return text


def bins_at_once(run: Any, field: FieldPlan, found: Sequence[Histogram]) -> list[str]:
    """The `bins` of each histogram, by a kernel.

    Equals: kg.api.compiled.steps_timeline.OF_BINS
    """
    layer: Any = field.layer
    selection = field.below(layer.item.named)
    literals = [text.encode() for text in selection.template.literals]
    names = [_OF_BINS[one.name] for one in selection.fields]
    dated = [name in _DAYS for name in names]
    run.work.columns += len(names) * len(found)
    return [_bins(one, literals, names, dated) for one in found]


def _bins(
    found: Histogram, literals: list[bytes], names: Sequence[str], dated: Sequence[bool]
) -> str:
    if not (names and len(found.starts)):
        return f"[{','.join([b''.join(literals).decode()] * len(found.starts))}]"
    columns = [getattr(found, name) for name in names]
    return native.pages.rows(literals, columns, dated, day_text)


_DAYS: Final = frozenset({"starts", "ends"})
_OF_BINS: Final = {
    "start": "starts",
    "end": "ends",
    "certain": "certain",
    "possible": "possible",
}
"""The fields of a bin, and the columns of a histogram."""


def _whole(run: Any, field: FieldPlan, page: RowPage) -> _Whole | None:
    known = kept_for(field, run.request.now)
    key = (page.order, page.windowed)
    if key not in known:
        make = _node if field.name == "nodes" else _edge
        known[key] = make(field, run.request.at(NOW), page)
    found: _Whole | None = known[key]
    return found


def _node(field: FieldPlan, scope: Scope, _page: RowPage) -> _Whole | None:
    reading = reader_of(field, "event", scope)
    return None if reading is None else _Whole(reading.writer, reading.weight)


def _edge(field: FieldPlan, scope: Scope, page: RowPage) -> _Whole | None:
    layer: Any = field.layer
    selection = field.below(layer.item.named)
    writers, weight = [], 0
    for one in selection.fields:
        if one.name == "cursor":
            cursor = written.cursor(scope.view, str(page.order))
            writers.append(written.object_of(('"', '"'), (cursor,)))
        elif one.name == "match":
            writers.append(written.noted([MATCHES[match] for match in page.match_codes]))
        else:
            reading = reader_of(one, "event", scope) if one.name == "node" else None
            if reading is None:
                return None
            writers.append(reading.writer)
            weight += reading.weight
    return _Whole(written.object_of(selection.template.literals, writers), weight)
