"""What does this date mean?

From the written text to days: `parse` reads EDTF, `extent` computes the bounds, `judge`
answers certainly / possibly / not for a window, `bins` cuts a window, `say` puts it in words.
"""

from kg.temporal.bins import Slots, Unit, bins
from kg.temporal.blocks import Block, Blocks
from kg.temporal.bounds import extent, extent_of
from kg.temporal.daily import ALWAYS, Daily, all_of, any_of, between, daily
from kg.temporal.days import (
    MAX_DAY,
    MIN_DAY,
    NEG_INF,
    POS_INF,
    civil,
    day_number,
    is_leap,
    iso_day,
    month_length,
    parse_day,
    plain_day,
)
from kg.temporal.extents import UNDATED, Extent, State, simple
from kg.temporal.following import latest, soonest, surely_by
from kg.temporal.grammar import MAX_LENGTH, parse, parsed
from kg.temporal.relations import Box, Match, Relation, box, judge, window_days
from kg.temporal.spans import Hemisphere
from kg.temporal.values import (
    Date,
    DateSet,
    Edtf,
    Interval,
    Limit,
    Precision,
    Qualifiers,
    Range,
    Year,
)
from kg.temporal.words import say

__all__ = [
    "ALWAYS",
    "MAX_DAY",
    "MAX_LENGTH",
    "MIN_DAY",
    "NEG_INF",
    "POS_INF",
    "UNDATED",
    "Block",
    "Blocks",
    "Box",
    "Daily",
    "Date",
    "DateSet",
    "Edtf",
    "Extent",
    "Hemisphere",
    "Interval",
    "Limit",
    "Match",
    "Precision",
    "Qualifiers",
    "Range",
    "Relation",
    "Slots",
    "State",
    "Unit",
    "Year",
    "all_of",
    "any_of",
    "between",
    "bins",
    "box",
    "civil",
    "daily",
    "day_number",
    "extent",
    "extent_of",
    "is_leap",
    "iso_day",
    "judge",
    "latest",
    "month_length",
    "parse",
    "parse_day",
    "parsed",
    "plain_day",
    "say",
    "simple",
    "soonest",
    "surely_by",
    "window_days",
]
