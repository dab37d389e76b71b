"""How do the dates of many rows become columns?

Plain days are read all at once; each other date is read by itself, and comes here ready.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from kg.ingest.mapping.coded import (
    Coded,
    Ints,
    Mask,
    either,
)
from kg.ingest.mapping.days import plain_days
from kg.ingest.mapping.parts import (
    TimeTemplate,
)
from kg.ingest.mapping.settle import Moment
from kg.ingest.mapping.sheets import (
    Column,
    Numbers,
    Sheet,
    chosen,
)
from kg.model import (
    When,
)


class Known(NamedTuple):
    """Dates that are plain days. Shape: one for each distinct combination of cells."""

    dates: Coded
    first: Ints
    plain: Mask


def plain_dates(time: TimeTemplate, dates: Coded) -> tuple[Known, Ints]:
    """The dates that are plain days and say nothing else, and the places of the others.

    Equals: kg.ingest.mapping.settle.moment of each
    """
    days = plain_days(dates.texts().fill_null(""))
    usual = time.forms.forms[0] in ("edtf", "iso") and time.forms.calendar is None
    alone = set(time.cells) == {"date"} and len(list(time.templates())) == 1
    plain = days.plain & (usual and alone)
    if time.earliest is not None:
        plain &= days.first >= time.earliest
    if time.latest is not None:
        plain &= days.last <= time.latest
    return Known(dates.where(plain), days.first, plain), np.flatnonzero(~plain)


def when_sheet(found: list[Moment | None], known: Known, label: Ints, *, optional: bool) -> Sheet:
    """The dates found one by one and those that are plain, for all rows: one for each label."""

    def words(name: str) -> Coded:
        said = [None if m is None or (v := getattr(m, name)) is None else str(v) for m in found]
        return chosen(said, np.arange(len(said)))

    stated = Coded(np.where(known.plain, np.int32(0), np.int32(-1)), pa.array(["stated"]))
    ongoing = np.array([m is not None and m.ongoing for m in found], dtype=bool)
    start = np.array([0 if m is None else m.start for m in found], dtype=np.int64)
    start = np.where(known.plain, known.first, start)
    fields: dict[str, Column] = {
        "edtf": either([known.dates, words("edtf")]),
        "verbatim": either([known.dates, words("verbatim")]),
        "obtained": either([stated, words("obtained")]),
        "reasoning": words("reasoning"),
        "ongoing": Numbers(ongoing, np.ones(len(ongoing), dtype=bool)),
        "attested": words("attested"),
        "calendar": words("calendar"),
        "start": Numbers(start, np.ones(len(start), dtype=bool)),
    }
    said = np.array([m is not None and bool(m.edtf or m.verbatim) for m in found], dtype=bool)
    given = said | known.plain if optional else None
    return Sheet(When, len(found), fields, given).take(label)
