"""What could a mapping of this table say?

A look at the file, a guess at what its columns are for, and a mapping that can be built as it
is, with comments: what was found, what is only guessed, and what could be said instead. The
same file gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Final

from kg.errors import KgError, SeedError
from kg.ingest.limits import DEFAULT, ReadLimits
from kg.ingest.mapping.plan import ROW
from kg.ingest.mapping.proposeguess import guess
from kg.ingest.mapping.proposelook import Column, Look, look
from kg.ingest.mapping.proposetext import nameable, remark, scalar
from kg.ingest.mapping.proposewords import words_of
from kg.ingest.mapping.proposewrite import Proposal, prefix_of
from kg.ingest.tables.form import CSV, PACKED, TSV, TableForm, format_of
from kg.ingest.tables.reading import Table, open_table
from kg.model.forms import form_fault
from kg.model.ids import MAX_SLUG

_DAY: Final = re.compile(r"(?<![0-9])[12][0-9]{3}-[01][0-9]-[0-3][0-9](?![0-9])")
_VALUE: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}|.*://.*"
)
_PREFACE: Final = 12  # lines before a header that are tried
_HALF: Final = 0.5  # of the first rows have to be read
_BARE: Final = re.compile(r"column[0-9]+")
_AMERICAN: Final = frozenset({"fips", "geoid", "zip", "zipcode", "state"})
_NAME: Final = 28  # letters of the name of a column in the list of what was found


def propose(
    path: Path, form: TableForm | None = None, limits: ReadLimits = DEFAULT, file: str | None = None
) -> str:
    """A first mapping of the table at `path`, which the mapping calls `file`.

    Raises: SeedError when it is no table that can be read.
    """
    table, form = _opened(path, form or TableForm(), limits)
    seen = look(table)
    usable = [c for c in seen.columns if c.name != ROW and (nameable(c.name) or not c.listed)]
    names = {word for column in usable for word in words_of(column.name)}
    stem = _stem(path)
    room = MAX_SLUG - len(prefix_of(stem)) - 10  # a count may stand behind it
    found = guess(replace(seen, columns=usable), american=bool(names & _AMERICAN), room=room)
    proposal = Proposal(seen, found, stem, dict(_form(form, seen)))
    day = _DAY.search(path.name)
    said = day[0] if day and form_fault("day", day[0]) is None else None
    head = _told(path, seen)
    return "\n".join([*head, "", *proposal.lines(file or path.name, said)]) + "\n"


def _opened(path: Path, form: TableForm, limits: ReadLimits) -> tuple[Table, TableForm]:
    """The table, without the lines that stand before its header."""
    table = open_table(path, form, limits)
    if form.header and sum(_VALUE.fullmatch(name) is not None for name in table.columns) > 0:
        bare = replace(form, header=False)
        return open_table(path, bare, limits), bare
    chosen, width = form, _named(table)
    if form.skip or not form.header or format_of(path.name, form) not in (CSV, TSV):
        return table, form
    if width > 1 and 2 * width > len(table.columns) and _kept(table) > _HALF:
        return table, form
    for skip in range(1, _PREFACE + 1):
        try:
            other = open_table(path, replace(form, skip=skip), limits)
        except SeedError:
            break
        if _named(other) > width and _kept(other) > _HALF:
            table, chosen, width = other, replace(form, skip=skip), _named(other)
    return table, chosen


def _named(table: Table) -> int:
    """How many columns have a name in the header."""
    return sum(_BARE.fullmatch(name) is None for name in table.columns)


def _kept(table: Table) -> float:
    """The share of the first rows that can be read."""
    try:
        batch = next(table.batches(1000), None)
    except KgError:
        return 0.0
    good = len(batch.rows) if batch is not None else 0
    return good / (good + len(table.rejects)) if good else 0.0


def _stem(path: Path) -> str:
    name = PurePath(path.name)
    while name.suffix.lower() in PACKED:
        name = name.with_suffix("")
    return _DAY.sub("", name.stem).strip(" -_.") or "table"


def _form(form: TableForm, seen: Look) -> Iterator[tuple[str, str]]:
    """The keys of a mapping that say how the file has to be read."""
    if form.format is not None:
        yield "format", form.format
    if form.separator is not None:
        yield "separator", "tab" if form.separator == "\t" else scalar(form.separator)
    if form.encodings != TableForm().encodings:
        yield "encoding", f"[{', '.join(map(scalar, form.encodings))}]"
    elif any("lines in" in note for note in seen.notes):
        yield "encoding", "[utf-8, windows-1252]   # the second where a line is not in the first"
    if form.skip:
        yield "skip", f"{form.skip}   # lines before the header"
    if not form.header:
        yield "header", "false   # the first line is a row"
    if form.comment is not None:
        yield "comment", scalar(form.comment)


def _told(path: Path, seen: Look) -> Iterator[str]:
    """What was found, as comments."""
    yield f"# A first mapping of {remark(path.name, 60)}, made by `kg map`."
    yield "# It can be built as it is. What is only guessed is marked (guess): read it, change it,"
    yield "# then `kg check FOLDER`. All that a mapping can say stands in seed/README.md."
    yield "#"
    more = "" if seen.whole else " and more"
    size = f"{seen.rows:,} rows{more}, {len(seen.columns)} columns"
    yield f"# {size}; {seen.held:,} rows were looked at."
    for note in seen.notes:
        yield f"# {remark(note, 96)}"
    if seen.rejects:
        first = seen.rejects[0]
        yield f"# {len(seen.rejects):,} rows cannot be read, the first is row {first.row}:"
        yield f"#   {remark(first.reason, 90)}"
    if any(column.name == ROW for column in seen.columns):
        yield "# The column named row cannot be used: {row} is the number of a row. Rename it."
    yield "#"
    yield f"# {'column':<{_NAME}} filled  different  for example"
    for columns in _runs(seen.columns):
        yield _line(columns)


def _runs(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """Columns one by one, but those that differ in a number only together."""
    run: list[Column] = []
    for column in columns:
        if run and _same(run[-1], column):
            run.append(column)
            continue
        if run:
            yield run
        run = [column]
    if run:
        yield run


def _same(one: Column, two: Column) -> bool:
    bare = re.sub(r"[0-9]+", "#", one.name, count=1)
    return (
        "#" in bare
        and _BARE.fullmatch(one.name) is None
        and bare == re.sub(r"[0-9]+", "#", two.name, count=1)
    )


def _line(columns: list[Column]) -> str:
    first = columns[0]
    name = remark(first.name, _NAME)
    if len(columns) > 1:
        name = remark(f"{first.name} … {columns[-1].name}", _NAME)
    examples = " · ".join(remark(text, 30) for text, _ in list(first.counts.items())[:3])
    return f"# {name:<{_NAME}} {first.share:>6.0%} {len(first.counts):>10,}  {examples}".rstrip()
