"""Which terms stand in the columns of some rows, and what is said with them?

The form between the columns and a syntax: `Terms` are the objects of one property for a
block of rows, each distinct one once; a `Node` is all that is said of the instances in the
block. No syntax is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.export.texts import Ends, Texts
from kg.rdf.terms import Iri
from kg.rdf.vocab import STRING

Codes = Any  # an Arrow array of whole numbers: which word; null where there is none
Rows = Any  # an Arrow array of row numbers


class Sort(Enum):
    """What the words of `Terms` are."""

    RECORD = "record"  # ids of records that are no concepts
    ANY = "any"  # ids of any records
    IRI = "iri"  # whole IRIs
    LITERAL = "literal"  # texts of one datatype
    TAGGED = "tagged"  # texts in a language
    PART = "part"  # IRIs of parts, as the syntax begins them


@dataclass(frozen=True, slots=True)
class Terms:
    """What stands in each row of a block.

    Shape: row i has `words[codes[i]]`, or nothing where the code is null; without codes,
           `words[i]`. `langs` are the languages of the words, for tagged texts.
    """

    sort: Sort
    words: Texts
    codes: Codes | None = None
    datatype: str = STRING
    langs: Texts | None = None

    def spread(self, texts: Texts) -> Texts:
        """A text for each row, from one for each word."""
        return texts if self.codes is None else texts.take(self.codes)

    @property
    def there(self) -> npt.NDArray[np.bool_]:
        """Which rows have a term."""
        given = self.words.is_valid()
        found = given if self.codes is None else given.take(self.codes)
        return np.array(found, dtype=bool)  # under a null code stands None, which is false


@dataclass(frozen=True, slots=True)
class Said:
    """Statements with one property: one in each row or none, or lists that end at `ends`."""

    predicate: Iri
    terms: Terms
    ends: Ends | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts that a property names, and what is said of them; each row has those up to `ends`."""

    predicate: Iri
    node: Node
    ends: Ends


@dataclass(frozen=True, slots=True)
class Proposition:
    """What the claims in the rows `there` say, each in its own graph: one of `objects`."""

    there: Any  # an Arrow array of yes and no
    subject: Terms
    predicate: Terms
    objects: tuple[Terms, ...]


@dataclass(slots=True)
class Node:
    """All that is said of the instances in some rows.

    Shape: `subject` are their IRIs as the syntax begins them, without its end; the types of
           row i are `types[which[i]]`, without `which` always the first.
    """

    subject: Texts
    types: Sequence[tuple[Iri, ...]]
    which: Codes | None = None
    said: list[Said | Parts] = field(default_factory=list)
    proposition: Proposition | None = None

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.subject)

    @property
    def kinds(self) -> npt.NDArray[Any]:
        """Which of `types` each row has."""
        return np.zeros(self.size, np.int32) if self.which is None else np.asarray(self.which)


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table, the IRIs of what lies there, and those of its owners if it has any."""

    rows: Rows
    subject: Texts
    owner: Texts | None = None

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.rows)

    @property
    def places(self) -> npt.NDArray[np.uint32]:
        """The rows as numpy knows them."""
        return np.asarray(self.rows)

    def only(self, there: npt.NDArray[np.bool_]) -> Block:
        """The rows in which `there` is true."""
        mask = pa.array(there)
        owner = None if self.owner is None else self.owner.filter(mask)
        return Block(self.rows.filter(mask), self.subject.filter(mask), owner)


Says = Iterator[Said | Parts]
Say = Callable[[Block], Says]
"""What says something of the instances in a block."""
