"""What was asked, how answered?

A question (`TimelineQuestion` and its kin) is put to a `View`, a snapshot at one setting of
the clocks; the answer is read page by page. Straight line: names resolved, plan, rows from
the index, page, records read at once, cursors.
"""

from kg.query.answers import Bin, FacetValue, Found, Histogram, Hit, Page
from kg.query.ask import (
    NOW,
    ActorFilter,
    ActorQuestion,
    ClaimQuestion,
    Clocks,
    FacetBy,
    InstrumentQuestion,
    On,
    Order,
    Paging,
    PlaceFilter,
    PlaceQuestion,
    Qualified,
    SourceQuestion,
    TimelineQuestion,
    Window,
    answerable,
)
from kg.query.disputes import Disagreement
from kg.query.explain import Explained, explain
from kg.query.force import InForce
from kg.query.holders import Holding
from kg.query.leaf import RowPage
from kg.query.limits import DEFAULT_LIMITS, QueryLimits
from kg.query.listings import Listing
from kg.query.run import TimelineAnswer
from kg.query.search import SEARCHABLE, SEARCHED, SearchHit
from kg.query.sight import Ground
from kg.query.view import Part, View

__all__ = [
    "DEFAULT_LIMITS",
    "NOW",
    "SEARCHABLE",
    "SEARCHED",
    "ActorFilter",
    "ActorQuestion",
    "Bin",
    "ClaimQuestion",
    "Clocks",
    "Disagreement",
    "Explained",
    "FacetBy",
    "FacetValue",
    "Found",
    "Ground",
    "Histogram",
    "Hit",
    "Holding",
    "InForce",
    "InstrumentQuestion",
    "Listing",
    "On",
    "Order",
    "Page",
    "Paging",
    "Part",
    "PlaceFilter",
    "PlaceQuestion",
    "Qualified",
    "QueryLimits",
    "RowPage",
    "SearchHit",
    "SourceQuestion",
    "TimelineAnswer",
    "TimelineQuestion",
    "View",
    "Window",
    "answerable",
    "explain",
]
