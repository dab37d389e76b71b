"""How do records leave?

Turtle, TriG, N-Quads and JSON-LD, straight from the rows of columns (`write_rows`,
`row_pieces`) or record by record (`write`, `pieces`), the same bytes either way; the tables
as Parquet (`write_parquet`); and vis-timeline items (`vis_items`). GraphML and GEXF are
written by `kg.network`.
"""

from kg.export.formats import ALIASES, FORMATS, pieces, write
from kg.export.parquet import write_parquet
from kg.export.stream import Chosen, as_known, row_pieces, write_rows
from kg.export.vis import Entry, vis_items

__all__ = [
    "ALIASES",
    "FORMATS",
    "Chosen",
    "Entry",
    "as_known",
    "pieces",
    "row_pieces",
    "vis_items",
    "write",
    "write_parquet",
    "write_rows",
]
