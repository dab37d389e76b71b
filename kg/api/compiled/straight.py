"""Which timelines need nobody to conduct them?

Those whose question is written out, and of which nothing is shown but counts, histograms,
where the page lies, and edges that a kernel writes. Where anything stands in the way nothing
is said here, and the steps say what.
Equals: the steps of `kg.api.compiled.steps_timeline`, field by field
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kg import native
from kg.api.budget import Cancelled, SpentError
from kg.api.compiled.batch import Step, Straight
from kg.api.compiled.inquiry import Inquiry, inquiry_of
from kg.api.compiled.pages import page_at_once
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.run import CrowdedError, Run
from kg.api.compiled.steps_timeline import histograms_of, info_of, timeline
from kg.query import RowPage


def straight(field: FieldPlan) -> Step:
    """The step of a root field `timeline`, which goes straight where it can."""
    layer: Any = field.layer
    inquiry = inquiry_of(field.arguments.node, field.arguments.definition.args)
    shown = {one.name for one in field.below(layer.named).fields}
    if inquiry is None or not shown <= _SHOWN.keys():
        return timeline

    return Straight(partial(_pieces, inquiry), timeline)


def _pieces(inquiry: Inquiry, run: Run, field: FieldPlan) -> list[bytes] | None:
    """The timeline; None where something is in the way."""
    if not (run.bound and native.there()):
        return None
    layer: Any = field.layer
    selection = field.below(layer.named)
    try:
        asked = _Asked(run, inquiry)
        texts = [_SHOWN[one.name](asked, one) for one in selection.fields]
    except (SpentError, Cancelled, CrowdedError):
        raise
    except Exception:  # noqa: BLE001  (the steps come upon it too, and say what it is)
        return None
    run.work.called += 1
    return None if None in texts else selection.template.laid(texts)  # type: ignore[arg-type]  # as just seen


class _Asked:
    """A timeline that is asked for, and its page once that is."""

    __slots__ = ("_page", "_stretch", "answer", "run")

    def __init__(self, run: Run, inquiry: Inquiry) -> None:
        view, coerced = run.request.now, run.variables.coerced
        self.run = run
        self.answer = view.timeline(inquiry.question(view, coerced))
        self._stretch = inquiry.stretch(view, coerced)
        self._page: RowPage | None = None

    def page(self) -> RowPage:
        """The rows of the page, found once."""
        if self._page is None:
            self._page = found = self.answer.stretch(*self._stretch)
            self.run.request.snapshot_changed |= found.snapshot_changed
        return self._page


def _listed(asked: _Asked, field: FieldPlan) -> bytes | None:
    page, run = asked.page(), asked.run
    run.shows(len(page.rows))
    return page_at_once(run, field, page)


def _page_info(asked: _Asked, field: FieldPlan) -> bytes:
    return info_of(field, asked.page()).encode()


def _total(asked: _Asked, _field: FieldPlan) -> bytes:
    asked.run.work.columns += 1
    return b"%d" % asked.answer.total()


def _certain(asked: _Asked, _field: FieldPlan) -> bytes:
    return b"%d" % asked.answer.totals()[0]


def _histogram(asked: _Asked, field: FieldPlan) -> bytes:
    arguments = field.arguments.values(asked.run.variables)
    return histograms_of(asked.run, field, [asked.answer.histogram(**arguments)])[0].encode()


_SHOWN: Final[dict[str, Callable[[_Asked, FieldPlan], bytes | None]]] = {
    "edges": _listed,
    "nodes": _listed,
    "pageInfo": _page_info,
    "totalCount": _total,
    "certainCount": _certain,
    "histogram": _histogram,
}
"""What is shown of a timeline, and by what."""
