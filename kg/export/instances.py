"""What is said of the instances of a class that lie in some rows?

The shape of each class (`kg.columns.layout`) and its properties (`kg.rdf.properties`) are
read once for a table; then a block of rows becomes a `Node`, column by column. A column in
which no row has a value costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables
from kg.columns.layout import Listed, Shape, Single, Whole
from kg.errors import InternalError
from kg.export.follows import FOLLOWS, TYPES, proposition
from kg.export.terms import Block, Node, Parts, Rows, Said, Sort, Terms
from kg.export.texts import Ends, counted, joined, owners, wrapped
from kg.export.values import checked, column, needed, reader, tagged, words
from kg.model import Claim, Clock, Field, Label
from kg.rdf.derived import ALSO
from kg.rdf.encode import said_fields
from kg.rdf.properties import CLASSES, Property

Say = Callable[[Block], Iterator[Said | Parts]]
_WITHDRAWAL: Final = frozenset({"withdrawn", "reason", "by"})


class Instances:
    """What is said of the instances of one class in one table.

    `known` leaves out the later withdrawal of a version.
    Equals: `kg.rdf.encode` of the records in the same rows.
    """

    def __init__(self, tables: Tables, table: str, shape: Shape, *, known: bool) -> None:
        self._tables, self._table, self._shape, self._known = tables, table, shape, known
        said = [(f, p) for f, p in said_fields(shape.cls) if not self._hidden(f)]
        self._says: list[Say] = []
        for hop, group in groupby(said, key=lambda pair: pair[1].hop):
            says = [say for f, p in group if (say := self._field(f, p)) is not None]
            self._says += says if hop is None or not says else [_Hop(hop, says)]
        types = TYPES.get(shape.cls)
        self._types = None if types is None else types(tables, table, shape)
        follows = FOLLOWS.get(shape.cls)
        if follows is not None:
            self._says.append(follows(tables, table, shape))
        self._proposition = proposition(tables, table, shape) if shape.cls is Claim else None

    def __call__(self, block: Block) -> Node:
        """What is said of the instances in these rows."""
        cls = self._shape.cls
        node = Node(block.subject, ((CLASSES[cls], *ALSO.get(cls, ())),))
        if self._types is not None:
            node.types, node.which = self._types(block)
        for say in self._says:
            node.said.extend(say(block))
        if self._proposition is not None:
            node.proposition = self._proposition(block)
        return node

    def _hidden(self, field: Field) -> bool:
        return self._known and self._shape.cls is Clock and field.name in _WITHDRAWAL

    def _field(self, field: Field, said: Property) -> Say | None:
        """How a field is said; None when no row has a value."""
        for single in self._shape.singles:
            if single.field.name == field.name:
                return self._single(single, said)
        for whole in self._shape.wholes:
            if whole.field.name == field.name:
                return self._whole(whole, said)
        for listed in self._shape.lists:
            if listed.field.name == field.name:
                return self._list(listed, said)
        raise InternalError(f"{self._shape.cls.__name__}.{field.name} lies in no column")

    def _single(self, single: Single, said: Property) -> Say | None:
        values = column(self._tables, self._table, single.column.name)
        if values is None:
            return None
        if said.sibling:
            checked(values)
            return lambda block: _sibling(block, values, said)
        read = reader(single.field, said)
        return lambda block: (Said(said.iri, t) for t in read(values.take(block.rows)))

    def _list(self, listed: Listed, said: Property) -> Say | None:
        tables, table = self._tables, listed.table
        if not tables.count(table):
            return None
        lists = tables.lists(table)
        if listed.shape is None:
            values, read = needed(tables, table, "value"), reader(listed.field, said)

            def values_of(block: Block) -> Iterator[Said]:
                flat, counts = lists.of(block.places)
                if len(flat):
                    (terms,) = read(values.take(pa.array(flat)))
                    yield Said(said.iri, terms, counted(counts))

            return values_of
        if listed.shape.cls is Label:
            texts, langs = needed(tables, table, "text"), needed(tables, table, "lang")

            def labels_of(block: Block) -> Iterator[Said]:
                flat, counts = lists.of(block.places)
                if len(flat):
                    rows = pa.array(flat)
                    yield Said(
                        said.iri, tagged(texts.take(rows), langs.take(rows)), counted(counts)
                    )

            return labels_of
        part = _Part(tables, table, listed.shape, said, known=self._known)

        def parts_of(block: Block) -> Iterator[Parts]:
            flat, counts = lists.of(block.places)
            if len(flat):
                yield part(block, pa.array(flat), counted(counts))

        return parts_of

    def _whole(self, whole: Whole, said: Property) -> Say | None:
        given = None if whole.given is None else column(self._tables, self._table, whole.given)
        if given is None and whole.given is not None:
            return None
        part = _Part(self._tables, self._table, whole.shape, said, known=self._known)
        if given is None:
            return lambda block: iter((part(block, block.rows, np.arange(block.size + 1)),))

        def part_of(block: Block) -> Iterator[Parts]:
            values = given.take(block.rows)
            there = values if whole.flagged else values.is_valid()
            if pc.any(there).as_py():
                yield part(block, block.rows.filter(there), counted(np.asarray(there)))

        return part_of


class _Part:
    """The parts of one field: their IRIs, and what is said of them."""

    def __init__(
        self, tables: Tables, table: str, shape: Shape, said: Property, *, known: bool
    ) -> None:
        self._said = said
        self._instances = Instances(tables, table, shape, known=known)
        names = [single.column.name for single in shape.singles]
        name = "version" if shape.cls is Clock else "key"
        self._keys = None
        if shape.prefix + name in names:
            self._keys = column(tables, table, shape.prefix + name)
            if shape.cls is not Clock:
                checked(self._keys)

    def __call__(self, block: Block, rows: Rows, ends: Ends) -> Parts:
        """The parts in these rows, of the owners in the block."""
        owner = block.subject
        if len(rows) != block.size or not np.array_equal(ends, np.arange(block.size + 1)):
            owner = owner.take(owners(ends))
        if self._keys is None:
            subject = wrapped("", owner, f"/{self._said.segment}")
        else:
            keys = words(self._keys.take(rows), Sort.LITERAL)
            tails = keys.spread(wrapped(f"/{self._said.segment}/", keys.words, ""))
            subject = joined(owner, tails)
        return Parts(self._said.iri, self._instances(Block(rows, subject, owner)), ends)


class _Hop:
    """A node between the instance and some of its values, where there are any."""

    def __init__(self, hop: Any, says: list[Say]) -> None:
        self._hop, self._says = hop, says

    def __call__(self, block: Block) -> Iterator[Parts]:
        """The node, with the values that stand in these rows."""
        there = np.zeros(block.size, dtype=bool)
        for say in self._says:
            for one in say(block):
                if isinstance(one, Said):
                    there |= one.terms.there
        some = block if there.all() else block.only(there)
        said = [one for say in self._says for one in say(some)]
        ends, subject = counted(there), wrapped("", block.subject, f"/{self._hop.segment}")
        node = Node(subject.filter(pa.array(there)), ((self._hop.type,),), None, said)
        if there.any():
            yield Parts(self._hop.link, node, ends)


def _sibling(block: Block, values: Any, said: Property) -> Iterator[Said]:
    """Another part of the same owner, by its key."""
    keys = values.take(block.rows)
    if keys.null_count < len(keys):
        named = words(keys, Sort.LITERAL)
        tails = named.spread(wrapped(f"/{said.sibling}/", named.words, ""))
        whole = joined(block.owner, tails)
        there = pa.array(np.asarray(tails.is_valid()))
        yield Said(said.iri, Terms(Sort.PART, pc.if_else(there, whole, None)))
