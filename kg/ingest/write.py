"""How are records written as a seed file?

The inverse of reading: what `write_folder` writes, `read_folder` reads back as the same
records. Fields stand in the order of the model, defaults are left out, references to a
field of one kind are slugs. Texts are quoted whenever another YAML reader might take them
for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from kg.ingest.dataset import NAME
from kg.ingest.items import LISTS
from kg.model import (
    SCHEMES,
    Clock,
    Dataset,
    Field,
    FieldType,
    Label,
    Many,
    Obtained,
    Record,
    When,
    fields_of,
    kind_of,
    slug_of,
)

_PLAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./~ -]*[A-Za-z0-9_./~-])?")
_TYPED: Final = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n|[-+.0-9].*)")
_BREAKS: Final = {"\u0085": "\\N", "\u2028": "\\L", "\u2029": "\\P", "\ufeff": "\\uFEFF"}
_INDENT: Final = "  "


def write_folder(folder: Path, dataset: Dataset, records: Iterable[Record]) -> None:
    """Write `dataset.yaml` and one file for each kind of record into `folder`.

    Raises: OSError when a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text("".join(dataset_lines(dataset)), "utf-8", newline="\n")
    for name, some in _by_list(records).items():
        (folder / f"{name}.yaml").write_text("".join(record_lines(some)), "utf-8", newline="\n")


def record_lines(records: Iterable[Record]) -> Iterator[str]:
    """The lines of a seed file with all versions of `records`, kinds together."""
    by_list = _by_list(records)
    for name in LISTS:
        if name in by_list:
            yield f"{name}:\n"
            for record in by_list[name]:
                yield from _item(_record(record), 1)


def dataset_lines(dataset: Dataset) -> Iterator[str]:
    """The lines of dataset.yaml."""
    for name, value in _fields(dataset):
        yield from _entry({"labels": "title"}.get(name, name), value, 0)


def _by_list(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The records by the name of the list in which they are written."""
    names = {kind: name for name, kind in LISTS.items()}
    found: dict[str, list[Record]] = {}
    for record in records:
        kind = kind_of(record.id)
        found.setdefault(names["concept" if kind in SCHEMES else kind], []).append(record)
    return found


def _record(record: Any) -> Iterator[tuple[str, Any]]:
    """The id, the clock, then the fields."""
    clock: Clock = record.clock
    scheme = kind_of(record.id) in SCHEMES
    yield "id", record.id if scheme else slug_of(record.id)
    if clock.version != 1:
        yield "version", str(clock.version)
    yield "recorded", clock.recorded
    if clock.withdrawn is not None:
        gone = {"on": clock.withdrawn, "reason": clock.reason, "by": clock.by}
        entries = [(name, _quoted(text, plain=name == "on")) for name, text in gone.items() if text]
        yield "withdrawn", entries if len(entries) > 1 else clock.withdrawn
    yield from _fields(record, leave={"id", "clock"})


def _fields(part: Any, leave: frozenset[str] | set[str] = frozenset()) -> Iterator[tuple[str, Any]]:
    """Name and written value of every field that is not as it is when left out.

    A written value is a text, a list of them, a list of name and value (a mapping), or a
    list of such lists.
    """
    for f in fields_of(type(part)):
        value = getattr(part, f.name)
        if f.name in leave or value is None or (value == f.default and not f.required):
            continue
        if f.many is not Many.MANY:
            yield f.name, _one(f, value)
        elif f.part is Label:
            yield f.name, _labels(value)
        else:
            yield f.name, [_one(f, one) for one in value]


def _one(f: Field, value: Any) -> Any:
    if f.sort is FieldType.PART:
        return _when(value) if isinstance(value, When) else list(_fields(value))
    if f.sort is FieldType.REF:
        return slug_of(value) if len(f.kinds) == 1 else value
    if f.sort is FieldType.FLAG:
        return "true" if value else "false"
    if f.sort is FieldType.REAL:
        return repr(value).removesuffix(".0")
    return _quoted(str(value), plain=f.sort is not FieldType.TEXT or f.form == "day")


def _when(when: When) -> Any:
    entries = list(_fields(when))
    names = [name for name, _ in entries]
    if names == ["edtf"]:
        return entries[0][1]
    if names == ["obtained"] and when.obtained is Obtained.UNKNOWN:
        return "unknown"
    return entries


def _labels(labels: Iterable[Label]) -> list[tuple[str, Any]]:
    by_lang: dict[str, list[str]] = {}
    for label in labels:
        by_lang.setdefault(label.lang, []).append(_quoted(label.text))
    return [(_quoted(lang), some if len(some) > 1 else some[0]) for lang, some in by_lang.items()]


def _quoted(text: str, *, plain: bool = False) -> str:
    if _PLAIN.fullmatch(text) and (plain or not _TYPED.fullmatch(text)):
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(_BREAKS.get(c, c) for c in escaped)


def _entry(name: str, value: Any, depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    if isinstance(value, str):
        yield f"{indent}{name}: {value}\n"
    elif all(isinstance(one, str) for one in value):
        yield f"{indent}{name}: [{', '.join(value)}]\n"
    else:
        yield f"{indent}{name}:\n"
        if isinstance(value[0], tuple):
            for inner, one in value:
                yield from _entry(inner, one, depth + 1)
        else:
            for one in value:
                yield from _item(one, depth + 1)


def _item(entries: Any, depth: int) -> Iterator[str]:
    """The lines of one mapping in a list: a dash before the first."""
    if isinstance(entries, str):
        yield f"{_INDENT * depth}- {entries}\n"
        return
    dash = f"{_INDENT * depth}- "
    for name, value in entries:
        for line in _entry(name, value, depth + 1):
            yield line if not dash else dash + line[len(dash) :]
            dash = ""
