"""Which records does an RDF text hold?"""

from __future__ import annotations

from kg.model import Dataset
from kg.rdf.bundled import bundled_ids
from kg.rdf.decode import Decoded, decode
from kg.rdf.parsing import parse


def read_bytes(data: bytes, form: str, dataset: Dataset | None = None) -> Decoded:
    """What a text in the format `turtle`, `trig`, `nquads` or `jsonld` says.

    Raises: FormatError with the line, where it is known; Faults with every fault of its
    records.
    """
    base = dataset.base if dataset else None
    return decode(parse(data, form, base), dataset, bundled=bundled_ids())
