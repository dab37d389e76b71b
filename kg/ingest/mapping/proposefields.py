"""How are the fields of an event written that a table seems to give?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kg.ingest.mapping.proposecells import Numbers, all_iris, links, width_of
from kg.ingest.mapping.proposelook import Column
from kg.ingest.mapping.proposeparts import Given, Guess, Outside, Who
from kg.ingest.mapping.proposetext import Names, remark, scalar
from kg.ingest.mapping.slugs import slugged

_NUMBERS: Final = 6  # quantities that are written active
_UNSAID: Final = 5  # words beside numbers that can mean that a number is not stated
_NAMESAKES: Final = 2  # actors named alike in several places, from which on it is told


class Fields:
    """The lines of an event below its id and label; columns it needs are made in `names`."""

    def __init__(self, guess: Guess, names: Names) -> None:
        self.guess = guess
        self.names = names

    def before(self) -> Iterator[str]:
        """What stands before the date."""
        guess = self.guess
        if guess.texts:
            yield f"    description: {self.names.text(guess.texts[0])}"
            for column in guess.texts[1:3]:
                yield f"    # or description: {remark(self.names.text(column), 90)}"
        if guess.kinds:
            yield "    kinds:   # (guess) what sort of event"
            for given in guess.kinds:
                each, name = self.each(given), self.of(given)
                yield f"      - {{{each}id: {name}, label: {name}}}"
        if guess.status is not None:
            yield f"    status: {self.names.text(guess.status)}"

    def behind(self) -> Iterator[str]:
        """What stands behind the date."""
        yield from self.places()
        if self.guess.who:
            yield "    participations:   # type: person, organisation, group or unidentified"
            for who in self.guess.who:
                yield from self.participation(who)
        numbers = list(self.quantities())
        if not all(line.lstrip().startswith("#") for line in numbers):
            yield "    quantities:   # add unit: people, where it is so"
        yield from numbers
        if self.guess.sources:
            yield "    evidence:   # besides the table itself"
            for given in self.guess.sources:
                yield from self.source(given)

    def places(self) -> Iterator[str]:
        """Where it was."""
        where = self.guess.where
        if where is None:
            return
        finest = where.levels[0][0]
        yield "    places:   # role: at, target or about"
        yield "      - place:"
        yield from self.place(0, "          ")
        if len(where.levels) > 1 and finest.share < 0.95:
            yield f"      # for rows without {remark(finest.name)}:"
            yield "      - place:"
            yield from self.place(1, "          ")

    def place(self, at: int, indent: str) -> Iterator[str]:
        """A place, and those that it lies in."""
        where = self.guess.where
        assert where is not None  # noqa: S101  (the caller looked)
        column, kind = where.levels[at]
        names = [f"{{{self.names.of(one.name)}}}" for one, _ in where.levels[at:]]
        yield f"{indent}id: {scalar('-'.join(names))}"
        yield f"{indent}label: {self.names.text(column)}"
        if kind is not None:
            yield f"{indent}kind: {kind}   # (guess)"
        if at == 0 and where.point is not None:
            for name, column in zip(("latitude", "longitude"), where.point, strict=True):
                cell = self.names.text(column)
                if where.comma:
                    step = f'{{from: {scalar(column.name)}, decimal: ","}}'
                    cell = self.names.cell(self.names.new(name, step))
                yield f"{indent}{name}: {cell}"
        yield from self.identifiers(where.outside.get(column.place, ()), indent)
        if at + 1 < len(where.levels):
            yield f"{indent}within:"
            yield from self.place(at + 1, f"{indent}  ")

    def identifiers(self, outside: Outside, indent: str) -> Iterator[str]:
        """What others call it."""
        said = []
        for scheme, column in outside:
            cell = self.names.text(column)
            if scheme in ("fips", "geoid") and (width := width_of(column)) is not None:
                step = f"{{from: {scalar(column.name)}, pad: {width}}}"
                cell = self.names.cell(self.names.new(scheme, step))
            said.append(f"{scalar(scheme)}: {cell}")
        if said:
            yield f"{indent}identifiers: {{{', '.join(dict.fromkeys(said))}}}"

    def participation(self, who: Who) -> Iterator[str]:
        """Who took part."""
        given, role = who.given, who.role
        if role is None:
            name = given.name.replace("#", "").strip()
            role = f"{{id: {scalar(slugged(name))}, label: {self.names.text(name)}}}"
        beside = tuple(column for _, column in who.outside) if given.many else ()
        if who.roles is not None:
            beside, cell = (*beside, who.roles), self.names.text(who.roles)
            role = f"{{id: {cell}, label: {cell}}}"
        yield f"      - role: {role}   # (guess)"
        if given.many:
            yield f"        {self.each(given, *beside).removesuffix(', ')}"
        alike = _namesakes(self.guess, who)
        if alike >= _NAMESAKES:
            yield f"        # {alike:,} names stand with several places: if these are different"
            yield "        # ones, add the column of the place to the id."
        yield "        actor:"
        yield f"          id: {self.of(given)}"
        yield f"          label: {self.of(given)}"
        yield f"          type: {who.type}   # (guess)"
        yield from self.identifiers(who.outside, "          ")

    def quantities(self) -> Iterator[str]:
        """How many."""
        for span in self.guess.spans:
            if span.wrong:
                yield f"      # in {span.wrong:,} rows low is above high: they are rejected"
            ends = [self.mended(column, span.mending) for column in (span.low, span.high)]
            cells = f"low: {ends[0]}, high: {ends[1]}"
            yield f"      - {{{cells}, label: {self.names.text(span.name)}}}"
        active = 0
        for column, numbers in self.guess.numbers:
            label = self.names.text(column.name)
            unsaid = 0 < len(numbers.bad) <= _UNSAID and not any(map(_digits, numbers.bad))
            if numbers.bad and not unsaid:
                told = ", ".join(remark(text, 24) for text in numbers.bad[:3])
                cell = remark(self.names.text(column), 60)
                yield f"      # - {{value: {cell}, label: {remark(label, 60)}}}"
                yield f"      #   but these are no numbers: {told}"
                continue
            active += 1
            cell = self.names.text(column)
            if numbers.mending and active <= _NUMBERS:
                yield f"      # (guess) in {remark(column.name)} {_seen(column, numbers)}"
            if (numbers.mending or unsaid) and active <= _NUMBERS:
                rename = _pairs("rename", dict.fromkeys(numbers.bad, "unknown"))
                replaced = _steps(numbers.mending)
                step = f"{{from: {scalar(column.name)}{rename}{replaced}}}"
                cell = self.names.cell(self.names.new("number", step))
            off = "# " if active > _NUMBERS else ""
            yield f"      {off}- {{value: {cell}, label: {label}}}"

    def mended(self, column: Column, mending: Mapping[str, str]) -> str:
        """A template of the number of a column."""
        if not mending:
            return self.names.text(column)
        step = f"{{from: {scalar(column.name)}{_steps(mending)}}}"
        return self.names.cell(self.names.new("number", step))

    def source(self, given: Given) -> Iterator[str]:
        """Who says so, besides the table."""
        if not given.many:
            good, others = links(given.first)
            if good and others and good >= others:
                step = f"{{from: {scalar(given.name)}, only: [http]}}"
                name = self.names.new("link", step)
                cell = self.names.cell(name)
                yield f"      # {others:,} cells of {remark(given.name)} are no links: left out"
                yield f"      - {{source: {{id: {cell}, label: {cell}, mentioned: true}}}}"
                return
        name = self.of(given)
        url = f", url: {name}" if not given.many and all_iris(given.first) else ""
        said = f"id: {name}, label: {name}{url}, mentioned: true"
        yield f"      - {{{self.each(given)}source: {{{said}}}}}"

    def each(self, given: Given, *beside: Column) -> str:
        """How a row gives several, as the first key of a mapping."""
        if not given.many:
            return ""
        names = [self.name(given), *(self.names.of(column.name) for column in beside)]
        columns = scalar(names[0]) if len(names) == 1 else f"[{', '.join(map(scalar, names))}]"
        if given.split is None:
            return f"each: {columns}, "
        return f"each: {{columns: {columns}, split: {scalar(given.split)}}}, "

    def name(self, given: Given) -> str:
        """The name under which templates take it."""
        return given.name if len(given.columns) > 1 else self.names.of(given.name)

    def of(self, given: Given) -> str:
        """A template of it."""
        return scalar(f"{{{self.name(given)}}}")


def _seen(column: Column, numbers: Numbers) -> str:
    """How a number that has to be mended is written, and what it is read as."""
    cell = next(c for c in column.counts if any(old in c for old in numbers.mending))
    text = cell
    for old, new in numbers.mending.items():
        text = text.replace(old, new)
    return f"{remark(cell)} is {remark(text.strip())}"


def _steps(mending: Mapping[str, str]) -> str:
    """The steps of a derived column that make numbers."""
    if mending.get(",") != ".":
        return _pairs("replace", mending)
    others = {old: new for old, new in mending.items() if old not in ".,"}
    return f'{_pairs("replace", others)}, decimal: ","'


def _pairs(step: str, pairs: Mapping[str, str]) -> str:
    """A step of a derived column, if there is anything to change."""
    written = ", ".join(f"{scalar(old)}: {scalar(new)}" for old, new in pairs.items())
    return f", {step}: {{{written}}}" if written else ""


def _digits(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _namesakes(guess: Guess, who: Who) -> int:
    """How many names of organisations stand with several of the widest places but countries."""
    where = guess.where
    if where is None or who.type != "organisation" or who.given.many:
        return 0
    wide = [column for column, kind in where.levels if kind != "country"]
    if not wide:
        return 0
    pairs = zip(who.given.first.cells.to_pylist(), wide[-1].cells.to_pylist(), strict=True)
    seen: dict[str, set[str]] = {}
    for name, place in pairs:
        if name is not None and place is not None:
            seen.setdefault(name, set()).add(place)
    return sum(len(places) > 1 for places in seen.values())
