"""Which events, fast?

Posting lists, words and dates over the rows of the columns: `build_index` lays them out for
files beside the tables, `open_index` reads these, `index_of` makes them in memory. `Times`
answers windows for many rows at once, `counts` histograms.
"""

from kg.columns.postings import NO_ROWS, Ints, Mask, Postings, Rows, gathered, merged, postings
from kg.index.bins import counts, finite_bounds
from kg.index.build import Index, build_index, index_of, open_index
from kg.index.families import FAMILIES, Family, Lists
from kg.index.reach import Reach, nth
from kg.index.timeline import Judged, Times
from kg.index.words import TEXT_TABLES, Words, fold, words_of

__all__ = [
    "FAMILIES",
    "NO_ROWS",
    "TEXT_TABLES",
    "Family",
    "Index",
    "Ints",
    "Judged",
    "Lists",
    "Mask",
    "Postings",
    "Reach",
    "Rows",
    "Times",
    "Words",
    "build_index",
    "counts",
    "finite_bounds",
    "fold",
    "gathered",
    "index_of",
    "merged",
    "nth",
    "open_index",
    "postings",
    "words_of",
]
