"""How do our terms look to rdflib and to Oxigraph?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.rdf.terms import Iri, Literal, Quad, Term
from kg.rdf.vocab import LANG_STRING, STRING

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib


def rdflib_term(term: Term) -> rdflib.URIRef | rdflib.Literal:
    """The term for rdflib, its text left as it is."""
    import rdflib  # noqa: PLC0415  (only who uses rdflib pays for it)

    if isinstance(term, Iri):
        return rdflib.URIRef(term.value)
    if term.lang:
        return rdflib.Literal(term.value, lang=term.lang)
    if term.datatype == STRING:
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype), normalize=False)


def oxigraph_term(term: Term) -> ox.NamedNode | ox.Literal:
    """The term for Oxigraph."""
    import pyoxigraph as ox  # noqa: PLC0415  (only who uses Oxigraph pays for it)

    if isinstance(term, Iri):
        return ox.NamedNode(term.value)
    if term.lang:
        return ox.Literal(term.value, language=term.lang)
    if term.datatype == STRING:
        return ox.Literal(term.value)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))


def oxigraph_quad(quad: Quad) -> ox.Quad:
    """The statement for Oxigraph."""
    import pyoxigraph as ox  # noqa: PLC0415  (see above)

    graph = ox.NamedNode(quad.g.value) if quad.g else ox.DefaultGraph()
    return ox.Quad(
        ox.NamedNode(quad.s.value), ox.NamedNode(quad.p.value), oxigraph_term(quad.o), graph
    )


def term_of(term: Any) -> Term | None:
    """Our term for one of rdflib's or Oxigraph's; None for None, as in a row of an answer."""
    if term is None:
        return None
    if type(term).__name__ != "Literal":
        return Iri(str(getattr(term, "value", term)))
    lang = (term.language or "").lower()
    is_rdflib = isinstance(term, str)  # its literals are texts, and their `value` is another thing
    if not is_rdflib:
        return Literal(term.value, term.datatype.value, lang)
    return Literal(str(term), LANG_STRING if lang else str(term.datatype or STRING), lang)
