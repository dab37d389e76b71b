"""Which table is a mapping for, on which days, and how is it read?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Final

from kg.errors import KgError, SeedError
from kg.ingest.items import LISTS
from kg.ingest.mapping.derive import Derived, derived_column
from kg.ingest.mapping.describe import Describer
from kg.ingest.mapping.parts import (
    Gone,
    RecordTemplate,
    Related,
    Repair,
    State,
    TableMapping,
)
from kg.ingest.mapping.scalars import flag, number, one, texts
from kg.ingest.mapping.timing import Timing, date_forms
from kg.ingest.records import Scope
from kg.ingest.seedfile import Items, Mapping, Node
from kg.ingest.tables.dates import DateForms
from kg.ingest.tables.form import TableForm
from kg.model.forms import form_fault
from kg.temporal import parse_day

MISSING: Final = frozenset({"", "NA", "N/A", "#N/A", "n/a", "NULL", "null", "None", "NaN", "nan"})
FORM_KEYS: Final = ("format", "separator", "encoding", "quote", "header", "skip", "comment")
DATE_KEYS: Final = ("calendar", "convert", "century", "languages", "forms")
KEYS: Final = (
    "table",
    "states",
    "recorded",
    "absence",
    "missing",
    "source",
    "columns",
    "repairs",
    "with",
    *FORM_KEYS,
    *DATE_KEYS,
)
BELIEVED: Final = 36_525  # days after the record day: what lies beyond is a slip of the pen


def is_mapping(root: Mapping) -> bool:
    """Whether a seed file is a mapping: it names a table."""
    return root.get("table") is not None or root.get("states") is not None


def read_mapping(root: Mapping, scope: Scope, default_day: str | None) -> TableMapping | None:
    """The mapping that a file is, or None after its faults were written down.

    `default_day` is the record day of what has none of its own.
    """
    before = scope.report.count
    for key, _ in root.entries:
        if key.text not in KEYS and key.text not in LISTS:
            near = scope.suggester.nearest(key.text, (*KEYS, *LISTS))
            hint = f"did you mean {near}?" if near else f"one of {', '.join((*KEYS, *LISTS))}"
            scope.fault(
                SeedError(f"a mapping has no field {key.text!r}", hint=hint), key.line, key.text
            )
    try:
        found = _Head(root, scope, default_day).read()
    except KgError as fault:
        scope.fault(fault, int(str(fault.where.pop("line", root.line))), "")
        return None
    return found if scope.report.count == before else None


class _Head:
    """The keys of a mapping that are not lists of records."""

    def __init__(self, root: Mapping, scope: Scope, default_day: str | None) -> None:
        self.root = root
        self.scope = scope
        self.default_day = default_day

    def read(self) -> TableMapping:
        form = self.form(self.root)
        related = self.related(form)
        states = self.states()
        given = {key.text: value for key, value in self.root.entries if key.text in DATE_KEYS}
        days = [state.recorded for state in states if state.recorded is not None]
        latest = parse_day(max(days, key=parse_day)) + BELIEVED if days else None
        timing = Timing(date_forms(given, DateForms(forms=("edtf", "iso"))), latest, set(related))
        describer = Describer(self.scope, timing)
        records = tuple(describer.lists(self.root))
        if not records:
            raise SeedError("the mapping makes no records", hint="add events: and one below it")
        return TableMapping(
            file=self.scope.file,
            name=str(PurePosixPath(self.scope.file).with_suffix("")),
            states=states,
            form=form,
            missing=self.missing(),
            related=related,
            derived=self.columns(),
            repairs=self.repairs(),
            gone=self.code("absence", Gone, Gone.UNLISTED),
            lang=self.scope.lang,
            source=self.source(describer),
            records=records,
        )

    def form(self, node: Mapping) -> TableForm:
        """How a file is to be read."""
        values: dict[str, Any] = {}
        for name in FORM_KEYS:
            if (given := node.get(name)) is None:
                continue
            if name == "encoding":
                values["encodings"] = tuple(texts(given))
            elif name == "header":
                values[name] = flag(given)
            elif name == "skip":
                values[name] = number(given, digits=6, what="number", hint="0, 1, 2 …")
            elif name == "separator":
                values[name] = {"tab": "\t", "\\t": "\t"}.get(one(given), one(given))
            else:
                values[name] = one(given)
        return TableForm(**values)

    def states(self) -> tuple[State, ...]:
        """The table as it was on its days, in their order."""
        table, states = self.root.get("table"), self.root.get("states")
        if states is None and table is not None:
            day = self.day(self.root.get("recorded")) or self.default_day
            return (State(file=self.path(table), recorded=day, line=table.line),)
        if table is not None or not isinstance(states, Items) or not states.values:
            raise SeedError(
                "the mapping names no table",
                hint="write table: FILE, or states: [{file: FILE, recorded: DAY}, …]",
            )
        found = [self.state(one) for one in states.values]
        days = [parse_day(str(state.recorded)) for state in found]
        if sorted(set(days)) != days:
            raise SeedError(
                "the states are not in the order of their days",
                hint="the earliest first, each with a day of its own",
                line=states.line,
            )
        return tuple(found)

    def state(self, node: Node) -> State:
        if not isinstance(node, Mapping):
            raise SeedError(
                "a state has a file and a day", hint="{file: …, recorded: …}", line=node.line
            )
        names = {"file", "recorded", "with"}
        if strange := [key for key in node.keys() if key not in names]:  # noqa: SIM118  (no dict)
            raise SeedError(
                f"a state has no field {strange[0]!r}", hint="file, recorded, with", line=node.line
            )
        file, day = node.get("file"), self.day(node.get("recorded"))
        if file is None or day is None:
            raise SeedError("a state needs file: and recorded:", line=node.line)
        others = node.get("with")
        related = (
            {key.text: self.path(value) for key, value in others.entries}
            if isinstance(others, Mapping)
            else {}
        )
        return State(file=self.path(file), recorded=day, related=related, line=file.line)

    def day(self, node: Node | None) -> str | None:
        if node is None:
            return None
        if fault := form_fault("day", one(node)):
            fault.where["line"] = node.line
            raise fault
        return one(node)

    def path(self, node: Node) -> str:
        """A file beside the mapping, or below it: never outside the folder."""
        text = one(node)
        steps = PurePosixPath(text).parts
        if not steps or PurePosixPath(text).is_absolute() or "\\" in text or "\x00" in text:
            raise SeedError(f"{text!r} is not a file below the folder", line=node.line)
        here = list(PurePosixPath(self.scope.file).parent.parts)
        for step in steps:
            if step == ".." and here:
                here.pop()
            elif step == "..":
                raise SeedError(f"{text!r} lies outside the folder", line=node.line)
            else:
                here.append(step)
        return str(PurePosixPath(*here))

    def missing(self) -> frozenset[str]:
        given = self.root.get("missing")
        return MISSING if given is None else frozenset({"", *(t.strip() for t in texts(given))})

    def related(self, form: TableForm) -> dict[str, Related]:
        given = self.root.get("with")
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            raise SeedError("with holds tables by their names", line=given.line)
        found: dict[str, Related] = {}
        for name, node in given.entries:
            if not isinstance(node, Mapping) or node.get("table") is None or node.get("on") is None:
                raise SeedError(
                    f"the table {name.text!r} needs table: and on:",
                    hint="as in {table: people.csv, on: event_id}",
                    line=name.line,
                )
            on = node.get("on")
            own = other = ""
            if isinstance(on, Mapping) and len(on.entries) == 1:
                own, other = on.entries[0][0].text, one(on.entries[0][1])
            elif on is not None:
                own = other = one(on)
            own_form = self.form(node)
            found[name.text] = Related(
                file=self.path(node.get("table")),  # type: ignore[arg-type]  # looked at above
                form=replace(form, format=None) if own_form == TableForm() else own_form,
                own=own,
                other=other,
                line=name.line,
            )
        return found

    def columns(self) -> tuple[Derived, ...]:
        given = self.root.get("columns")
        if given is None:
            return ()
        if not isinstance(given, Mapping):
            raise SeedError("columns holds new columns by their names", line=given.line)
        missing = self.missing()
        return tuple(
            derived_column(name.text, node, self.scope.suggester, missing)
            for name, node in given.entries
        )

    def repairs(self) -> tuple[Repair, ...]:
        given = self.root.get("repairs")
        if given is None:
            return ()
        found = []
        for node in given.values if isinstance(given, Items) else [given]:
            names = ("column", "cell", "to", "reason")
            if not isinstance(node, Mapping) or sorted({*node.keys(), "where"}) != sorted(
                {*names, "where"}
            ):
                raise SeedError(
                    "a repair has column, cell, to and reason",
                    hint='{column: DAY, cell: "31/4/2019", to: "30/4/2019", reason: …}, and '
                    "where: {column: cell} if only rows with such a cell are meant",
                    line=node.line,
                )
            texts = {name: one(node.get(name)) for name in names}
            where = node.get("where")
            if where is not None and not isinstance(where, Mapping):
                raise SeedError("where holds cells by their columns", line=where.line)
            cells = {key.text: one(cell).strip() for key, cell in where.entries} if where else {}
            found.append(
                Repair(**texts | {"cell": texts["cell"].strip()}, where=cells, line=node.line)
            )
        return tuple(found)

    def code(self, name: str, codes: Any, default: Any) -> Any:
        given = self.root.get(name)
        if given is None:
            return default
        if (word := one(given)) not in set(codes):
            raise SeedError(
                f"{word!r} is not known here", hint=f"one of {', '.join(codes)}", line=given.line
            )
        return codes(word)

    def source(self, describer: Describer) -> RecordTemplate:
        """What the table itself is: the source of everything that it says."""
        given = self.root.get("source")
        if given is None:
            raise SeedError(
                "the mapping does not say what its table is",
                hint="add source: with id, label, publisher, licence, url",
            )
        return describer.row_record("source", given)
