"""Which record do several rows make together?

Rows that name the same actor or place need not agree. What most of them say counts, other
labels become aliases, and lists are joined, so that no spelling is lost.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kg.ingest.mapping.settle import (
    commonest,
    keyed,
)
from kg.ingest.records import key_of
from kg.model import (
    FieldType,
    Label,
    Many,
    Via,
    canonical,
    fields_of,
)
from kg.model.ids import MAX_SLUG


def merged(variants: Mapping[Any, int]) -> Any:
    """One record of several with one id, each with the number of rows that say it.

    Order: none; the same variants give the same record in whatever order they come.
    """
    if len(variants) == 1:
        return next(iter(variants))
    ranked = sorted(variants.items(), key=lambda item: (-item[1], repr(item[0])))
    first = ranked[0][0]
    changes: dict[str, Any] = {}
    spare: list[Label] = []
    for field in fields_of(type(first)):
        if field.name in ("id", "clock"):
            continue
        if field.name == "labels":
            changes["labels"], spare = _labels(ranked)
        elif field.many is Many.MANY:
            changes[field.name] = _joined(field.name, field.part, ranked)
        else:
            counts: Counter[Any] = Counter()
            for record, weight in ranked:
                if (value := getattr(record, field.name)) is not None:
                    counts[value] += weight
            changes[field.name] = commonest(counts)
    if "aliases" in changes:
        changes["aliases"] = (*changes["aliases"], *spare)
    repairs = sorted({r.clock.repair for r, _ in ranked if r.clock.repair})
    changes["clock"] = replace(first.clock, repair="; ".join(repairs) or None)
    return canonical(replace(first, **changes))


def spellings(variants: Iterable[Any]) -> tuple[str, ...]:
    """The names that one record has in its variants, when it is not plain that they are one name.

    Names of one language that differ in case, accents or white space alone are plainly one.
    Order: by code point.  Shape: nothing, or two and more.
    """
    by_lang: dict[str, set[str]] = {}
    for record in variants:
        for label in getattr(record, "labels", ()):
            by_lang.setdefault(label.lang, set()).add(label.text)
    return next(
        (tuple(sorted(texts)) for texts in by_lang.values() if len(set(map(_bare, texts))) > 1), ()
    )


def datings(variants: Iterable[Any]) -> tuple[str, ...]:
    """The dates that one record has in its variants, when they are not all the same.

    Order: by code point.  Shape: nothing, or two and more.
    """
    times = (getattr(record, "time", None) for record in variants)
    found = sorted({time.edtf for time in times if time is not None and time.edtf})
    return tuple(found) if len(found) > 1 else ()


def _bare(text: str) -> str:
    opened = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in opened if not (unicodedata.combining(c) or c.isspace()))


def _labels(ranked: list[tuple[Any, int]]) -> tuple[tuple[Label, ...], list[Label]]:
    """The commonest label of each language, and the others."""
    counts: dict[str, Counter[str]] = {}
    for record, weight in ranked:
        for label in record.labels:
            counts.setdefault(label.lang, Counter())[label.text] += weight
    chosen = tuple(Label(lang, commonest(texts)) for lang, texts in counts.items())
    every = (Label(lang, text) for lang, texts in counts.items() for text in texts)
    return chosen, [label for label in every if label not in chosen]


def _joined(name: str, part: Any, ranked: list[tuple[Any, int]]) -> tuple[Any, ...]:
    """The members of all lists, each once."""
    members = dict.fromkeys(m for record, _ in ranked for m in getattr(record, name))
    if part is None or not any(one.name == "key" for one in fields_of(part)):
        return tuple(members)
    bare = list(dict.fromkeys(replace(m, key="") if _derived(m) else m for m in members))
    keys = keyed(bare, numbered=part is Via)
    return tuple(replace(m, key=key) for m, key in zip(bare, keys, strict=True))


def _derived(member: Any) -> bool:
    """Whether the key of a part was made of what it says, and not written."""
    if isinstance(member, Via):
        return True
    natural = key_of(member)
    start = f"{natural[: MAX_SLUG - 7]}-"
    key: str = member.key
    return key == natural or (key.startswith(start) and key.removeprefix(start).isdigit())


def finished(record: Any) -> Any:
    """A record whose lists have their keys and their order."""
    return canonical(_with_keys(record))


def _with_keys(value: Any) -> Any:
    changes: dict[str, Any] = {}
    for one in fields_of(type(value)):
        if one.sort is not FieldType.PART:
            continue
        inner = getattr(value, one.name)
        if one.many is Many.MANY and inner:
            parts = [_with_keys(part) for part in inner]
            if any(own.name == "key" for own in fields_of(type(parts[0]))):
                keys = keyed(parts, numbered=one.part is Via)
                parts = [replace(p, key=key) for p, key in zip(parts, keys, strict=True)]
            changes[one.name] = tuple(parts)
        elif one.many is not Many.MANY and inner is not None:
            made = _with_keys(inner)
            if getattr(made, "key", None) == "":
                made = replace(made, key=keyed([made], numbered=False)[0])
            changes[one.name] = made
    return replace(value, **changes) if changes else value
