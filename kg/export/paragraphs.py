"""How are the statements of a block of rows written in Turtle and TriG?

Equals: `kg.export.turtle.turtle_block` of the statements that `kg.rdf.encode` says.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.export.names import relative
from kg.export.spelling import Spelling
from kg.export.terms import Node, Parts
from kg.export.texts import TEXT, Ends, Texts, constant, folded, joined, wrapped
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
        return joined(constant("\n", node.size), self._paragraph(node, ""), *self._graph(node))

    def _paragraph(self, node: Node, indent: str) -> Texts:
        inner = f"\n{indent}    "
        comma = f" ,{inner}    "
        types = [f"> a {comma.join(self.iri(t.value) for t in some)}" for some in node.types]
        pieces = [wrapped(indent, node.subject, ""), node.typed(types)]
        below = []
        for said in node.said:
            lead = f" ;{inner}{self.iri(said.predicate.value)} "
            if isinstance(said, Parts):
                pieces.append(_listed(wrapped("", said.node.subject, ">"), said.ends, lead, comma))
                below.append(folded(self._paragraph(said.node, "  "), said.ends))
            elif said.ends is None:
                pieces.append(self.said(said.terms, lead, ""))
            else:
                pieces.append(_listed(self.said(said.terms, "", ""), said.ends, lead, comma))
        if node.proposition is not None:
            lead = f" ;{inner}{self.iri(KG('proposition').value)} "
            link = wrapped(lead, node.subject, "/proposition>")
            pieces.append(pc.if_else(node.proposition.there, link, None))
        return joined(*pieces, constant(" .\n", node.size), *below)

    def _graph(self, node: Node) -> tuple[Texts, ...]:
        """The graphs of propositions, each after an empty line."""
        said = node.proposition
        if said is None or not self._graphs:
            return ()
        outer = f"\n<{self.context.base}"
        inside = joined(
            wrapped(
                outer, pc.utf8_slice_codeunits(node.subject, len(self.start)), "/proposition> {\n"
            ),
            self.said(said.subject, "  ", " "),
            self.said(said.predicate, "", " "),
            *(self.said(terms, "", " .\n}\n") for terms in said.objects),
        )
        return (pc.if_else(said.there, inside, None),)


def _listed(terms: Texts, ends: Ends, lead: str, comma: str) -> Texts:
    """The terms of each row, separated by commas, after the property."""
    first = np.zeros(len(terms), dtype=np.int32)
    first[ends[:-1][np.diff(ends) > 0]] = 1
    before = pa.array([comma, lead], TEXT).take(pa.array(first))
    return folded(joined(before, terms), ends)
