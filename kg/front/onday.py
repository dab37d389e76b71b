"""Who held what, and what was in force, on a day or in a window?"""

from __future__ import annotations

from collections.abc import Sequence

from kg.front.seen import Seen
from kg.front.words import Span, code_of, days_of, span_of, window_of
from kg.model import ForceState
from kg.query.force import InForce
from kg.query.holders import Holding


class OnDay(Seen):
    """How things stood in one snapshot."""

    def office_holders(
        self,
        office: str | None = None,
        jurisdiction: str | None = None,
        on: str | None = None,
        *,
        window: str | Span | None = None,
        match: str = "POSSIBLE",
        include_contained: bool = False,
        **clocks: str | None,
    ) -> list[Holding]:
        """Who held an office, or the offices of a place, on a day or in a window.

        `on` a vaguer date is all through it; with neither `on` nor `window` it is every holder
        there was, and with `as_of` those of that day. A `match` of `CERTAIN` goes with a window.
        The clocks as in `view`.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        return self.view(**clocks).office_holders(
            office,
            jurisdiction,
            days_of(on, "on"),
            window=window_of(*span_of(window, "window"), match=match),
            include_contained=include_contained,
        )

    def instruments_in_force(
        self,
        jurisdiction: str | None = None,
        on: str | None = None,
        *,
        window: str | Span | None = None,
        match: str = "POSSIBLE",
        states: Sequence[str] = ("in_force",),
        include_containing: bool = True,
        **clocks: str | None,
    ) -> list[InForce]:
        """Which laws, agreements and policies were in force then, or in other `states`.

        Those of the places that contain the place apply there too, unless `include_containing`
        is off; without a place all. The rest as in `office_holders`, but a day, a window or
        `as_of` there must be.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        return self.view(**clocks).instruments_in_force(
            jurisdiction,
            days_of(on, "on"),
            window=window_of(*span_of(window, "window"), match=match),
            include_containing=include_containing,
            states=[
                code_of(ForceState, state.lower().replace("-", "_"), "states") for state in states
            ],
        )
