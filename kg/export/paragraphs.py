"""How are the statements of a block of rows written in Turtle and TriG?

Equals: `kg.export.turtle.turtle_block` of the statements that `kg.rdf.encode` says.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from kg.export.names import relative
from kg.export.ropes import Pool, Rope, folded, side_by_side
from kg.export.spelling import Spelling
from kg.export.terms import Node, Parts
from kg.export.texts import Ends, Texts
from kg.export.turtle import turtle_term
from kg.rdf import Context
from kg.rdf.terms import Iri
from kg.rdf.vocab import BOOLEAN, INTEGER, KG, STRING


class Paragraphs(Spelling):
    """Turtle: a paragraph for each record, those of its parts below it; `graphs` for TriG."""

    close = ">"

    def __init__(self, context: Context, *, graphs: bool = False) -> None:
        super().__init__(context)
        below = relative(f"{context.base}event/x", context.base) is not None
        self.start = "<" if below else f"<{context.base}"
        self._graphs = graphs

    def iri(self, iri: str) -> str:
        """The IRI with a prefix, or relative to the base, where that is safe."""
        return turtle_term(Iri(iri), self.context.base)

    def quotes(self, datatype: str) -> tuple[str, str]:
        """Numbers and flags stand bare, others in quotation marks with the datatype."""
        if datatype in (INTEGER, BOOLEAN):
            return "", ""
        return '"', '"' if datatype == STRING else f'"^^{self.iri(datatype)}'

    def records(self, node: Node) -> Texts:
        """The paragraphs of each record, after an empty line."""
        pool = Pool()
        begin = pool.constant("\n", node.size)
        graph = self._graph(pool, node)
        return pool.written(side_by_side(begin, self._paragraph(pool, node, ""), *graph))

    def _paragraph(self, pool: Pool, node: Node, indent: str) -> Rope:
        inner = f"\n{indent}    "
        comma = f" ,{inner}    "
        types = [f"> a {comma.join(self.iri(t.value) for t in some)}" for some in node.types]
        pieces = [pool.rows(indent, node.subject), pool.chosen(types, node.kinds)]
        below = []
        for said in node.said:
            lead = f" ;{inner}{self.iri(said.predicate.value)} "
            if isinstance(said, Parts):
                names = pool.rows(said.node.subject, ">")
                pieces.append(_listed(pool, names, said.ends, lead, comma))
                below.append(folded(self._paragraph(pool, said.node, "  "), said.ends))
            elif said.ends is None:
                pieces.append(self.said(pool, said.terms, lead, ""))
            else:
                values = self.said(pool, said.terms, "", "")
                pieces.append(_listed(pool, values, said.ends, lead, comma))
        if node.proposition is not None:
            lead = f" ;{inner}{self.iri(KG('proposition').value)} "
            link = pool.rows(lead, node.subject, "/proposition>")
            pieces.append(link.only(node.proposition.there))
        return side_by_side(*pieces, pool.constant(" .\n", node.size), *below)

    def _graph(self, pool: Pool, node: Node) -> tuple[Rope, ...]:
        """The graphs of propositions, each after an empty line."""
        said = node.proposition
        if said is None or not self._graphs:
            return ()
        subject = pc.utf8_slice_codeunits(node.subject, len(self.start))
        inside = side_by_side(
            pool.rows(f"\n<{self.context.base}", subject, "/proposition> {\n"),
            self.said(pool, said.subject, "  ", " "),
            self.said(pool, said.predicate, "", " "),
            *(self.said(pool, terms, "", " .\n}\n") for terms in said.objects),
        )
        return (inside.only(said.there),)


def _listed(pool: Pool, terms: Rope, ends: Ends, lead: str, comma: str) -> Rope:
    """The terms of each row, separated by commas, after the property."""
    first = np.zeros(terms.size, dtype=np.int32)
    first[ends[:-1][np.diff(ends) > 0]] = 1
    return folded(side_by_side(pool.chosen([comma, lead], first), terms), ends)
