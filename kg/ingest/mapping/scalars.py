"""Which texts, flags and numbers does a value of a mapping file hold?"""

from __future__ import annotations

from typing import Final

from kg.errors import SeedError
from kg.ingest.mapping.template import scalar
from kg.ingest.seedfile import Items, Node

FLAGS: Final = {"true": True, "yes": True, "false": False, "no": False}


def one(node: Node | None) -> str:
    """The text of a value. Raises: SeedError when it is no single one."""
    return scalar(node).text


def texts(node: Node) -> list[str]:
    """The texts of a list, or of a single value."""
    return [one(item) for item in (node.values if isinstance(node, Items) else [node])]


def flag(node: Node) -> bool:
    """Whether a value is true. Raises: SeedError when it is neither true nor false."""
    if (word := one(node)) not in FLAGS:
        raise SeedError(f"{word!r} is neither true nor false", line=node.line)
    return FLAGS[word]


def number(node: Node, *, digits: int, what: str, hint: str) -> int:
    """The number of at most so many digits that a value is.

    Raises: SeedError when it is no `what`.
    """
    word = one(node)
    if not (word.isascii() and word.isdigit() and len(word) <= digits):
        raise SeedError(f"{word!r} is no {what}", hint=hint, line=node.line)
    return int(word)
