"""How does a syntax write a term?

What N-Quads, Turtle and JSON-LD have in common: ids of records and parts are written below
the base of the dataset between two marks, texts are escaped, and a word that stands in many
rows is written once. Each syntax says the rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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

    def said(self, terms: Terms, before: str, after: str) -> Texts:
        """The terms of each row between two texts; nothing where there is none."""
        return terms.spread(self.words(terms, before, after))

    def words(self, terms: Terms, before: str, after: str) -> Texts:
        """Each word of the terms between two texts."""
        if terms.sort is Sort.LITERAL:
            first, last = self.quotes(terms.datatype)
            texts = terms.words if first == "" else self.escapes(terms.words)
            return wrapped(before + first, texts, last + after)
        if terms.sort is Sort.TAGGED:
            return self.tagged(terms, before, after)
        if terms.sort is Sort.PART:
            return wrapped(before, terms.words, self.close + after)
        if terms.sort is Sort.IRI:
            said = [w and f"{before}{self.iri(w)}{after}" for w in terms.words.to_pylist()]
            return pa.array(said, TEXT)
        texts = wrapped(before + self.start, terms.words, self.close + after)
        return self._with_concepts(texts, terms, before, after)

    def tagged(self, terms: Terms, before: str, after: str) -> Texts:
        """Texts in a language."""
        texts, empty = self.escapes(terms.words), pa.scalar("", TEXT)
        first, middle, last = (pa.scalar(t, TEXT) for t in (f'{before}"', '"@', after))
        return pc.binary_join_element_wise(first, texts, middle, terms.langs, last, empty)

    def _with_concepts(self, texts: Texts, terms: Terms, before: str, after: str) -> Texts:
        """The same texts, but concepts by their own IRIs, which may lie outside the base."""
        if terms.sort is Sort.RECORD:
            return texts
        concepts = np.array(pc.match_substring_regex(terms.words, _CONCEPT), dtype=bool)
        if not concepts.any():
            return texts
        ids = terms.words.filter(pa.array(concepts)).to_pylist()
        said = [f"{before}{self.iri(self.context.record(i).value)}{after}" for i in ids]
        return pc.replace_with_mask(texts, pa.array(concepts), pa.array(said, TEXT))
