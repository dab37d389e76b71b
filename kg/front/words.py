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
from kg.query import Window, answerable
from kg.query.scene import Through
from kg.temporal import Extent, Match, Relation, extent_of

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

    Raises: FilterError, DateError naming the argument.
    """
    if from_ is None and to is None:
        return None
    asked = Window(
        from_day=first_day(from_, "from"),
        to_day=last_day(to, "to"),
        relation=code_of(Relation, relation.upper(), "relation"),
        match=code_of(Match, match.upper(), "match"),
    )
    return answerable(asked)


def through_of(span: Span, ties: Sequence[str], roles: Sequence[str]) -> Through:
    """Through what ties are seen. Raises: as `window`."""
    kinds = frozenset(code_of(TieKind, tie.lower(), "ties") for tie in ties)
    return Through(window=window_of(*span), ties=kinds or None, roles=tuple(roles))


def first_day(text: str | None, argument: str) -> int | None:
    """The first day of a date. Raises: DateError."""
    return None if text is None else _extent(text, argument).start_earliest


def last_day(text: str | None, argument: str) -> int | None:
    """The last day of a date. Raises: DateError."""
    return None if text is None else _extent(text, argument).end_latest


def _extent(text: str, argument: str) -> Extent:
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
