"""What does a YAML file say, and on which line?

Only the plain part of YAML is taken: mappings, lists and texts. No typing (`no`, `1.0`
and `2019-02-05` are texts until a field makes something of them), no anchors, aliases,
merge keys, tags or further documents, no key twice. Every value knows its line.

Cost: linear in the file; nesting and values are counted while reading, so that a small
file cannot grow large.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kg.errors import KgError, SeedError
from kg.ingest.limits import ReadLimits

_BREAKS = re.compile("[\u0085\u2028\u2029]")  # YAML 1.1 would fold them and count them as lines
_BOM = b"\xef\xbb\xbf"


class Scalar(NamedTuple):
    """A text; `plain` says that it was written without quotes."""

    text: str
    line: int
    plain: bool = True


class Items(NamedTuple):
    """A list."""

    values: list[Node]
    line: int


class Mapping(NamedTuple):
    """Keys and values, in written order, no key twice."""

    entries: list[tuple[Scalar, Node]]
    line: int

    def get(self, key: str) -> Node | None:
        """The value under `key`."""
        return next((value for name, value in self.entries if name.text == key), None)

    def keys(self) -> list[str]:
        """The keys, in written order."""
        return [name.text for name, _ in self.entries]


Node = Scalar | Items | Mapping


def decode(data: bytes) -> str:
    """The text of a file.

    Raises: SeedError with line and column when it begins with a byte order mark or is not
    UTF-8.
    """
    if data.startswith(_BOM):
        raise SeedError(
            "the file begins with a byte order mark",
            hint="save it as UTF-8 without BOM",
            line=1,
            column=1,
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        start = before.rfind(b"\n") + 1
        raise SeedError(
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            hint="save the file as UTF-8",
            line=before.count(b"\n") + 1,
            column=len(before[start:].decode("utf-8", "replace")) + 1,
        ) from None


def parse(data: bytes, limits: ReadLimits, faults: list[KgError]) -> Mapping | None:
    """The mapping that a YAML file is; None when the file is empty.

    A key that stands twice is added to `faults` and left out.

    Raises: SeedError with line and column when the file as a whole cannot be read.
    """
    composer = _Composer(limits, faults)
    for event in _events(decode(data)):
        composer.take(event)
    root = composer.root
    if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
        return None
    if not isinstance(root, Mapping):
        raise SeedError(
            "the file is not a mapping",
            hint="begin with a key such as events: and a list below it",
            line=root.line,
        )
    return root


def _events(text: str) -> Iterator[Any]:
    import yaml  # noqa: PLC0415  (only who reads YAML pays for it)

    if found := _BREAKS.search(text):
        raise _misplaced(text, found.start())
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise _explained(error.problem or "it cannot be read", text, line, mark) from None
    except yaml.reader.ReaderError as error:
        odd = error.character if isinstance(error.character, str) else chr(error.character)
        raise _misplaced(text, max(text.find(odd), 0)) from None
    except yaml.YAMLError as error:
        raise SeedError(f"not YAML: {error}", hint="see seed/README.md") from None


def _misplaced(text: str, place: int) -> SeedError:
    before = text[:place]
    return SeedError(
        f"the character U+{ord(text[place]):04X} may not stand in a seed file",
        hint=f'remove it, or write "\\u{ord(text[place]):04x}" in double quotes',
        line=before.count("\n") + 1,
        column=place - before.rfind("\n"),
    )


def _explained(problem: str, text: str, line: int | None, mark: Any) -> SeedError:
    lines = text.split("\n")
    written = lines[line - 1] if line and line <= len(lines) else ""
    where = {"line": line, "column": mark.column + 1 if mark else None}
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return SeedError("a tab stands in the indentation", hint="indent with spaces", **where)
    hint = "see seed/README.md for the form of a file"
    _, colon, value = written.partition(":")
    if colon and value.strip()[:1] in set(">|%@`&*!?[{"):
        hint = 'put the text after the colon in quotes, for example ">200"'
    elif "mapping values" in problem:
        hint = "put a text that has a colon in it in quotes"
    return SeedError(f"not YAML: {problem}", hint=hint, **where)


class _Frame:
    """A mapping or list that is not ended yet."""

    __slots__ = ("key", "lines", "node")

    def __init__(self, node: Mapping | Items) -> None:
        self.node = node
        self.key: Scalar | None = None  # of a mapping: it waits for its value
        self.lines: dict[str, int] = {}


class _Composer:
    """Makes values of events, without recursion, and counts what it makes."""

    def __init__(self, limits: ReadLimits, faults: list[KgError]) -> None:
        self.limits = limits
        self.faults = faults
        self.root: Node | None = None
        self.open: list[_Frame] = []
        self.documents = 0
        self.count = 0

    def take(self, event: Any) -> None:
        """Go on with the next event."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                hint = "remove the line ---, or make it a file of its own"
                raise SeedError("a second document begins here", hint=hint, line=line)
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._put(self.open.pop().node)
        elif kind in {"ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"}:
            if fault := self._refused(event, kind):
                fault.where.update(line=line, column=column)
                raise fault
            if kind == "ScalarEvent":
                self._put(Scalar(event.value, line, not event.style))
            else:
                mapping = kind == "MappingStartEvent"
                self.open.append(_Frame(Mapping([], line) if mapping else Items([], line)))

    def _refused(self, event: Any, kind: str) -> SeedError | None:
        """Count the value, and say why it may not stand in a seed file, if it may not."""
        self.count += 1
        if self.count > self.limits.nodes:
            return SeedError(
                f"the file holds more than {self.limits.nodes} values",
                hint="divide it into several files",
            )
        if kind != "ScalarEvent" and len(self.open) >= self.limits.nesting:
            return SeedError(
                f"lists and mappings are nested more than {self.limits.nesting} deep",
                hint="no record needs that: look for a missing line break",
            )
        if kind == "AliasEvent" or event.anchor:
            return SeedError(
                f"{event.anchor!r} is an anchor or alias, which seed files do not have",
                hint="write the value out in each place, or put it in quotes",
            )
        if event.tag not in {None, "!"}:
            return SeedError(
                f"{event.tag!r} is a tag, which seed files do not have",
                hint="leave it out: the field says what a value is",
            )
        return None

    def _put(self, node: Node) -> None:
        """A value is whole: it goes into what is open."""
        if not self.open:
            self.root = node
            return
        frame = self.open[-1]
        if isinstance(frame.node, Items):
            frame.node.values.append(node)
        elif frame.key is None:
            frame.key = _key(node)
        else:
            key, frame.key = frame.key, None
            if first := frame.lines.get(key.text):
                if len(self.faults) >= self.limits.faults:
                    raise SeedError("more keys stand twice than can be listed", line=key.line)
                self.faults.append(
                    SeedError(
                        f"the key {key.text!r} stands twice, first on line {first}",
                        hint="remove one of the two, or make the value a list",
                        line=key.line,
                    )
                )
                return
            frame.lines[key.text] = key.line
            frame.node.entries.append((key, node))


def _key(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise SeedError("a key is a list or mapping", hint="keys are texts", line=node.line)
    if node.text == "<<" and node.plain:
        raise SeedError(
            "'<<' is a merge key, which seed files do not have",
            hint="write the values out in each place",
            line=node.line,
        )
    return node
