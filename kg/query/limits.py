"""How much may be asked at once?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import LimitExceededError


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLimits:
    """The bounds of one question; each can be set, each refusal says asked and allowed."""

    page: int = 100  # hits on one page
    page_default: int = 50  # hits when neither first nor last is given
    search: int = 100  # hits of one search
    search_default: int = 20
    bins: int = 1_000  # bins of one histogram; above it the next coarser unit is taken
    bins_default: int = 100
    facets: int = 200  # values of one facet
    facets_default: int = 20
    text: int = 200  # characters of a search text
    ids: int = 200  # members of one list of a filter
    nodes: int = 200  # records looked up by one call of `nodes`
    cursor: int = 1_000  # characters of a cursor
    drawn: int = 5_000_000  # ties that a measure may draw
    ties: int = 500_000  # ties that one question about the network may touch


DEFAULT_LIMITS = QueryLimits()


def within(asked: int, allowed: int, what: str, argument: str) -> None:
    """Refuse more than is allowed.

    Raises: LimitExceededError, naming the argument, what was asked and what is allowed.
    """
    if asked > allowed:
        raise LimitExceededError(
            f"{what} is {asked}, above the limit of {allowed}",
            asked=asked,
            allowed=allowed,
            hint=f"ask for at most {allowed}",
            argument=argument,
        )
