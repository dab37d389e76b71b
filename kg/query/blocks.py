"""How are events taken from one end, where steps must find them?

In blocks, from where the taking begins until there are enough: what a page costs depends on
the page, not on how many events would answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np

from kg.index import Rows, nth
from kg.query.finds import Listed
from kg.query.plan import Plan
from kg.query.rows import NOTHING, Chosen, Part
from kg.query.sight import Sight

_LEAST: Final = 64  # rows looked at together
_GROWTH: Final = 4  # so many times as many in the next block


class Blocks:
    """The answer of a plan, of which parts are taken.

    Equals: kg.query.plan.Plan.rows of everything within reach, cut
    """

    def __init__(self, sight: Sight, plan: Plan) -> None:
        self._sight, self.plan = sight, plan

    def take(self, part: Part) -> Chosen:
        """A part of the answer, in row order.

        Cost: O(part), where what is asked for lies evenly in time.
        """
        wanted = self._sight.index.events if part.most is None else part.most
        blocks, size = [], 0
        for block in self._blocks(part, wanted):
            blocks.append(block)
            size += len(block.rows)
            if size >= wanted:
                break
        if part.from_end:
            blocks.reverse()
        if len(blocks) != 1:
            rows = np.concatenate([NOTHING.rows, *(block.rows for block in blocks)])
            blocks = [Chosen(rows, np.concatenate([NOTHING.certain, *(b.certain for b in blocks)]))]
        (whole,) = blocks
        kept = slice(max(0, size - wanted), size) if part.from_end else slice(wanted)
        return Chosen(whole.rows[kept], whole.certain[kept])

    def _blocks(self, part: Part, count: int) -> Iterator[Chosen]:
        reach = self.plan.reach
        begin = 0 if len(reach.early) else reach.first
        zones = [(begin, reach.stop, reach.inside), (reach.undated, reach.size, reach.undated)]
        alone = len(self.plan.finds) == 1 and self._rarest[0] is not None
        for begin, end, inside in reversed(zones) if part.from_end else zones:
            first, last = max(begin, part.low), min(end, part.high)
            wanted = max(_LEAST, count if alone else 2 * count)
            while first < last:
                if part.from_end:
                    mark = self._mark(first, last, -wanted)
                    yield self.plan.rows(reach.cut(mark, last))
                    last = mark
                else:
                    mark = self._mark(min(max(first, inside), last), last, wanted)
                    yield self.plan.rows(reach.cut(first, mark))
                    first = mark
                wanted *= _GROWTH

    def _mark(self, low: int, high: int, count: int) -> int:
        """The row up to which, from another one on, about so many rows of the answer lie.

        With a negative count the row from which on they lie. Found in the rarest posting list.
        """
        rarest, others = self._rarest
        asked: int = int(min(abs(count) / max(others, 1e-9), self.plan.reach.size)) or 1
        asked = asked if count > 0 else -asked
        if low >= high:
            return high
        if rarest is None:
            return min(low + asked, high) if asked > 0 else max(high + asked, low)
        if rarest.table is None:
            marks = [nth(rows, low, high, asked) for rows in rarest.lists]
        else:
            marks = [self._owner(rows, rarest.table, low, high, asked) for rows in rarest.lists]
        if not marks:
            return high if asked > 0 else low
        return max(min(marks), low + 1) if asked > 0 else min(max(marks), high - 1)

    def _owner(self, rows: Rows, table: str, low: int, high: int, count: int) -> int:
        lists = self._sight.tables.lists(table)
        begins = lists.begins()
        part = nth(rows, int(begins[low]), int(begins[high]), count)
        return int(lists.owner[part]) if part < int(begins[high]) else high

    @cached_property
    def _rarest(self) -> tuple[Listed | None, float]:
        """The shortest posting lists of a finding step, and how often the others agree."""
        listed = [step.listed for step in self.plan.finds if step.listed is not None]
        sized = sorted(listed, key=lambda one: sum(map(len, one.lists)))
        share = 1.0
        for one in sized[1:]:
            share *= min(1.0, sum(map(len, one.lists)) / max(1, self.plan.reach.size))
        return (sized[0] if sized else None), share
