"""Where do records rest?

In Arrow tables derived from the model (`layout`): `shred` lays records down, `merge` makes
one of many parts, `Tables` reads rows back as columns or as records, `digest` names what
is there. `writer` and `files` bring them to the disk.
"""

from kg.columns.digest import Digest, digest
from kg.columns.layout import LAYOUT_VERSION, Column, ColumnType, TableLayout, layout, layout_name
from kg.columns.merge import merge, spilled
from kg.columns.order import Key, ordered, text_order
from kg.columns.reader import Tables, table_of
from kg.columns.shred import shred, timeline_key
from kg.columns.strings import Rows, Strings, common, damaged, words
from kg.columns.views import ColumnView, Lists
from kg.columns.writer import Written, derived, lay_down, write_tables

__all__ = [
    "LAYOUT_VERSION",
    "Column",
    "ColumnType",
    "ColumnView",
    "Digest",
    "Key",
    "Lists",
    "Rows",
    "Strings",
    "TableLayout",
    "Tables",
    "Written",
    "common",
    "damaged",
    "derived",
    "digest",
    "lay_down",
    "layout",
    "layout_name",
    "merge",
    "ordered",
    "shred",
    "spilled",
    "table_of",
    "text_order",
    "timeline_key",
    "words",
    "write_tables",
]
