"""How do words from outside become what a question holds?

Days are ISO or EDTF texts: a range begins with the first day of its beginning, and ends with
the last day of its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from kg.errors import FilterError, located
from kg.network import TieKind
from kg.query import On, Window, answerable
from kg.query.scene import Through
from kg.temporal import NEG_INF, POS_INF, Extent, Match, Relation, extent_of

C = TypeVar("C", bound=StrEnum)
Span = tuple[str | None, str | None]
"""From which day, and to which; None for no bound."""


def window_of(
    from_: str | None,
    to: str | None,
    relation: str = Relation.OVERLAPS,
    match: str = Match.POSSIBLE,
) -> Window | None:
    """A window, where one is given.

    Raises: FilterError, DateError naming the argument; FilterError for a match without a window.
    """
    if from_ is None and to is None:
        if code_of(Match, match.upper(), "match") is not Match.POSSIBLE:
            hint = "give the days of the window, or leave match out"
            raise FilterError("a match goes with a window", hint=hint, argument="match")
        return None
    asked = Window(
        from_day=first_day(from_, "from"),
        to_day=last_day(to, "to"),
        relation=code_of(Relation, relation.upper(), "relation"),
        match=code_of(Match, match.upper(), "match"),
    )
    return answerable(asked)


def through_of(
    window: str | Span | None, ties: Sequence[str] = (), roles: Sequence[str] = ()
) -> Through:
    """Through what ties are seen. Raises: as `window_of` and `span_of`."""
    kinds = frozenset(code_of(TieKind, tie.lower(), "ties") for tie in ties)
    asked = window_of(*span_of(window, "window"))
    return Through(window=asked, ties=kinds or None, roles=tuple(roles))


def days_of(text: str | None, argument: str) -> On:
    """A day, or the extent of a vaguer date, through which something must hold.

    Raises: DateError; FilterError when the date has no first or no last day.
    """
    if text is None:
        return None
    found = _extent(text, argument)
    for day, which in ((found.start_earliest, "first"), (found.end_latest, "last")):
        if day in (NEG_INF, POS_INF):
            hint = "give a date with both ends, or ask for a window instead"
            message = f"{argument} {text!r} has no {which} day"
            raise FilterError(message, hint=hint, argument=argument)
    return found.start_earliest if found.start_earliest == found.end_latest else found


def first_day(text: str | None, argument: str) -> int | None:
    """The first day of a date. Raises: DateError."""
    return None if text is None else _extent(text, argument).start_earliest


def last_day(text: str | None, argument: str) -> int | None:
    """The last day of a date. Raises: DateError."""
    return None if text is None else _extent(text, argument).end_latest


def span_of(window: str | Span | None, argument: str) -> Span:
    """A span given as one EDTF text, or as two of which each may be missing.

    Raises: FilterError for anything else.
    """
    if window is None or isinstance(window, str):
        return window, window
    ends: object = window
    if isinstance(ends, Sequence) and len(ends) == 2:
        return ends[0], ends[1]
    raise _no_text(window, argument, "or two of them, as in ('2019-02', None)")


def _no_text(given: object, argument: str, more: str = "") -> FilterError:
    hint = f"an EDTF text, as in '2019' or '2019-02-05' {more}".rstrip()
    return FilterError(f"{argument} cannot be {given!r}", hint=hint, argument=argument)


def _extent(text: str, argument: str) -> Extent:
    given: object = text
    if not isinstance(given, str):
        raise _no_text(given, argument)
    with located(field=f"{argument} {text!r}"):
        return extent_of(text)


def code_of(codes: type[C], text: str, argument: str) -> C:
    """The member of a set of codes. Raises: FilterError, which names them."""
    try:
        return codes(text)
    except ValueError:
        raise FilterError(
            f"{argument} cannot be {text!r}",
            hint=f"one of {', '.join(codes)}",
            argument=argument,
        ) from None
