"""How is a term written in N-Quads and Turtle?

One routine escapes texts for both syntaxes: the canonical one of RDF Dataset
Canonicalization. IRIs hold nothing that needs an escape (`kg.model.writing.is_iri`).
Source: W3C RDF 1.2 N-Quads, section 3 (canonical form).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.errors import FormatError
from kg.rdf.terms import Iri, Quad, Term
from kg.rdf.vocab import STRING

_ESCAPES: Final = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\b"): "\\b",
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\f"): "\\f",
    ord("\r"): "\\r",
    **{
        code: f"\\u{code:04X}"
        for code in (*range(8), 0x0B, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF)
    },
}
UNSAFE: Final = "".join(map(chr, _ESCAPES))  # what `quoted` writes otherwise
_LONE: Final = re.compile("[\ud800-\udfff]")


def quoted(text: str) -> str:
    """The text as a literal between quotation marks.

    Raises: FormatError when it holds half a surrogate pair, which no encoding can carry.
    """
    if _LONE.search(text):
        raise FormatError(f"{text!r} holds half a character", hint="remove it")
    return f'"{text.translate(_ESCAPES)}"'


def nquads_term(term: Term) -> str:
    """The term in N-Quads."""
    if isinstance(term, Iri):
        return f"<{term.value}>"
    if term.lang:
        return f"{quoted(term.value)}@{term.lang}"
    if term.datatype == STRING:
        return quoted(term.value)
    return f"{quoted(term.value)}^^<{term.datatype}>"


def nquads_line(quad: Quad) -> str:
    """The statement as one canonical line, without the line end."""
    graph = f" <{quad.g.value}>" if quad.g else ""
    return f"<{quad.s.value}> <{quad.p.value}> {nquads_term(quad.o)}{graph} ."


def nquads_lines(quads: Iterable[Quad]) -> list[str]:
    """Distinct canonical lines in order of code points."""
    return sorted({nquads_line(quad) for quad in quads})
