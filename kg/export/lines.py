"""How are the statements of a block of rows written in N-Quads?

Equals: `kg.rdf.syntax.nquads_line` of the statements that `kg.rdf.encode` says.
"""

from __future__ import annotations

import pyarrow.compute as pc

from kg.export.spelling import Spelling
from kg.export.terms import Node, Parts, Said
from kg.export.texts import (
    Texts,
    beside,
    folded,
    joined,
    owners,
    wrapped,
)
from kg.rdf import Context
from kg.rdf.vocab import KG, STRING, TYPE


class Lines(Spelling):
    """N-Quads: every statement a line, parts after the statement that names them."""

    close = ">"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.start = f"<{context.base}"

    def iri(self, iri: str) -> str:
        """The IRI in angle brackets."""
        return f"<{iri}>"

    def quotes(self, datatype: str) -> tuple[str, str]:
        """Quotation marks and the datatype."""
        return '"', '"' if datatype == STRING else f'"^^<{datatype}>'

    def records(self, node: Node) -> Texts:
        """The lines of each record."""
        return self._lines(node)

    def _lines(self, node: Node, *before: Texts) -> Texts:
        pieces = list(before)
        for nth in range(max(map(len, node.types))):
            tails = [
                f"> <{TYPE.value}> <{types[nth].value}> .\n" if nth < len(types) else None
                for types in node.types
            ]
            tail = node.typed(tails)
            pieces += (beside(node.subject, tail), tail)
        for said in node.said:
            if isinstance(said, Parts):
                pieces.append(self._parts(node, said))
            else:
                pieces += self._statements(node, said)
        return joined(*pieces, *self._proposition(node))

    def _statements(self, node: Node, said: Said) -> tuple[Texts, ...]:
        tail = self.said(said.terms, f"> <{said.predicate.value}> ", " .\n")
        if said.ends is None:
            return beside(node.subject, tail), tail
        return (folded(joined(node.subject.take(owners(said.ends)), tail), said.ends),)

    def _parts(self, node: Node, said: Parts) -> Texts:
        subject = node.subject.take(owners(said.ends))
        link = wrapped(f"> <{said.predicate.value}> ", said.node.subject, "> .\n")
        return folded(self._lines(said.node, subject, link), said.ends)

    def _proposition(self, node: Node) -> tuple[Texts, ...]:
        said = node.proposition
        if said is None:
            return ()
        graph = wrapped("", node.subject, "/proposition> .\n")
        there = said.there
        link = wrapped(f"> <{KG('proposition').value}> ", graph, "")
        pieces = [beside(node.subject, tail := pc.if_else(there, link, None)), tail]
        line = joined(
            self.said(said.subject, "", " "),
            self.said(said.predicate, "", " "),
            *(self.said(terms, "", " ") for terms in said.objects),
            graph,
        )
        return (*pieces, pc.if_else(there, line, None))
