"""Which records does an RDF file hold?"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.errors import FormatError, located
from kg.model import Dataset
from kg.rdf.bundled import bundled_ids
from kg.rdf.decode import Decoded, decode
from kg.rdf.parsing import parse

SUFFIXES: Final = MappingProxyType(
    {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".jsonld": "jsonld"}
)
MAX_BYTES: Final = 512 * 2**20


def read_file(path: Path, dataset: Dataset | None = None, *, max_bytes: int = MAX_BYTES) -> Decoded:
    """What an RDF file says; the format follows from the suffix.

    Raises: FormatError with the file and, where it is known, the line; Faults with every
    fault of its records.
    """
    form = SUFFIXES.get(path.suffix.lower())
    with located(file=path.name):
        if form is None:
            raise FormatError(f"no RDF format has the suffix {path.suffix!r}", hint=_known())
        if not path.is_file():
            raise FormatError("is not a regular file", hint="name an RDF file")
        if (size := path.stat().st_size) > max_bytes:
            raise FormatError(f"has {size} bytes, allowed are {max_bytes}", hint="divide it")
        return read_bytes(path.read_bytes(), form, dataset)


def read_bytes(data: bytes, form: str, dataset: Dataset | None = None) -> Decoded:
    """What a text in the format `turtle`, `trig`, `nquads` or `jsonld` says.

    Raises: as `read_file`.
    """
    base = dataset.base if dataset else None
    return decode(parse(data, form, base), dataset, bundled=bundled_ids())


def _known() -> str:
    return f"one of {', '.join(SUFFIXES)}"
