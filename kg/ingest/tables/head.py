"""What are the columns of this table, and how are its cells written?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from kg.errors import SeedError
from kg.ingest.tables.clean import ends_with_lf
from kg.ingest.tables.form import SEPARATORS, TSV, TableForm
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.rows import LONE, Dialect, Lines, rows_of

_SAMPLE: Final = 200  # rows that are looked at to find the separator


class Head(NamedTuple):
    """The head of a table of text.

    Shape: the columns from `named` on have no name in the header. The rows begin at the
    byte `body` of the clean text.
    """

    dialect: Dialect
    columns: tuple[str, ...]
    named: int
    body: int


def read_head(piece: bytes, form: TableForm, ledger: Ledger) -> Head:
    """The head of the table whose clean text begins with `piece`.

    Raises: SeedError when there is no header, or it cannot be one.
    """
    lines = Lines(piece.decode("utf-8", "surrogatepass"))
    if form.skip > len(lines.all):
        raise SeedError(f"has fewer than the {form.skip} lines to skip", hint="skip fewer")
    lines.at = form.skip
    lf = ends_with_lf(piece)
    separator = form.separator or ("\t" if form.format == TSV else None)
    if separator is None:
        separator = _separator("".join(lines.all[form.skip :]), form, lf=lf)
    dialect = Dialect(separator, form.quote, form.comment, lf)
    row = next((row for row in rows_of(lines, dialect) if row.cells), None)
    if row is None:
        raise SeedError("has no rows", hint="a table has at least a header")
    if row.open and form.quote:
        raise SeedError("has a quote in its first row that is never closed", hint="close it")
    if not lf:
        ledger.see("table whose lines end in carriage returns only", 1)
    names = _names(row.cells, ledger) if form.header else [""] * len(row.cells)
    if len(names) > ledger.limits.columns:
        raise SeedError(f"has more than {ledger.limits.columns} columns", hint="is it a table?")
    begin = lines.at if form.header else row.lines[0]
    named = max((at for at, name in enumerate(names, 1) if name), default=0)
    return Head(
        dialect=dialect,
        columns=distinct(names, ledger),
        named=named if form.header else len(names),
        body=len("".join(lines.all[:begin]).encode("utf-8", "surrogatepass")),
    )


def _separator(text: str, form: TableForm, *, lf: bool) -> str:
    """The separator that divides most rows into one number of cells, the greater the better."""
    best, most = SEPARATORS[0], 0.0
    for separator in SEPARATORS:
        rows = rows_of(Lines(text), Dialect(separator, form.quote, form.comment, lf))
        counts = [len(row.cells) for row in islice(rows, _SAMPLE) if row.cells]
        if not counts or counts[0] < 2:
            continue
        width, times = Counter(counts).most_common(1)[0]
        score = (width - 1) * times / len(counts)
        if score > most:
            best, most = separator, score
    return best


def _names(cells: Sequence[str], ledger: Ledger) -> list[str]:
    names = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    if any(LONE.search(name) for name in names):
        raise SeedError("has a header in none of the encodings", hint="name its encoding")
    padded = sum(name != cell for name, cell in zip(names, cells, strict=True))
    if padded:
        ledger.see("names in the header had spaces to spare", padded)
    return names


def distinct(names: Sequence[str], ledger: Ledger) -> tuple[str, ...]:
    """The names, each once: the second `name` is `name.2`, the third without one `column3`."""
    taken = set(names)
    found: dict[str, None] = {}
    for at, name in enumerate(names, 1):
        if name and name not in found:
            found[name] = None
            continue
        if name:
            ledger.see(f"more columns named {name!r}", 1)
        elif any(names):
            ledger.see("columns without a name", 1)
        stem, turn = (f"{name}.", 2) if name else ("column", at)
        while f"{stem}{turn}" in taken or f"{stem}{turn}" in found:
            turn += 1
        found[f"{stem}{turn}"] = None
    return tuple(found)
