"""How are the statements of a block of rows written in N-Quads?

Equals: `kg.rdf.syntax.nquads_line` of the statements that `kg.rdf.encode` says.
"""

from __future__ import annotations

from kg.export.ropes import Pool, Rope, folded, side_by_side
from kg.export.spelling import Spelling
from kg.export.terms import Node, Parts, Said
from kg.export.texts import Texts, wrapped
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
        pool = Pool()
        return pool.written(self._lines(pool, node))

    def _lines(self, pool: Pool, node: Node, *before: Rope) -> Rope:
        subject = pool.rows(node.subject)
        pieces = list(before)
        for nth in range(max(map(len, node.types))):
            tails = [
                f"> <{TYPE.value}> <{types[nth].value}> .\n" if nth < len(types) else None
                for types in node.types
            ]
            tail = pool.chosen(tails, node.kinds)
            pieces += (subject.beside(tail), tail)
        for said in node.said:
            if isinstance(said, Parts):
                pieces.append(self._parts(pool, subject, said))
            else:
                pieces += self._statements(pool, subject, said)
        return side_by_side(*pieces, *self._proposition(pool, subject, node))

    def _statements(self, pool: Pool, subject: Rope, said: Said) -> tuple[Rope, ...]:
        tail = self.said(pool, said.terms, f"> <{said.predicate.value}> ", " .\n")
        if said.ends is None:
            return subject.beside(tail), tail
        return (folded(side_by_side(subject.repeated(said.ends), tail), said.ends),)

    def _parts(self, pool: Pool, subject: Rope, said: Parts) -> Rope:
        link = pool.rows(f"> <{said.predicate.value}> ", said.node.subject, "> .\n")
        return folded(self._lines(pool, said.node, subject.repeated(said.ends), link), said.ends)

    def _proposition(self, pool: Pool, subject: Rope, node: Node) -> tuple[Rope, ...]:
        said = node.proposition
        if said is None:
            return ()
        graph = wrapped("", node.subject, "/proposition> .\n")
        link = pool.rows(f"> <{KG('proposition').value}> ", graph)
        line = side_by_side(
            self.said(pool, said.subject, "", " "),
            self.said(pool, said.predicate, "", " "),
            *(self.said(pool, terms, "", " ") for terms in said.objects),
            pool.rows(graph),
        )
        return subject.only(said.there), link.only(said.there), line.only(said.there)
