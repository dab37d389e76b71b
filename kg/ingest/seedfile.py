"""What does a YAML file say, and on which line?

Only the plain part of YAML is taken: mappings, lists and texts. No typing (`no`, `1.0`
and `2019-02-05` are texts until a field makes something of them), no anchors, aliases,
merge keys, tags or further documents, no key twice. Every value knows its line.

Cost: linear in the file; nesting and values are counted while reading, so that a small
file cannot grow large.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kg.errors import KgError, SeedError
from kg.ingest.limits import ReadLimits

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
    text = decode(data)
    root = _compose(_events(text), limits, faults)
    if root is None:
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

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise _explained(error.problem or "it cannot be read", text, line, mark) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        raise SeedError(
            f"character {error.character!r} may not stand in YAML",
            hint="remove it, or write it as an escape in double quotes",
            line=before.count("\n") + 1,
        ) from None
    except yaml.YAMLError as error:
        raise SeedError(f"not YAML: {error}", hint="see seed/README.md") from None


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


class _Frame(NamedTuple):
    """A mapping or list that is not ended yet; `keys` is None for a list."""

    node: Mapping | Items
    keys: dict[str, int] | None
    pending: list[Scalar]


def _compose(events: Iterator[Any], limits: ReadLimits, faults: list[KgError]) -> Node | None:
    stack: list[_Frame] = []
    root: Node | None = None
    documents = count = 0
    for event in events:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                raise SeedError(
                    "a second document begins here",
                    hint="remove the line ---, or make it a file of its own",
                    line=line,
                )
            continue
        if kind in {"MappingEndEvent", "SequenceEndEvent"}:
            node: Node = stack.pop().node
        elif kind in {"ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"}:
            _plain(event, kind, line)
            count += 1
            if count > limits.nodes:
                raise SeedError(
                    f"the file holds more than {limits.nodes} values",
                    hint="divide it into several files",
                    line=line,
                )
            if kind != "ScalarEvent":
                if len(stack) >= limits.nesting:
                    raise SeedError(
                        f"lists and mappings are nested more than {limits.nesting} deep",
                        line=line,
                        column=event.start_mark.column + 1,
                    )
                mapping = kind == "MappingStartEvent"
                opened = Mapping([], line) if mapping else Items([], line)
                stack.append(_Frame(opened, {} if mapping else None, []))
                continue
            node = Scalar(event.value, line, event.style is None)
        else:
            continue
        if stack:
            _put(stack[-1], node, faults)
        else:
            root = node
    if isinstance(root, Scalar) and root.plain and not root.text:
        return None
    return root


def _plain(event: Any, kind: str, line: int) -> None:
    what = None
    if kind == "AliasEvent" or event.anchor:
        what, hint = f"{event.anchor!r} is an anchor or alias", "write the value out in each place"
    elif event.tag not in {None, "!"}:
        what, hint = f"{event.tag!r} is a tag", "leave it out: the field says what a value is"
    if what:
        raise SeedError(
            f"{what}, which seed files do not have",
            hint=hint,
            line=line,
            column=event.start_mark.column + 1,
        )


def _put(frame: _Frame, node: Node, faults: list[KgError]) -> None:
    if isinstance(frame.node, Items):
        frame.node.values.append(node)
        return
    if not frame.pending:
        if not isinstance(node, Scalar):
            raise SeedError("a key is a list or mapping", hint="keys are texts", line=node.line)
        if node.text == "<<" and node.plain:
            raise SeedError(
                "'<<' is a merge key, which seed files do not have",
                hint="write the values out in each place",
                line=node.line,
            )
        frame.pending.append(node)
        return
    key = frame.pending.pop()
    keys = frame.keys if frame.keys is not None else {}
    if key.text in keys:
        faults.append(
            SeedError(
                f"the key {key.text!r} stands twice, first on line {keys[key.text]}",
                hint="remove one of the two, or make the value a list",
                line=key.line,
            )
        )
        return
    keys[key.text] = key.line
    frame.node.entries.append((key, node))
