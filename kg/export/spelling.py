"""How does a syntax write a term?

What N-Quads, Turtle and JSON-LD have in common: ids of records and parts are written below
the base of the dataset between two marks, texts are escaped, and a word that stands in many
rows is written once. Each syntax says the rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.export.ropes import Piece, Pool, Rope, beside_each_other
from kg.export.terms import Sort, Terms
from kg.export.texts import TEXT, Escapes, Texts, wrapped
from kg.model import SCHEMES
from kg.rdf import Context
from kg.rdf.syntax import UNSAFE, quoted

QUOTED: Final = Escapes(quoted, UNSAFE)  # of N-Quads and Turtle alike
_CONCEPT: Final = f"^(?:{'|'.join(SCHEMES)})/"


class Spelling(ABC):
    """How a syntax writes terms.

    `start` stands before the id of a record (no concept), `close` after it.
    """

    start: str
    close: str
    escapes: Escapes = QUOTED

    def __init__(self, context: Context) -> None:
        self.context = context

    @abstractmethod
    def iri(self, iri: str) -> str:
        """A whole IRI, as the syntax writes it."""

    @abstractmethod
    def quotes(self, datatype: str) -> tuple[str, str]:
        """What stands before and after a literal of this datatype."""

    def opened(self, ids: Texts) -> Texts:
        """The IRIs of records, without the mark at their end, so that parts can be named."""
        return wrapped(self.start, ids, "")

    def said(self, pool: Pool, terms: Terms, before: str, after: str) -> Rope:
        """The terms of each row between two texts; nothing where there is none."""
        return pool.spread(self.pieces(terms, before, after), terms.codes)

    def pieces(self, terms: Terms, before: str, after: str) -> Sequence[Piece]:
        """Each word of the terms between two texts, in pieces."""
        if terms.sort is Sort.LITERAL:
            first, last = self.quotes(terms.datatype)
            texts = terms.words if first == "" else self.escapes(terms.words)
            return before + first, texts, last + after
        if terms.sort is Sort.TAGGED:
            return f'{before}"', self.escapes(terms.words), '"@', terms.langs, after
        if terms.sort is Sort.PART:
            return before, terms.words, self.close + after
        if terms.sort is Sort.IRI:
            said = [w and f"{before}{self.iri(w)}{after}" for w in terms.words.to_pylist()]
            return (pa.array(said, TEXT),)
        pieces = before + self.start, terms.words, self.close + after
        return pieces if terms.sort is Sort.RECORD else self._any(pieces, terms, before, after)

    def _any(
        self, pieces: Sequence[Piece], terms: Terms, before: str, after: str
    ) -> Sequence[Piece]:
        """The same, but concepts by their own IRIs, which may lie outside the base."""
        concepts = np.array(pc.match_substring_regex(terms.words, _CONCEPT), dtype=bool)
        if not concepts.any():
            return pieces
        ids = terms.words.filter(pa.array(concepts)).to_pylist()
        said = [f"{before}{self.iri(self.context.record(i).value)}{after}" for i in ids]
        texts = beside_each_other(pieces)
        return (pc.replace_with_mask(texts, pa.array(concepts), pa.array(said, TEXT)),)
