"""How much may come in at once?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Bounds of reading one seed folder, or the documents; each may be set, none switched off.

    Units: `file_bytes` bytes of one YAML file, `rdf_bytes` of one RDF file
    that is read whole, `stream_bytes` of one that is read record by record, `rdf_records` versions
    of records and foreign statements in it, of which `rdf_held` are held one by one before they
    are laid down in columns; `nesting` levels
    of lists and mappings in a file; `nodes` values in a file; `text` code points in one
    text; `folders` levels of folders; `faults` errors that are listed before the rest is
    only counted; `document_bytes` bytes of a document that is verified, `windows` digests
    that are computed to find what moved in it; `table_bytes` bytes of a table as it lies
    there, `unpacked_bytes` when it is unpacked, which may be `unpacked_ratio` times as
    much; `columns` columns of a table, `row_bytes` bytes of one of its rows, `cell_bytes`
    of one cell; `rejects` rows that cannot be read before the table is refused;
    `reread_bytes` bytes that are read again behind quotes that are never closed.
    """

    file_bytes: int = 16 * 2**20
    rdf_bytes: int = 512 * 2**20
    stream_bytes: int = 32 * 2**30
    rdf_records: int = 10_000_000
    rdf_held: int = 20_000
    nesting: int = 24
    nodes: int = 1_000_000
    text: int = 100_000
    files: int = 100_000
    folders: int = 32
    faults: int = 1_000
    document_bytes: int = 64 * 2**20
    windows: int = 20_000_000
    table_bytes: int = 16 * 2**30
    unpacked_bytes: int = 64 * 2**30
    unpacked_ratio: int = 500
    columns: int = 4_000
    row_bytes: int = 4 * 2**20
    cell_bytes: int = 2**20
    rejects: int = 100_000
    reread_bytes: int = 256 * 2**20


DEFAULT: Final = ReadLimits()
