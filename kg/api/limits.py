"""How much may one operation ask for?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from kg.query.limits import DEFAULT_LIMITS, QueryLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one operation may cost; each is a setting of the same name (`kg.settings`).

    `query` bounds single questions: pages, bins, facets, lists of ids, texts.

    `tokens`, `depth`, `aliases`, `fields` and `cost` are judged before anything runs;
    `records`, `seconds` and `answer_bytes` while it runs, because a judgement made
    beforehand can be wrong.
    """

    max_tokens: int = 10_000
    max_depth: int = 20
    max_aliases: int = 100
    max_fields: int = 2_000
    max_cost: int = 200_000
    max_records: int = 100_000
    max_seconds: float = 10.0
    max_answer_bytes: int = 16 * 1024 * 1024
    query: QueryLimits = DEFAULT_LIMITS


def limits_of(settings: Any) -> Limits:
    """The limits that settings give: of `kg.settings`, which only the floors above may read."""
    query = QueryLimits(
        page=settings.max_page,
        page_default=min(settings.max_page, DEFAULT_LIMITS.page_default),
        search=settings.max_page,
        bins=settings.max_bins,
        facets=settings.max_facets,
        ids=settings.max_ids,
        nodes=settings.max_ids,
        text=settings.max_text,
        drawn=settings.max_drawn,
        ties=settings.max_ties,
    )
    own = {f.name: getattr(settings, f.name) for f in fields(Limits) if f.name != "query"}
    return Limits(query=query, **own)


DEFAULT_PAGE: Final = DEFAULT_LIMITS.page_default
"""What a connection gives when neither first nor last is written."""
