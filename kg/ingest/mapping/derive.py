"""Which columns follow from those of the file?

`columns:` of a mapping makes new ones: of the first cell that is not missing, of a text with
several cells, or of how often a combination has stood before; then small steps change the
text. `split` cuts it into items, and the steps after it change each of them, as all steps do
where the cell is a list to begin with. Both roads do the steps once for each distinct text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote

from kg.errors import SeedError
from kg.ingest.mapping.scalars import one, texts
from kg.ingest.mapping.template import Template, template
from kg.ingest.report import Suggester
from kg.ingest.seedfile import Mapping as Written
from kg.ingest.seedfile import Node, Scalar

Step = Callable[[str], str | None]
_MARKS: Final = "[@' \u00a0\u202f\u2019]"  # what may stand between thousands
_NUMBER: Final = "((?:[<>]=?|[=~])? ?[+-]?(?:[0-9]*|[0-9]{1,3}(?:@[0-9]{2,3})*@[0-9]{3}))"
CASES: Final[Mapping[str, Step]] = MappingProxyType(
    {"lower": str.lower, "upper": str.upper, "title": str.title}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A new column: where its text comes from, and what is done to it.

    Exactly one of these is given: `first` (columns, the first that has a cell), `every` (columns,
    a list of their cells; `source#` are numbered ones), `text`, `count` (columns; 1, 2, 3 … for
    the rows that agree in them, in the order of the file) and `digest` (columns; a short name
    of what stands in them). `steps` come before the text is cut at `split`, `after` are those
    of its items.
    """

    name: str
    first: tuple[str, ...] = ()
    every: tuple[str, ...] = ()
    text: Template | None = None
    count: tuple[str, ...] = ()
    digest: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    split: str | None = None
    after: tuple[Step, ...] = ()
    missing: frozenset[str] = frozenset({""})
    line: int = 0

    @property
    def takes(self) -> tuple[str, ...]:
        """The columns that it is made of."""
        columns = self.first or self.every or self.count or self.digest
        return columns or (self.text.names if self.text else ())

    def change(self, text: str) -> str | None:
        """The text after the steps; None when nothing is left of it."""
        return self._done(self.steps, text)

    def change_item(self, text: str) -> str | None:
        """An item of the text after its steps; None when nothing is left of it."""
        return self._done(self.after, text)

    def _done(self, steps: Sequence[Step], text: str) -> str | None:
        for step in steps:
            changed = step(text)
            if changed is None:
                return None
            text = changed
        text = text.strip()
        return None if text in self.missing else text


def derived_column(name: str, node: Node, suggester: Suggester, missing: frozenset[str]) -> Derived:
    """The column that an entry of `columns:` describes; words of `missing` are no text.

    Raises: SeedError with the line when it describes none.
    """
    if isinstance(node, Scalar):
        made = template(node.text, node.line)
        return Derived(name=name, text=made, missing=missing, line=node.line)
    if not isinstance(node, Written):
        raise SeedError(
            f"the column {name!r} is a list",
            hint=f"write one of {', '.join(ORIGINS)}",
            line=node.line,
        )
    start = Derived(name=name)
    steps: list[Step] = []
    after: list[Step] = []
    split: str | None = None
    for key, value in node.entries:
        if key.text in ORIGINS:
            if start.takes or start.text:
                raise SeedError("a column has one origin", hint="make it two", line=key.line)
            start = _origin(name, key.text, value)
        elif key.text == "split":
            split = _mark(value)
        elif key.text in _STEPS:
            (steps if split is None else after).append(_STEPS[key.text](value))
        else:
            near = suggester.nearest(key.text, STEPS)
            hint = f"did you mean {near}?" if near else f"one of {', '.join(STEPS)}"
            raise SeedError(f"there is no step {key.text!r}", hint=hint, line=key.line)
    if not start.takes and start.text is None:
        raise SeedError(
            f"the column {name!r} has no origin",
            hint=f"add one of {', '.join(ORIGINS)}",
            line=node.line,
        )
    done = replace(start, steps=tuple(steps), split=split, after=tuple(after))
    return replace(done, missing=missing, line=node.line)


def _origin(name: str, key: str, node: Node) -> Derived:
    if key == "text":
        return Derived(name=name, text=template(one(node), node.line))
    columns = tuple(texts(node))
    fields: dict[str, Any] = {{"from": "first", "all": "every"}.get(key, key): columns}
    return replace(Derived(name=name), **fields)


def _pairs(node: Node) -> dict[str, str]:
    if not isinstance(node, Written):
        raise SeedError("pairs are needed here", hint="write {old: new}", line=node.line)
    return {key.text: one(value) for key, value in node.entries}


def _replace(node: Node) -> Step:
    """Every occurrence of a text becomes another."""
    pairs = _pairs(node)
    if "" in pairs:
        raise SeedError("an empty text cannot be replaced", line=node.line)

    def step(text: str) -> str:
        for old, new in pairs.items():
            text = text.replace(old, new)
        return text

    return step


def _lookup(node: Node) -> Step:
    """A whole cell becomes another; one that is not in the list is missing."""
    pairs = _pairs(node)
    return pairs.get


def _otherwise(node: Node) -> Step:
    """As `lookup`, but what is not in the list stays."""
    pairs = _pairs(node)
    return lambda text: pairs.get(text, text)


def _case(node: Node) -> Step:
    if (name := one(node)) not in CASES:
        raise SeedError(f"{name!r} is no case", hint=f"one of {', '.join(CASES)}", line=node.line)
    return CASES[name]


def _pad(node: Node) -> Step:
    """Zeros before, up to this width: what a spreadsheet has cut off."""
    if not (width := one(node)).isascii() or not width.isdigit() or not 0 < int(width) <= 64:
        raise SeedError(f"{width!r} is no width", hint="a number from 1 to 64", line=node.line)
    return lambda text: text.rjust(int(width), "0")


def _before(node: Node) -> Step:
    """What stands before a mark; all of it where the mark is not."""
    mark = _mark(node)
    return lambda text: text.partition(mark)[0]


def _after(node: Node) -> Step:
    """What stands behind a mark; all of it where the mark is not."""
    mark = _mark(node)
    return lambda text: text.partition(mark)[2] if mark in text else text


def _mark(node: Node) -> str:
    if not (mark := one(node)):
        raise SeedError("the mark is empty", line=node.line)
    return mark


def _strip(node: Node) -> Step:
    """These characters are taken off both ends."""
    signs = one(node)
    return lambda text: text.strip(signs)


def _decode(node: Node) -> Step:
    if (name := one(node)) != "percent":
        raise SeedError(f"{name!r} is no encoding", hint="percent", line=node.line)
    return unquote


def _only(node: Node) -> Step:
    """A cell that begins with one of these stays; another is missing."""
    starts = tuple(texts(node))
    return lambda text: text if text.startswith(starts) else None


def _except(node: Node) -> Step:
    """A cell that begins with one of these is missing; another stays."""
    starts = tuple(texts(node))
    return lambda text: None if text.startswith(starts) else text


def _having(node: Node) -> Step:
    """A cell that has one of these in it stays; another is missing."""
    marks = tuple(texts(node))
    return lambda text: text if any(mark in text for mark in marks) else None


def _lacking(node: Node) -> Step:
    """A cell that has none of these in it stays; another is missing."""
    marks = tuple(texts(node))
    return lambda text: None if any(mark in text for mark in marks) else text


def _decimal(node: Node) -> Step:
    """A number with this decimal sign, and perhaps others between thousands, as 1234.5.

    What is no such number stays: words for later steps, a span, 12.34 among commas.
    """
    if (sign := one(node)) not in (",", "."):
        raise SeedError(f"{sign!r} is no decimal sign", hint='"," or "."', line=node.line)
    marks = _MARKS.replace("@", re.escape("," if sign == "." else "."))
    number = re.compile(_NUMBER.replace("@", marks) + f"(?:{re.escape(sign)}([0-9]+))?")
    between = re.compile(marks)

    def step(text: str) -> str:
        found = number.fullmatch(text)
        if found is None:
            return text
        whole, part = between.sub("", found[1]), found[2]
        return whole if part is None else f"{whole}.{part}"

    return step


def _becomes(node: Node) -> Step:
    """Whatever stands there is this text."""
    text = one(node)
    return lambda _: text


_STEPS: Final[Mapping[str, Callable[[Node], Step]]] = MappingProxyType(
    {
        "replace": _replace,
        "lookup": _lookup,
        "rename": _otherwise,
        "case": _case,
        "pad": _pad,
        "before": _before,
        "after": _after,
        "strip": _strip,
        "decode": _decode,
        "only": _only,
        "except": _except,
        "having": _having,
        "lacking": _lacking,
        "becomes": _becomes,
        "decimal": _decimal,
    }
)
ORIGINS: Final = ("from", "first", "all", "text", "count", "digest")
STEPS: Final = (*_STEPS, "split")


def digested(combination: Sequence[str | None]) -> str:
    """A short name of these cells: the same ones have the same."""
    return hashlib.sha256(_joined(combination).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _joined(combination: Sequence[str | None]) -> str:
    return "\x1f".join("\x00" if cell is None else cell for cell in combination)


def counted(combinations: Sequence[tuple[str | None, ...]], seen: dict[str, int]) -> list[str]:
    """How often each combination has stood so far, in order; `seen` remembers across batches."""
    found = []
    for combination in combinations:
        key = _joined(combination)
        seen[key] = seen.get(key, 0) + 1
        found.append(str(seen[key]))
    return found
