"""Do two sets of statements say the same?"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from kg.rdf.syntax import nquads_lines
from kg.rdf.terms import Quad


def rdf_digest(quads: Iterable[Quad]) -> str:
    """The sha256 over the sorted distinct canonical N-Quads lines, in hexadecimal.

    Cost: O(n log n) in time, all lines in memory.
    Source: W3C RDF Dataset Canonicalization 1.0 (RDFC-1.0), which without blank nodes comes
            to this.
    """
    digest = sha256()
    for line in nquads_lines(quads):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()
