"""How are the dates of a mapping read?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from kg.errors import SeedError
from kg.ingest.mapping.parts import TimeTemplate, Unread
from kg.ingest.mapping.scalars import flag, number, one, texts
from kg.ingest.mapping.template import Template, template
from kg.ingest.seedfile import Items, Mapping, Node, Scalar
from kg.ingest.tables.dates import DateCells, DateForms
from kg.model.time import Calendar
from kg.temporal import extent_of

CELLS: Final = DateCells._fields
_TEXTS: Final = ("verbatim", "obtained", "reasoning", "ongoing", "attested")
_FORMS: Final = ("forms", "calendar", "convert", "century", "languages")
_OTHERS: Final = ("edtf", "between", "otherwise")
KEYS: Final = (*CELLS, *_OTHERS, *_TEXTS, *_FORMS)


@dataclass(frozen=True, slots=True)
class Timing:
    """What holds for every date of a mapping unless it says otherwise.

    `related` are the names of its other tables.
    """

    forms: DateForms
    latest: int | None
    related: Collection[str] = ()

    def read(self, node: Node) -> TimeTemplate:
        """The date that a value of `time:` describes.

        Raises: SeedError, DateError or InputError with the line.
        """
        if isinstance(node, Scalar):
            cells = {} if node.text == "unknown" else {"date": template(node.text, node.line)}
            return TimeTemplate(cells=cells, forms=self.forms, latest=self.latest, line=node.line)
        if not isinstance(node, Mapping):
            raise SeedError("a date is not a list", hint="write one date", line=node.line)
        given = {key.text: value for key, value in node.entries}
        if strange := [name for name in given if name not in KEYS]:
            raise SeedError(
                f"a date has no field {strange[0]!r}",
                hint=f"one of {', '.join(KEYS)}",
                line=node.line,
            )
        cells = {name: _text(given[name]) for name in CELLS if name in given}
        forms = date_forms(given, self.forms)
        if "edtf" in given:
            cells["date"] = _text(given["edtf"])
            forms = replace(forms, forms=("edtf",))
        texts = {name: _text(given[name]) for name in _TEXTS if name in given}
        earliest, latest = _between(given.get("between"), self.latest)
        return TimeTemplate(
            cells=cells,
            forms=forms,
            **texts,
            earliest=earliest,
            latest=latest,
            unread=_unread(given.get("otherwise")),
            line=node.line,
        )


def date_forms(given: dict[str, Node], default: DateForms) -> DateForms:
    """The forms that `forms`, `calendar`, `convert`, `century` and `languages` describe.

    Raises: SeedError or InputError.
    """
    changes: dict[str, object] = {}
    for name in ("forms", "languages"):
        if name in given:
            changes[name] = tuple(texts(given[name]))
    if "calendar" in given:
        word = one(given["calendar"])
        if word not in set(Calendar):
            raise SeedError(
                f"{word!r} is no calendar",
                hint=f"one of {', '.join(Calendar)}",
                line=given["calendar"].line,
            )
        changes["calendar"] = None if word == Calendar.GREGORIAN else Calendar(word)
    if "convert" in given:
        changes["convert"] = flag(given["convert"])
    if "century" in given:
        changes["century"] = number(
            given["century"], digits=4, what="year", hint="the first of a hundred"
        )
    return replace(default, **changes)  # type: ignore[arg-type]  # checked above, one by one


def _between(node: Node | None, latest: int | None) -> tuple[int | None, int | None]:
    """The first and last day that are believed."""
    if node is None:
        return None, latest
    if not isinstance(node, Items) or len(node.values) != 2:
        raise SeedError("between has two dates", hint="as in [1900, 2030]", line=node.line)
    low, high = (extent_of(one(item)) for item in node.values)
    return low.start_earliest, high.end_latest


def _unread(node: Node | None) -> Unread:
    if node is None:
        return Unread.REJECT
    if (word := one(node)) not in set(Unread):
        raise SeedError(f"{word!r} is not known here", hint="reject or undated", line=node.line)
    return Unread(word)


def _text(node: Node) -> Template:
    return template(one(node), node.line)
