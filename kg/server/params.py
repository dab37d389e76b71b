"""What was asked in the address?

Names are those of the timeline filter, flat. A list is the parameter again, or commas.
What is not known is refused, since an answer to another question is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import QueryParams

from kg.errors import FilterError, LimitExceededError

LISTS: Final = frozenset(
    {"kind", "status", "actor", "role", "office", "place", "placeRole", "instrument"}
    | {"source", "partOf", "obtained"}
)
LONGEST: Final = 4_000


def words_of(params: QueryParams, without: Iterable[str] = ()) -> dict[str, list[str]]:
    """The words of each parameter; lists are cut at commas.

    Raises: LimitExceededError when a value is too long.
    """
    words: dict[str, list[str]] = {}
    for name, value in params.multi_items():
        if name in without:
            continue
        if len(value) > LONGEST:
            raise LimitExceededError(
                f"{name[:60]} has {len(value)} characters; {LONGEST} are allowed",
                asked=len(value),
                allowed=LONGEST,
                argument=name[:60],
            )
        parts = value.split(",") if name in LISTS else [value]
        words.setdefault(name, []).extend(part.strip() for part in parts)
    return words


def number(params: QueryParams, name: str, default: int, allowed: int) -> int:
    """A number from 1 to `allowed`.

    Raises: FilterError, LimitExceededError.
    """
    text = _one(params, name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < 1:
        raise FilterError(f"{name} is {text[:40]!r}, not a number from 1 on", argument=name)
    if int(text) > allowed:
        raise LimitExceededError(
            f"{name} is {text}; {allowed} are allowed",
            asked=int(text),
            allowed=allowed,
            hint="ask for less at once",
            argument=name,
        )
    return int(text)


def language(params: QueryParams) -> str | None:
    """The language tag that texts are wanted in.

    Raises: FilterError.
    """
    text = _one(params, "lang") or None
    if text is not None and not (len(text) <= 35 and text.isascii() and _tag(text)):
        raise FilterError(f"lang is {text[:40]!r}", hint="en, es, es-MX", argument="lang")
    return text


def _one(params: QueryParams, name: str) -> str | None:
    found = params.getlist(name)
    if len(found) > 1:
        raise FilterError(f"{name} is given {len(found)} times", argument=name)
    return found[0] if found else None


def _tag(text: str) -> bool:
    return all(part.isalnum() and len(part) <= 8 for part in text.split("-"))
