"""How is a guess written down as a mapping that teaches?

What the mapping says stands as YAML, what was seen and what could be said instead as
comments. Everything that is written active is such that rows can be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kg.ingest.mapping.head import MISSING
from kg.ingest.mapping.proposefields import Fields
from kg.ingest.mapping.proposekeys import NOTHING
from kg.ingest.mapping.proposelook import Column, Look
from kg.ingest.mapping.proposeparts import Guess
from kg.ingest.mapping.proposetext import Names, remark, scalar, wrapped
from kg.ingest.mapping.slugs import slugged

_MANY: Final = 0.05  # rows without a readable date from which on they are kept undated
_LABELS: Final = 3  # labels that are tried before the number of the row
Parts = tuple[str | Column, ...]


class Proposal:
    """The lines of a mapping of one table; `form` is how its file has to be read."""

    def __init__(self, look: Look, guess: Guess, stem: str, form: Mapping[str, str]) -> None:
        self.look, self.guess, self.stem, self.form = look, guess, stem, form
        self.names = Names(look.columns)
        self.fields = Fields(guess, self.names)

    def lines(self, file: str, day: str | None) -> Iterator[str]:
        """The mapping of `file`, whose name may say its `day`."""
        event = [*self.key(), *self.label(), *self.fields.before(), *self.time()]
        event += self.fields.behind()
        yield f"table: {scalar(file)}"
        for name, said in self.form.items():
            yield f"{name}: {said}"
        if day is None:
            yield "# recorded: 2025-06-17   # the day of the table, else that of dataset.yaml"
        else:
            yield f"recorded: {day}   # (guess) the day in the name of the file"
            yield "# The same list of other days? In place of table and recorded:"
            yield f"# states: [{{file: {scalar(file)}, recorded: {day}}}, {{file: …, recorded: …}}]"
        yield "source:   # what the table is: every record made of it cites it"
        yield f"  id: {scalar(prefix_of(self.stem))}"
        yield f"  label: {self.names.text(self.stem)}   # (guess) its title"
        yield "  # publisher: {id: the-office, type: organisation, label: The office}"
        yield "  # url: https://…"
        yield "  # licence: CC-BY-4.0"
        yield from self.missing()
        if self.names.made:
            yield "columns:   # made of those of the file"
            for name, said in self.names.made.items():
                yield f"  {scalar(name)}: {said}"
        yield from self.repairs()
        yield "events:"
        yield from event
        yield from self.rest()

    def missing(self) -> Iterator[str]:
        """Which words stand for a missing cell."""
        absent = self.look.absent
        if not absent:
            return
        told = ", ".join(f"{remark(word)} ({count:,})" for word, count in absent.items())
        if set(absent) <= MISSING:
            yield from wrapped(f"Read as a missing cell, as always: {told}", "")
            return
        yield from wrapped(f"(guess) Words that mean that a cell is missing: {told}", "")
        every = dict.fromkeys([*sorted(MISSING - {""}), *absent])
        yield f"missing: [{', '.join(map(scalar, every))}]"

    def repairs(self) -> Iterator[str]:
        """Cells that are no date, ready to be mended."""
        times = self.guess.times
        if times is None or not times.odd or "date" not in times.cells:
            return
        column = scalar(next(iter(times.cells.values())).name)
        yield "# Cells that no form of a date reads. A repair is recorded with its reason:"
        yield "# repairs:"
        for cell, count in times.odd[:3]:
            said = f"column: {column}, cell: {scalar(remark(cell, 60))}"
            yield f'#   - {{{said}, to: "…", reason: "…"}}   # rows: {count:,}'

    def key(self) -> Iterator[str]:
        """The id of an event."""
        key, prefix = self.guess.key, prefix_of(self.stem)
        if not key.columns:
            yield "  # Only its number tells a row from the others, and that changes when rows do."
            yield f"  - id: {scalar(f'{prefix}-{{row}}')}"
            return
        named = " + ".join(remark(column.name) for column in key.columns)
        rows = "the rows" if self.look.held == self.look.rows else "the rows that were looked at"
        names = [self.part(column) for column in key.columns]
        if not key.again:
            yield from wrapped(f"(guess) {named} tells {rows} from each other.", "  ")
        elif key.again == key.copies:
            told = f"(guess) {named}; {key.copies:,} of {rows} are copies, and are rejected."
            yield from wrapped(told, "  ")
        else:
            told = f"{key.again:,} of {rows} say the same there as an earlier row"
            copies = f"; {key.copies:,} are copies of one" if key.copies else ""
            end = "They are counted, in the order of the file."
            yield from wrapped(f"(guess) {named}: {told}{copies}. {end}", "  ")
            listed = ", ".join(map(scalar, names))
            names.append(self.names.new("again", f"{{count: [{listed}]}}"))
        if (whole := self.guess.whole) is not None:
            told = (
                f"Is each row one participant of {remark(whole.name)}? Then the id is "
                f"{prefix}-{{{remark(self.names.of(whole.name))}}}, with duplicates: merge"
            )
            yield from wrapped(told, "  ")
        yield f"  - id: {scalar('-'.join([prefix, *(f'{{{name}}}' for name in names)]))}"

    def part(self, column: Column) -> str:
        """A column of the key, by the name of one that always has a cell."""
        if column.filled == column.rows:
            return self.names.of(column.name)
        if NOTHING not in self.names.made:
            self.names.new(NOTHING, f"{{text: {NOTHING}}}")
        nothing = next(name for name in self.names.made if name.startswith(NOTHING))
        first = f"{{first: [{scalar(column.name)}, {scalar(nothing)}]}}"
        return self.names.new(f"{self.names.of(column.name)} or none", first)

    def label(self) -> Iterator[str]:
        """The label of an event: the first of several that has all its cells."""
        found = list(self.labels())
        if found and found[0][0] == 1.0:
            yield f"    label: {self.names.text(*found[0][1])}"
            return
        names = []
        for share, parts in found[:_LABELS]:
            column = parts[0]
            if len(parts) == 1 and isinstance(column, Column):
                names.append(column.name)
            else:
                names.append(self.names.new("label", f"{{text: {self.names.text(*parts)}}}"))
            if share == 1.0:
                break
        else:
            stem = self.stem.replace("{", "{{").replace("}", "}}")
            names.append(self.names.new("label", f"{{text: {scalar(f'{stem}, row {{row}}')}}}"))
        name = names[0]
        if len(names) > 1:
            listed = ", ".join(map(scalar, names))
            name = self.names.new("event label", f"{{first: [{listed}]}}")
        yield f"    label: {self.names.cell(name)}"

    def labels(self) -> Iterator[tuple[float, Parts]]:
        """Labels that could be, each with the share of rows that have it, ever more of them."""
        guess = self.guess
        whom = [who.given.first for who in guess.who if who.given.single]
        kinds = [given.first for given in guess.kinds if len(given.columns) == 1]
        kinds = [column for column in kinds if not column.listed]
        place = guess.where.levels[0][0] if guess.where else None
        wanted: list[Parts] = []
        if guess.title is not None:
            wanted.append((guess.title,))
        if len(whom) > 1:
            between: Parts = (": ", kinds[0], ": ") if kinds else (", ",)
            wanted.append((whom[0], *between, whom[1]))
        if whom and kinds:
            wanted.append((whom[0], ": ", kinds[-1]))
        if (kinds or whom) and place is not None:
            wanted.append((*(kinds or whom)[:1], ", ", place))
        alone = [*kinds[:1], *whom[:1], *guess.texts[:1], *([place] if place else [])]
        wanted += [(column,) for column in alone]
        best = 0.0
        for parts in wanted:
            share = _share([part for part in parts if isinstance(part, Column)])
            if share > best:
                best = share
                yield share, parts

    def time(self) -> Iterator[str]:
        """When an event was."""
        times = self.guess.times
        if times is None:
            yield "    # No column reads as a date, so events are undated. Which one says when?"
            yield '    # time: {date: "{column}", forms: [iso]}'
            return
        reading = times.reading
        parts = [f"{name}: {self.names.text(column)}" for name, column in times.cells.items()]
        if "year" not in times.cells and not set(reading.forms) <= {"edtf", "iso"}:
            parts.append(f"forms: [{', '.join(map(scalar, reading.forms))}]")
        if len(reading.languages) > 2 and "words" in reading.forms:
            parts.append(f"languages: [{', '.join(reading.languages)}]")
        if reading.century is not None:
            parts.append(f"century: {reading.century}")
            last = reading.century + 99
            yield f"    # (guess) Years of two digits are those from {reading.century} to {last}."
        if reading.other:
            yield f"    # Day or month first? The cells fit {reading.forms[0]} and {reading.other}."
        many = times.unread > _MANY * times.looked
        if many:
            parts.append("otherwise: undated")
        if times.odd:
            told = ", ".join(f"{remark(text, 30)} ({n:,})" for text, n in times.odd[:3])
            done = "they stay, undated" if many else "these are rejected (otherwise: undated keeps)"
            first = f"{times.unread:,} of {times.looked:,} rows have no date that is read"
            yield from wrapped(f"{first}: {told}; {done}.", "    ")
        yield f"    time: {{{', '.join(parts)}}}"
        if {"start", "end"} <= times.cells.keys():
            yield "    # If a missing end means that it goes on, add to it: ongoing: true"
        for column, other in times.others:
            yield f"    # {remark(column.name)} is a date too ({', '.join(other.forms)})"

    def rest(self) -> Iterator[str]:
        """What was not used."""
        for said, columns in (("Not used", self.guess.left), ("Empty", self.guess.empty)):
            if columns:
                yield from wrapped(f"{said}: {', '.join(remark(c.name) for c in columns)}", "")


def prefix_of(stem: str) -> str:
    """How the ids of a table begin."""
    return slugged(stem)[:40].rstrip("-._~")


def _share(columns: list[Column]) -> float:
    """The share of rows that have all of these columns."""
    lists = [column.cells.to_pylist() for column in columns]
    full = sum(all(cell is not None for cell in row) for row in zip(*lists, strict=True))
    return full / columns[0].rows if columns[0].rows else 0.0
