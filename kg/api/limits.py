"""How much may one operation ask for?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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


DEFAULT_PAGE: Final = DEFAULT_LIMITS.page_default
"""What a connection gives when neither first nor last is written."""
