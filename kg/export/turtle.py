"""How does a dataset look in Turtle and TriG?

Deterministic and made for reading: a fixed head of prefixes, one block for each record with
its parts indented below it, in the order in which encoding says them. Each block is written
when its record has been read; nothing is kept. What lies below the base is written relative
to it, as is safe (`kg.export.names`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from kg.export.names import relative
from kg.rdf.syntax import nquads_term, quoted
from kg.rdf.terms import Iri, Literal, Term, Triple
from kg.rdf.vocab import BOOLEAN, INTEGER, PREFIXES, STRING, TYPE

_LOCAL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")


def turtle_header(base: str) -> str:
    """The base and all prefixes."""
    lines = [f"@base <{base}> .", *(f"@prefix {p}: <{iri}> ." for p, iri in PREFIXES.items())]
    return "\n".join(lines) + "\n"


def turtle_block(triples: Iterable[Triple], base: str, indent: str = "") -> str:
    """The statements of one record: a paragraph for each subject, in the order given."""
    paragraphs: dict[Iri, dict[Iri, list[Term]]] = {}
    for s, p, o in triples:
        paragraphs.setdefault(s, {}).setdefault(p, []).append(o)
    first = next(iter(paragraphs), None)
    return "".join(
        _paragraph(subject, said, base, indent if subject == first else indent + "  ")
        for subject, said in paragraphs.items()
    )


def _paragraph(subject: Iri, said: dict[Iri, list[Term]], base: str, indent: str) -> str:
    inner = f"\n{indent}    "
    lines = f" ;{inner}".join(
        f"{'a' if p == TYPE else _iri(p, base)} {_objects(objects, base, inner)}"
        for p, objects in said.items()
    )
    return f"{indent}{_iri(subject, base)} {lines} .\n"


def _objects(objects: Sequence[Term], base: str, inner: str) -> str:
    return f" ,{inner}    ".join(turtle_term(term, base) for term in dict.fromkeys(objects))


def turtle_term(term: Term, base: str) -> str:
    """The term with prefixes, relative to the base where that is safe."""
    if isinstance(term, Iri):
        return _iri(term, base)
    return _literal(term, base)


def _iri(iri: Iri, base: str) -> str:
    value = iri.value
    cut = max(value.rfind("#"), value.rfind("/")) + 1
    prefix = _STARTS.get(value[:cut])
    if prefix is not None and _LOCAL.fullmatch(value, cut):
        return f"{prefix}:{value[cut:]}"
    short = relative(value, base)
    return f"<{value if short is None else short}>"


def _literal(term: Literal, base: str) -> str:
    if term.lang or term.datatype == STRING:
        return nquads_term(term)
    if term.datatype == INTEGER and _INTEGER.fullmatch(term.value):
        return term.value
    if term.datatype == BOOLEAN and term.value in ("true", "false"):
        return term.value
    return f"{quoted(term.value)}^^{_iri(Iri(term.datatype), base)}"


_STARTS: Final = {start: prefix for prefix, start in PREFIXES.items()}
