"""Which record does this mapping of a seed file describe?

Driven by `kg.model.fields_of`: no record class is named here but where its YAML differs
from its fields (the clock at item level, `at: [start, end]`, keys that are derived).
"""

from __future__ import annotations

import re
from collections import abc
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kg.errors import KgError, SeedError
from kg.ingest.limits import ReadLimits
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import Items, Mapping, Node, Scalar
from kg.ingest.shorthands import full
from kg.ingest.values import value_of
from kg.model import Field, FieldType, Many, Via, fields_of
from kg.model.ids import MAX_SLUG

BAD: Final = object()
_NO_SLUG: Final = re.compile(r"[^a-z0-9\-._~]+")
_PLURALS: Final = (("ies", "y"), ("uses", "us"), ("ases", "as"), ("ches", "ch"), ("s", ""))


@dataclass(slots=True)
class Trail:
    """On which line a field of a record stands, and the fields below it."""

    line: int
    below: dict[str, Trail] = field(default_factory=dict)

    def at(self, path: abc.Sequence[str]) -> int:
        """The line of the field at `path`, or of the nearest one above that was written."""
        here = self
        for step in path:
            if step not in here.below:
                break
            here = here.below[step]
        return here.line


@dataclass(slots=True)
class Scope:
    """Where reading is, and whom to tell what is wrong there."""

    report: Report
    suggester: Suggester
    limits: ReadLimits
    lang: str
    file: str
    record: str | None = None
    scheme: str | None = None

    def fault(self, fault: KgError, line: int, path: str) -> None:
        """Write down a fault of a field of the record that is being read."""
        self.report.add(fault, file=self.file, line=line, record=self.record, field=path or None)


_SPELLINGS: dict[type[Any], dict[str, Field]] = {}


def spellings(part: type[Any]) -> abc.Mapping[str, Field]:
    """The keys that may be written for a class: its field names and their singulars.

    Cost: made once per class.
    """
    if part not in _SPELLINGS:
        own = {f.name: f for f in fields_of(part) if f.name != "clock"}
        for name, one in list(own.items()):
            if one.many is Many.MANY:
                own.setdefault(_singular(name), one)
        _SPELLINGS[part] = own
    return _SPELLINGS[part]


def _singular(name: str) -> str:
    for plural, singular in _PLURALS:
        if name.endswith(plural):
            return name.removesuffix(plural) + singular
    return name


def read_part(part: type[Any], node: Node, scope: Scope, path: str = "") -> tuple[Any, Trail]:
    """An instance of `part` from its full form, or BAD after its faults were written down."""
    values, trail = read_fields(part, node, scope, path)
    return (BAD if values is None else _keyed(part(**values))), trail


def read_fields(
    part: type[Any], node: Node, scope: Scope, path: str = ""
) -> tuple[dict[str, Any] | None, Trail]:
    """The values of the fields of `part` but its clock, or None after their faults."""
    trail = Trail(node.line)
    if not isinstance(node, Mapping):
        scope.fault(
            SeedError(
                f"{_said(node)} stands where the fields of {_a(part.__name__)} are needed",
                hint=f"write a mapping with {', '.join(_required(part)) or 'its fields'}",
            ),
            node.line,
            path,
        )
        return None, trail
    given, ok = _given(part, node, scope, path)
    values: dict[str, Any] = {}
    for f in fields_of(part):
        if f.name in given:
            value, below = _read_field(f, given[f.name], scope, _join(path, f.name))
            trail.below[f.name] = below
            values[f.name] = value
            ok = ok and value is not BAD
        elif f.name == "key":
            values["key"] = ""  # derived when the part is whole
        elif f.required and f.name != "clock":
            ok = False
            scope.fault(SeedError(f"{f.name} is missing", hint=f"add {f.name}:"), node.line, path)
    return (values if ok else None), trail


def _given(part: type[Any], node: Mapping, scope: Scope, path: str) -> tuple[dict[str, Node], bool]:
    known = spellings(part)
    given: dict[str, Node] = {}
    written: dict[str, str] = {}
    ok = True
    for key, value in node.entries:
        one = known.get(key.text)
        if one is None:
            near = scope.suggester.nearest(key.text, known)
            hint = f"did you mean {near}?" if near else f"one of {', '.join(sorted(known))}"
            fault = SeedError(f"{_a(part.__name__)} has no field {key.text!r}", hint=hint)
        elif one.name in given:
            fault = SeedError(
                f"{written[one.name]} and {key.text} are the same field",
                hint="write it once, as a list",
            )
        else:
            given[one.name], written[one.name] = value, key.text
            continue
        ok = False
        scope.fault(fault, key.line, path)
    return given, ok


def _read_field(f: Field, node: Node, scope: Scope, path: str) -> tuple[Any, Trail]:
    if f.sort is FieldType.PART:
        return _read_parts(f, node, scope, path)
    if f.many is not Many.MANY:
        return _read_one(f, node, scope, path), Trail(node.line)
    trail = Trail(node.line)
    values = []
    for one in node.values if isinstance(node, Items) else [node]:
        value = _read_one(f, one, scope, path)
        values.append(value)
        trail.below[f"[{value}]"] = Trail(one.line)
    return (BAD if any(v is BAD for v in values) else tuple(values)), trail


def _read_one(f: Field, node: Node, scope: Scope, path: str) -> Any:
    fault: KgError
    if not isinstance(node, Scalar):
        fault = SeedError(
            f"{_said(node)} stands where one {f.sort.value} is needed", hint="write one value"
        )
    elif node.plain and node.text in {"", "null", "~"} and f.name != "comparator":
        fault = SeedError("there is no value", hint=f"leave {f.name}: out")
    elif len(node.text) > scope.limits.text:
        fault = SeedError(
            f"the text has {len(node.text)} characters",
            hint=f"at most {scope.limits.text} are allowed",
        )
    else:
        try:
            return value_of(f, node.text, scope.scheme, scope.suggester)
        except KgError as error:
            fault = error
    scope.fault(fault, node.line, path)
    return BAD


def _read_parts(f: Field, node: Node, scope: Scope, path: str) -> tuple[Any, Trail]:
    assert f.part is not None  # noqa: S101  (a part field has its class by construction)
    trail = Trail(node.line)
    forms = full(f.part, node, scope.lang)
    if f.many is not Many.MANY:
        if len(forms) != 1:
            scope.fault(
                SeedError(f"{len(forms)} values stand where one is needed"), node.line, path
            )
            return BAD, trail
        return read_part(f.part, forms[0], scope, path)
    parts = []
    for number, form in enumerate(forms, 1):
        part, below = read_part(f.part, form, scope, f"{path}[{number}]")
        if part is not BAD and f.part is Via and not part.key:
            part = replace(part, key=str(number))
        parts.append((part, below))
    if any(part is BAD for part, _ in parts):
        return BAD, trail
    return _distinct(parts, trail, scope, path), trail


def _keyed(part: Any) -> Any:
    """The part with its key derived where none was written."""
    if getattr(part, "key", None) != "" or isinstance(part, Via):
        return part
    return replace(part, key=key_of(part))


def key_of(part: Any) -> str:
    """The key that a part has when none is written: what it says of itself, as a slug."""
    return key_slug(part.natural_key())


def key_slug(natural: str) -> str:
    """A natural key as a slug."""
    return _NO_SLUG.sub("-", natural.lower()).strip("-._~")[:MAX_SLUG] or "1"


def _distinct(parts: list[tuple[Any, Trail]], trail: Trail, scope: Scope, path: str) -> Any:
    """The parts of a list with distinct keys: -2, -3 … behind the second and third of a kind."""
    done: list[Any] = []
    taken: set[str] = set()
    ok = True
    for part, below in parts:
        if "key" in below.below and part.key in taken:
            ok = False
            scope.fault(
                SeedError(f"the key {part.key!r} stands twice", hint="write another"),
                below.below["key"].line,
                path,
            )
        elif "key" in below.below:
            taken.add(part.key)
    for part, below in parts:
        key = getattr(part, "key", None)
        if key is not None and "key" not in below.below:
            count, base = 1, key[: MAX_SLUG - 7]
            while key in taken:
                count += 1
                key = f"{base}-{count}"
            taken.add(key)
        if key is not None:
            part = part if key == part.key else replace(part, key=key)  # noqa: PLW2901  (the same part)
            trail.below[f"[{key}]"] = below
        done.append(part)
    return tuple(done) if ok else BAD


def _required(part: type[Any]) -> list[str]:
    return [f.name for f in fields_of(part) if f.required and f.name not in {"key", "clock"}]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _said(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"the text {node.text[:40]!r}"
    return "a list" if isinstance(node, Items) else "a mapping"


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"
