"""How is a record said in RDF?

`encode` and `decode` are exact inverses over one table of properties (`kg.rdf.properties`).
The default graph says current records; a withdrawn version stands in `<record>/version/<n>`,
what a claim says in `<claim>/proposition`. There are no blank nodes. pyoxigraph is loaded
only when a text is parsed, pyshacl only when shapes are checked.
"""

from kg.rdf.assets import asset
from kg.rdf.batches import ScatteredError, read_batches
from kg.rdf.bundled import bundled_concepts, bundled_ids
from kg.rdf.canonical import rdf_digest
from kg.rdf.contexts import our_context
from kg.rdf.decode import Decoded, decode
from kg.rdf.encode import encode, encode_dataset
from kg.rdf.graphs import Context
from kg.rdf.parsing import parse, statements
from kg.rdf.reading import read_bytes
from kg.rdf.shapes import validate
from kg.rdf.terms import Iri, Literal, Quad, Term, Triple
from kg.rdf.whole import context_of, quads

__all__ = [
    "Context",
    "Decoded",
    "Iri",
    "Literal",
    "Quad",
    "ScatteredError",
    "Term",
    "Triple",
    "asset",
    "bundled_concepts",
    "bundled_ids",
    "context_of",
    "decode",
    "encode",
    "encode_dataset",
    "our_context",
    "parse",
    "quads",
    "rdf_digest",
    "read_batches",
    "read_bytes",
    "statements",
    "validate",
]
