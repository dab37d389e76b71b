"""What text does a row give, where the mapping leaves room for its cells?

A template is a text with the names of columns in braces: `Letter of {sender} to {addressee}`.
A brace that is meant stands twice. Where a cell is missing, the whole text is missing: no
half-filled label, no id made of what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.errors import SeedError
from kg.ingest.seedfile import Mapping as Written
from kg.ingest.seedfile import Node, Scalar

Cell = str | None | list[str | None]
_PIECE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with room for cells.

    Shape: `pieces` are texts and, at odd places, names of columns: text, name, text, name … text.
    `otherwise` is taken where a cell of this one is missing.
    """

    pieces: tuple[str, ...]
    line: int = 0
    otherwise: Template | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it takes, its `otherwise` too."""
        return self.pieces[1::2] + (self.otherwise.names if self.otherwise else ())

    @property
    def constant(self) -> bool:
        """Whether it takes no column, and is the same in every row."""
        return len(self.pieces) == 1

    def fill(
        self, cells: Mapping[str, Cell], change: Callable[[str], str] | None = None
    ) -> str | None:
        """The text for one row, None where a cell is missing; `change` is done to each cell."""
        done: list[str] = []
        for place, piece in enumerate(self.pieces):
            if place % 2 == 0:
                done.append(piece)
                continue
            cell = alone(cells[piece])
            if cell is None:
                return self.otherwise.fill(cells, change) if self.otherwise else None
            done.append(cell if change is None else change(cell))
        return "".join(done)


def alone(cell: Cell) -> str | None:
    """The text of a cell: of a list only what stands alone in it."""
    if isinstance(cell, list):
        return cell[0] if len(cell) == 1 else None
    return cell


def template(text: str, line: int = 0) -> Template:
    """The template that a text of a mapping is.

    Raises: SeedError for a brace that is neither doubled nor closed.
    """
    pieces, at, here = [], 0, ""
    for found in _PIECE.finditer(text):
        here += text[at : found.start()]
        at = found.end()
        if found.group() in ("{{", "}}"):
            here += found.group()[0]
        elif found[1]:
            pieces += [here, found[1].strip()]
            here = ""
        else:
            raise SeedError(
                f"{text!r} has a brace at {found.start() + 1} that names no column",
                hint="write {column}, or {{ for a brace that is meant",
            )
    return Template((*pieces, here + text[at:]), line)


def scalar(node: Node | None) -> Scalar:
    """The one text that a node is.

    Raises: SeedError when it is none, with the line.
    """
    if isinstance(node, Scalar):
        return node
    hint = "write one value"
    if isinstance(node, Written) and len(node.entries) == 1:
        key, value = node.entries[0]
        if isinstance(value, Scalar) and not value.text:
            hint = f'a text that begins with a brace needs quotes: "{{{key.text}}}"'
    raise SeedError("one text is needed here", hint=hint, line=node.line if node else None)


def first_of(templates: Sequence[Template]) -> Template:
    """The first of several whose cells are all there.

    Raises: SeedError when one that takes no cell stands before another.
    """
    *others, made = templates
    for one in reversed(others):
        if one.constant:
            raise SeedError("what stands behind a text without cells is never taken", line=one.line)
        made = replace(one, otherwise=made)
    return made


def unknown(names: Collection[str], columns: Collection[str]) -> list[str]:
    """Those names that are no column, in order."""
    return [name for name in dict.fromkeys(names) if name not in columns]


def clean(cell: Cell, missing: frozenset[str]) -> Cell:
    """A cell without the space around it; None where it is a word for *missing*."""
    if isinstance(cell, list):
        return [tidied(one, missing) for one in cell]
    return tidied(cell, missing)


def tidied(text: str | None, missing: frozenset[str]) -> str | None:
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return None if text in missing else text


def pieces_of(text: str, split: str, missing: frozenset[str]) -> list[str | None]:
    return [tidied(piece, missing) for piece in text.split(split)]


def pieces_of_all(
    items: Sequence[str | None], split: str, missing: frozenset[str]
) -> list[str | None]:
    """The pieces of all items; one that is missing is its own only piece."""
    cut = [[None] if item is None else pieces_of(item, split, missing) for item in items]
    return [piece for pieces in cut for piece in pieces]
