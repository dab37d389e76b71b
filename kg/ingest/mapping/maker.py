"""How do the rows of a table become records, one by one?

The plain road: it is what the vectorised road (`vector`) must equal, and what a reader of this
room should read first, with what it makes of one row (`rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.ingest.mapping.derive import Derived, counted, digested
from kg.ingest.mapping.parts import (
    RecordTemplate,
)
from kg.ingest.mapping.plan import ROW, Plan
from kg.ingest.mapping.rows import Cells, Made, Row
from kg.ingest.mapping.template import (
    Cell,
    alone,
    clean,
    pieces_of,
    pieces_of_all,
)


@dataclass(slots=True)
class Maker:
    """Makes the records of the rows of one state of a table.

    `evidence` cites the table as a whole, `document` is the source that it is.
    """

    plan: Plan
    recorded: str
    evidence: str
    document: str
    unmatched: dict[str, int] = field(default_factory=dict)
    _counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def row(
        self, number: int, raw: Mapping[str, Cell], related: Callable[[str, str], Sequence[Cells]]
    ) -> list[Made]:
        """The records of one row, inline ones first.

        `related` gives the rows of another table for a cell of this one.
        Raises: Bad when anything of it cannot be what the mapping says.
        """
        cells, repaired = self._cells(number, raw)
        making = Row(self, number, cells, repaired, related)
        for record in self.plan.mapping.records:
            for frame in making.frames(record.each, cells):
                making.record(record, frame)
        return making.made

    def alone(self, record: RecordTemplate) -> list[Made]:
        """The records of a template that takes no cell: the source that a table is.

        Raises: Bad.
        """
        making = Row(self, 0, {}, {}, lambda _name, _key: ())
        making.record(record, {})
        return making.made

    def key(self, cell: Cell) -> str | None:
        """A cell by which rows of two tables belong together."""
        found = clean(cell, self.plan.mapping.missing)
        return found if isinstance(found, str) else None

    def _cells(self, number: int, raw: Mapping[str, Cell]) -> tuple[dict[str, Any], dict[str, str]]:
        """The cells of a row, mended, with the derived ones; what was mended by column."""
        mapping = self.plan.mapping
        cells: dict[str, Any] = {n: clean(c, mapping.missing) for n, c in raw.items()}
        repaired: dict[str, str] = {}
        for repair in mapping.repairs:
            if all(cells[name] == cell for name, cell in repair.wanted.items()):
                cells[repair.column] = clean(repair.to, mapping.missing)
                repaired[repair.column] = repair.said
        cells[ROW] = str(number)
        for derived in mapping.derived:
            cells[derived.name] = self._derived(derived, cells)
        return cells, repaired

    def _derived(self, derived: Derived, cells: Cells) -> Cell:
        """The cell of a derived column."""
        text: str | None
        if derived.every:
            return self._changed(derived, self._all(derived, cells))
        if derived.count:
            seen = self._counts.setdefault(derived.name, {})
            (text,) = counted([tuple(alone(cells[name]) for name in derived.count)], seen)
        elif derived.digest:
            text = digested([alone(cells[name]) for name in derived.digest])
        elif derived.text is not None:
            text = derived.text.fill(cells)
        elif len(derived.first) == 1 and isinstance(items := cells[derived.first[0]], list):
            return self._changed(derived, items)
        else:
            given = (alone(cells[name]) for name in derived.first)
            text = next((one for one in given if one is not None), None)
        text = None if text is None else derived.change(text)
        if text is None or derived.split is None:
            return text
        items = pieces_of(text, derived.split, self.plan.mapping.missing)
        return [None if item is None else derived.change_item(item) for item in items]

    def _all(self, derived: Derived, cells: Cells) -> list[str | None]:
        """The cells of several columns, those of a list one by one."""
        found = [cells[name] for name in self.plan.every[derived.name]]
        return [item for cell in found for item in (cell if isinstance(cell, list) else [cell])]

    def _changed(self, derived: Derived, items: Sequence[str | None]) -> list[str | None]:
        """Items after the steps; one that is cut gives several, a missing one stays alone."""
        first = [None if item is None else derived.change(item) for item in items]
        if derived.split is not None:
            first = pieces_of_all(first, derived.split, self.plan.mapping.missing)
        return [None if item is None else derived.change_item(item) for item in first]
