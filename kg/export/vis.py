"""How do events look to vis-timeline?

Items for its DataSet: `id`, `content`, `start`, `end`, `type`, `group`, `className`, `title`.
What is drawn reaches from the earliest start to the latest end; ends without a bound are
clipped and say so in `className`. Texts are escaped, since vis-timeline reads HTML. Undated
events have no place on an axis: they come in a list of their own.

Units:  `start` and `end` are ISO days; years before 0 and after 9999 have six digits and a
        sign, which is what JavaScript reads; `end` is the day after the last.
Source: vis-timeline 8, "Data Format"; ECMA-262, "Expanded Years".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, Final, NamedTuple

from kg.model import Dataset, Event, Status, label_in
from kg.model.extents import extent_in
from kg.model.wording import words_of
from kg.temporal import (
    NEG_INF,
    POS_INF,
    UNDATED,
    Extent,
    Match,
    civil,
    day_number,
    simple,
)

Item = dict[str, Any]
FIRST_DAY: Final = day_number(-271821, 4, 20)  # the days that a JavaScript Date can hold
LAST_DAY: Final = day_number(275760, 9, 12)
NO_GROUP: Final = "other"


class Entry(NamedTuple):
    """An event to be shown, with how it matched and its status, where they are known."""

    event: Event
    match: Match | None = None
    status: Status | None = None


def vis_items(
    entries: Iterable[Entry],
    dataset: Dataset,
    *,
    lang: str = "en",
    window: tuple[int | None, int | None] = (None, None),
    label_of: Callable[[str], str | None] = lambda _: None,
) -> dict[str, list[Item]]:
    """`items`, `groups` and `undated`, each in the order of the events.

    Dated events that JavaScript cannot count are among the undated, marked `beyond`.

    `window` is where ends without a bound are clipped; without it they are clipped to the
    finite bounds of all. `label_of` names a kind of event for its group.
    Units: day numbers. Raises: DateError when a date is not EDTF.
    """
    found = [(entry, extent_in(dataset, entry.event.time) or UNDATED) for entry in entries]
    low, high = _view([extent for _, extent in found], window)
    answer: dict[str, list[Item]] = {"items": [], "groups": [], "undated": []}
    groups: dict[str, Item] = {}
    for entry, extent in found:
        item = _named(entry, lang)
        group = item["group"]
        content = escape(label_of(group) or group.partition("/")[2] or group)
        groups.setdefault(group, {"id": group, "content": content})
        drawn = None if extent.undated else _drawn(extent, low, high)
        if drawn is None:
            item["className"] = " ".join(
                [*_classes(entry), "undated" if extent.undated else "beyond"]
            )
            answer["undated"].append(item)
        else:
            item |= {key: value for key, value in drawn.items() if key != "marks"}
            item["className"] = " ".join([*_classes(entry), *drawn["marks"]])
            answer["items"].append(item)
    answer["groups"] = list(groups.values())
    return answer


def vis_day(day: int) -> str:
    """The day as JavaScript reads it; `day` lies between FIRST_DAY and LAST_DAY."""
    year, month, of_month = civil(day)
    if 0 <= year <= 9999:
        return f"{year:04}-{month:02}-{of_month:02}"
    return f"{'-' if year < 0 else '+'}{abs(year):06}-{month:02}-{of_month:02}"


def _named(entry: Entry, lang: str) -> Item:
    event = entry.event
    label = label_in(event.labels, lang)
    text = label.text if label else event.id
    title = f"{text} ({words_of(event.time, lang)})"
    return {
        "id": event.id,
        "content": escape(text),
        "title": escape(title),
        "group": min(event.kinds, default=NO_GROUP),
        "edtf": event.time.edtf,
    }


def _classes(entry: Entry) -> list[str]:
    classes = [] if entry.match is None else [str(entry.match).lower()]
    if entry.status is not None:
        classes.append(f"status-{entry.status}")
    return [*classes, f"obtained-{entry.event.time.obtained}"]


def _view(extents: Sequence[Extent], window: tuple[int | None, int | None]) -> tuple[int, int]:
    """Where ends without a bound are clipped."""
    days = [d for e in extents if not e.undated for d in e.bounds if NEG_INF < d < POS_INF]
    low = min(days, default=0) if window[0] is None else window[0]
    high = max(days, default=0) if window[1] is None else window[1]
    return _reach(low), _reach(high)


def _reach(day: int) -> int:
    return min(max(day, FIRST_DAY), LAST_DAY)


def _drawn(extent: Extent, low: int, high: int) -> Item | None:
    """Start, end, type and marks; None when no day of it can be drawn."""
    first, last = extent.start_earliest, extent.end_latest
    marks = [
        f"{state}-{end}"
        for end, state in (("start", extent.start_state), ("end", extent.end_state))
        if state != "known"
    ]
    finite = [day for day in extent.bounds if NEG_INF < day < POS_INF]
    first = min([low, *finite]) if first == NEG_INF else first
    last = max([high, *finite]) if last == POS_INF else last
    if last < FIRST_DAY or first > LAST_DAY:
        return None
    first, last = _reach(first), _reach(last)
    if (first, last) != (extent.start_earliest, extent.end_latest):
        marks.append("clipped")
    if extent.start_earliest != extent.start_latest or extent.end_earliest != extent.end_latest:
        marks.append("vague")
    if not simple(extent):
        marks.append("gaps")
    if first == last:
        return {"start": vis_day(first), "type": "point", "marks": marks}
    days = {"start": vis_day(first), "end": vis_day(last + 1)}
    return {**days, "type": "range", "marks": marks}
