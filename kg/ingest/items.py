"""Which versions of which records does one seed file hold?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from kg.errors import IdentifierError, KgError, SeedError
from kg.ingest.records import Scope, Trail, read_fields
from kg.ingest.seedfile import Items, Mapping, Node, Scalar
from kg.model import (
    SCHEMES,
    Clock,
    canonical,
    record_class,
    record_id,
)
from kg.model.forms import form_fault

LISTS: Final = {
    "events": "event",
    "actors": "actor",
    "offices": "office",
    "tenures": "tenure",
    "places": "place",
    "instruments": "instrument",
    "relations": "relation",
    "claims": "claim",
    "evidence": "evidence",
    "sources": "source",
    "concepts": "concept",
    "tombstones": "tombstone",
}
CLOCK_KEYS: Final = ("version", "recorded", "withdrawn")
_VERSION: Final = re.compile(r"[1-9][0-9]{0,8}")
_ON_DAY: Final = ("on", "reason", "by")


@dataclass(slots=True)
class Draft:
    """One version of a record before its clock is set; `trail` knows its lines.

    `curated` says that it was written by hand: such versions are numbered 1, 2, 3 …, while
    Turtle gives only the one that counts.
    """

    record: Any
    file: str
    trail: Trail
    version: int
    recorded: str | None
    withdrawn: str | None = None
    reason: str | None = None
    by: str | None = None
    curated: bool = True


def drafts(root: Mapping, scope: Scope) -> Iterator[Draft]:
    """The record versions of one file; what is wrong is written down and left out."""
    file_day: str | None = None
    for key, value in root.entries:
        if key.text == "recorded":
            file_day = _day(value, scope, "recorded")
    for key, value in root.entries:
        if key.text == "recorded":
            continue
        kind = LISTS.get(key.text)
        if kind is None:
            near = scope.suggester.nearest(key.text, LISTS)
            hint = f"did you mean {near}?" if near else f"one of recorded, {', '.join(LISTS)}"
            scope.fault(SeedError(f"a file has no list {key.text!r}", hint=hint), key.line, "")
        elif not isinstance(value, Items):
            if not (isinstance(value, Scalar) and not value.text):  # an empty list is no fault
                scope.fault(
                    SeedError(f"{key.text} is not a list", hint="begin each record with - id:"),
                    key.line,
                    "",
                )
        else:
            for item in value.values:
                draft = _draft(kind, item, scope, file_day)
                scope.record = scope.scheme = None
                if draft is not None:
                    yield draft


def _draft(kind: str, item: Node, scope: Scope, file_day: str | None) -> Draft | None:
    if not isinstance(item, Mapping):
        hint = "write its fields, the id first"
        scope.fault(SeedError(f"{_a(kind)} is not a mapping", hint=hint), item.line, "")
        return None
    before = scope.report.count
    clock = {key.text: value for key, value in item.entries if key.text in CLOCK_KEYS}
    rest = [entry for entry in item.entries if entry[0].text not in CLOCK_KEYS]
    fields = Mapping(rest, item.line)
    identifier = _identify(kind, fields, scope)
    if kind == "evidence":
        fields = _offsets(fields, scope)
    scheme = SCHEMES[0] if kind == "concept" else kind
    part = record_class(identifier or f"{scheme}/x")
    values, trail = read_fields(part, _with_id(fields, identifier or f"{scheme}/x"), scope)
    draft = _clocked(clock, scope, file_day, trail)
    if values is None or scope.report.count > before:
        if identifier is not None:
            scope.report.excuse(identifier)
        return None
    draft.record = canonical(part(**values, clock=Clock(recorded="0001-01-01")))
    return draft


def _identify(kind: str, fields: Mapping, scope: Scope) -> str | None:
    """The id of the record, or None after its fault; the scope is then of that record."""
    node = fields.get("id")
    fault: KgError
    if node is None:
        fault = SeedError(f"{_a(kind)} has no id", hint="add id: and a slug")
    elif not isinstance(node, Scalar):
        fault = SeedError("the id is not a text", hint="write a slug")
    else:
        scheme, slash, slug = node.text.partition("/")
        scope.record = node.text if slash else f"{kind}/{node.text}"
        try:
            if kind == "concept":
                scope.record = node.text
                scope.scheme = _scheme(scheme, slash, node.text)
            scope.record = record_id(scope.scheme or kind, node.text)
        except IdentifierError as error:
            scope.report.excuse(slug or scheme)
            fault = error
        else:
            return scope.record
    scope.fault(fault, node.line if node else fields.line, "id")
    return None


def _scheme(scheme: str, slash: str, text: str) -> str:
    if slash and scheme in SCHEMES:
        return scheme
    raise IdentifierError(
        f"{text!r} does not name its scheme",
        hint=f"write scheme/slug; the schemes are {', '.join(SCHEMES)}",
    )


def _with_id(fields: Mapping, identifier: str) -> Mapping:
    """The fields with the whole id; an id that is none has had its fault already."""
    others = [entry for entry in fields.entries if entry[0].text != "id"]
    line = next((v.line for key, v in fields.entries if key.text == "id"), fields.line)
    return Mapping([(Scalar("id", line), Scalar(identifier, line)), *others], fields.line)


def _offsets(fields: Mapping, scope: Scope) -> Mapping:
    """`at: [start, end]` in full."""
    node = fields.get("at")
    if node is None:
        return fields
    others = [entry for entry in fields.entries if entry[0].text != "at"]
    if not (isinstance(node, Items) and len(node.values) == 2):
        scope.fault(
            SeedError("at is not a list of two numbers", hint="write at: [start, end]"),
            node.line,
            "at",
        )
        start = end = Scalar("0", node.line)
        return Mapping(
            [*others, (Scalar("start", node.line), start), (Scalar("end", node.line), end)],
            fields.line,
        )
    names = (Scalar("start", node.line), Scalar("end", node.line))
    return Mapping([*others, *zip(names, node.values, strict=True)], fields.line)


def _clocked(clock: dict[str, Node], scope: Scope, file_day: str | None, trail: Trail) -> Draft:
    version = 1
    if "version" in clock:
        node = clock["version"]
        trail.below["version"] = Trail(node.line)
        text = node.text if isinstance(node, Scalar) else ""
        if _VERSION.fullmatch(text):
            version = int(text)
        else:
            scope.fault(
                SeedError(f"{text!r} is not a version", hint="1, 2, 3 …"), node.line, "version"
            )
    recorded = file_day
    if "recorded" in clock:
        trail.below["recorded"] = Trail(clock["recorded"].line)
        recorded = _day(clock["recorded"], scope, "recorded")
    draft = Draft(None, scope.file, trail, version, recorded)
    if "withdrawn" in clock:
        trail.below["withdrawn"] = Trail(clock["withdrawn"].line)
        _withdrawn(clock["withdrawn"], scope, draft)
    return draft


def _withdrawn(node: Node, scope: Scope, draft: Draft) -> None:
    """A day, or `{on: DAY, reason: text, by: text}`."""
    if not isinstance(node, Mapping):
        draft.withdrawn = _day(node, scope, "withdrawn")
        return
    for key, value in node.entries:
        path = f"withdrawn.{key.text}"
        if key.text not in _ON_DAY:
            scope.fault(
                SeedError(f"withdrawn has no field {key.text!r}", hint="on, reason, by"),
                key.line,
                "withdrawn",
            )
        elif key.text == "on":
            draft.withdrawn = _day(value, scope, path)
        else:
            text = value.text.strip() if isinstance(value, Scalar) else ""
            if fault := form_fault(None, text):
                scope.fault(fault, value.line, path)
            setattr(draft, key.text, text)


def _day(node: Node, scope: Scope, path: str) -> str | None:
    text = node.text.strip() if isinstance(node, Scalar) else ""
    if fault := form_fault("day", text):
        scope.fault(fault, node.line, path)
        return None
    return text


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
