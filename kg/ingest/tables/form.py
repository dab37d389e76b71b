"""How is a table to be read, and what comes of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.errors import SeedError

CSV, TSV, JSONL, PARQUET = "csv", "tsv", "jsonl", "parquet"
SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".csv": CSV,
        ".tsv": TSV,
        ".tab": TSV,
        ".txt": CSV,
        ".jsonl": JSONL,
        ".ndjson": JSONL,
        ".parquet": PARQUET,
    }
)
PACKED: Final = (".gz", ".zst")
SEPARATORS: Final = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """How a file is to be read; what is None is found by looking at the file.

    `encodings` are tried in their order on each line that needs it: most of a file is UTF-8
    and two lines are not. `quote` may be empty: then a quote is a letter like others.
    `skip` lines stand before the header; without a `header` the columns are column1,
    column2 and so on; lines that begin with `comment` are passed over.
    """

    format: str | None = None
    separator: str | None = None
    encodings: tuple[str, ...] = ("utf-8", "windows-1252")
    quote: str = '"'
    header: bool = True
    skip: int = 0
    comment: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no file can be read by."""
        for encoding in self.encodings:
            try:
                b"x".decode(encoding, "replace")
            except LookupError:
                raise SeedError(
                    f"{encoding!r} is not an encoding that is known",
                    hint="for example utf-8 or windows-1252",
                ) from None
        if not self.encodings:
            raise SeedError("no encoding is named", hint="for example utf-8")
        for name, mark, least in (("separator", self.separator, 1), ("quote", self.quote, 0)):
            if mark is not None and not (least <= len(mark) <= 1 and mark.isascii()):
                raise SeedError(f"{mark!r} cannot be a {name}", hint="one ASCII character")
            if mark is not None and mark in "\r\n\0" and mark:
                raise SeedError(f"{mark!r} cannot be a {name}", hint="it ends lines")
        if self.quote and self.quote == self.separator:
            raise SeedError(f"{self.quote!r} is both the separator and the quote", hint="name two")
        if self.format is not None and self.format not in SUFFIXES.values():
            raise SeedError(
                f"{self.format!r} is not a format of tables", hint="csv, tsv, jsonl or parquet"
            )
        if self.skip < 0 or self.comment == "":
            raise SeedError("what is passed over before the header is unclear", hint="leave it out")


class Reject(NamedTuple):
    """A row that cannot be read, by its number: data rows count from 1, blank lines do not."""

    row: int
    column: str | None
    value: str | None
    reason: str


CODED: Final = pa.dictionary(pa.int32(), pa.utf8())  # as Parquet keeps texts that repeat


class Batch(NamedTuple):
    """Some rows that follow each other, but for rejected ones.

    Shape: `rows` are their numbers, strictly increasing; each column has as many cells.
    Columns are texts, `CODED` texts, or lists of texts; null only where the file itself says null.
    """

    first_row: int
    rows: npt.NDArray[np.int64]
    columns: Mapping[str, pa.Array]


def format_of(name: str, form: TableForm) -> str:
    """The format of the file with this name: the one that is told, or by its suffix.

    Raises: SeedError when neither says.
    """
    if form.format is not None:
        return form.format
    path = PurePath(name.lower())
    if path.suffix in PACKED:
        path = path.with_suffix("")
    if path.suffix not in SUFFIXES:
        raise SeedError(
            f"the suffix {path.suffix!r} does not say what table this is",
            hint=f"name it {', '.join(SUFFIXES)}, or say its format",
        )
    return SUFFIXES[path.suffix]
