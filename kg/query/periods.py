"""How surely was an instrument in the states of its record, day by day?

States of force hold for their period; *adopted*, *published* and *ended* hold from then on. An
instrument was in force where a period in force covers the day, unless it was suspended, or had
ended on an earlier day and after that period began. On the day of an end it may have been, and
so it may where it is not known whether it was suspended or had ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kg.model import ForcePeriod, ForceState, Instrument
from kg.query.ask import Window
from kg.query.sight import Sight
from kg.temporal import (
    NEG_INF,
    POS_INF,
    Daily,
    Extent,
    Match,
    Relation,
    all_of,
    any_of,
    daily,
    judge,
    latest,
    soonest,
    surely_by,
    window_days,
)
from kg.temporal.daily import NEVER, SURELY, End, begun, less, since, until, weaker

_LASTING: Final = frozenset({ForceState.ADOPTED, ForceState.PUBLISHED, ForceState.ENDED})
_ENDING: Final = frozenset({ForceState.IN_FORCE, ForceState.SUSPENDED})
_MATCHES: Final = (None, Match.POSSIBLE, Match.CERTAIN)


class Held(NamedTuple):
    """A period of a record, and how surely it holds on each day.

    `touched` are the days of its date that ends and suspensions take away, surely or perhaps;
    `said` is how surely it was reported: 2 or 1.
    """

    period: ForcePeriod
    extent: Extent
    days: Daily
    touched: Daily = NEVER
    said: int = SURELY

    @property
    def whole(self) -> bool:
        """Whether nothing ended or suspended it."""
        return not any(self.touched.level)

    def soonest(self, day: int) -> int | None:
        """The first possible day from a day on."""
        return soonest(self.extent, day) if self.whole else self.days.soonest(day)

    def latest(self, day: int) -> int | None:
        """The last possible day up to a day."""
        return latest(self.extent, day) if self.whole else self.days.latest(day)

    def surely_by(self, day: int) -> int | None:
        """The day by which, from a day on, it surely held on one, if it was surely reported."""
        return surely_by(self.extent, day) if self.whole else self.days.soonest(day, SURELY)

    def level(self, window: Window | None, as_of: int | None) -> int:
        """How surely it lies in a window, and holds on a day: 2, 1 or 0."""
        level = self.said if window is None else _MATCHES.index(self.in_window(window))
        if as_of is not None:
            level = min(level, self.days.on(as_of))
        certain = window is not None and window.match is Match.CERTAIN
        return 0 if certain and level < SURELY else level

    def in_window(self, window: Window) -> Match | None:
        """How the period lies in a window, where ends and suspensions leave it standing.

        Where they touch it in the window, it certainly held there when it did on some day, and
        possibly when it may have on one. For other relations than OVERLAPS what they leave is
        one stretch, from its first day to its last.
        """
        days = window.from_day, window.to_day
        lasting = self.period.state in _LASTING
        match = judge(_lasting(self.extent) if lasting else self.extent, window.relation, *days)
        if window.relation is not Relation.OVERLAPS and not self.whole:
            match = _judged_whole(self.days, window)
        elif any(self.touched.within(*window_days(*days))):
            match = _MATCHES[max(self.days.within(*window_days(*days)))]
        if match is Match.CERTAIN and self.said < SURELY:
            match = Match.POSSIBLE
        return None if match is Match.POSSIBLE and window.match is Match.CERTAIN else match


class _Given(NamedTuple):
    """A period with its date, and how surely it was reported."""

    period: ForcePeriod
    extent: Extent
    said: int


def periods_of(sight: Sight, instrument: Instrument) -> list[Held]:
    """The periods of an instrument, as in its record.

    An end or a suspension leaves of a period in force what it does not surely take away; an end
    ends suspensions as well. Where only one period may have begun by an end, that one had.
    """
    reported = sight.reported
    given = [
        _Given(p, sight.extent(p.time), SURELY if reported is None else reported.of_part(p))
        for p in instrument.force
    ]
    return [_held(one, given) for one in given]


def _held(one: _Given, given: Sequence[_Given]) -> Held:
    state = one.period.state
    if state in _LASTING and not one.extent.undated:
        days = since(one.extent.start_earliest, one.extent.start_latest)
        return Held(one.period, one.extent, weaker(days, one.said), NEVER, one.said)
    days, taken = until(one.extent, list(_ends(state, given)) if state in _ENDING else ())
    pauses = [
        weaker(daily(other.extent), other.said)
        for other in given
        if state is ForceState.IN_FORCE and other.period.state is ForceState.SUSPENDED
    ]
    if pauses:
        days, taken = less(days, any_of(pauses)), any_of([taken, *pauses])
    touched = NEVER if taken == NEVER else all_of(daily(one.extent), taken)
    return Held(one.period, one.extent, weaker(days, one.said), touched, one.said)


def _ends(state: ForceState, given: Sequence[_Given]) -> Iterator[End]:
    """The ends of an instrument, as they are to periods of one state."""
    alike = [one.extent for one in given if one.period.state is state]
    for one in given:
        if one.period.state is ForceState.ENDED:
            yield End(one.extent, begun(alike, one.extent) == 1, one.said)


def days_in_force(sight: Sight, instrument: Instrument) -> Daily:
    """How surely an instrument was in force, day by day, whichever period says so."""
    held = periods_of(sight, instrument)
    return any_of(one.days for one in held if one.period.state is ForceState.IN_FORCE)


def _judged_whole(held: Daily, window: Window) -> Match | None:
    """How what holds from a first day to a last one stands to a window."""
    first, last = held.soonest(NEG_INF), held.latest(POS_INF)
    if first is None or last is None:
        return None
    sure_first, sure_last = held.soonest(NEG_INF, SURELY), held.latest(POS_INF, SURELY)
    start = last if sure_first is None else sure_first
    end = first if sure_last is None else sure_last
    whole = Extent(first, start, end, last)
    match = judge(whole, window.relation, window.from_day, window.to_day)
    return Match.POSSIBLE if match is not None and sure_first is None else match


def _lasting(extent: Extent) -> Extent:
    """The days of a state without an end."""
    if extent.undated:
        return extent
    start = extent.start_earliest, extent.start_latest
    return Extent(*start, POS_INF, POS_INF, extent.start_state, "open")
