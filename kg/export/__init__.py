"""How do records leave?

Turtle, TriG, N-Quads and JSON-LD, streamed record by record (`write`, `pieces`), and
vis-timeline items (`vis_items`); the tables as Parquet (`write_parquet`). GraphML and GEXF
are written by `kg.network`.
"""

from kg.export.formats import ALIASES, FORMATS, pieces, write
from kg.export.parquet import write_parquet
from kg.export.vis import Entry, vis_items

__all__ = ["ALIASES", "FORMATS", "Entry", "pieces", "vis_items", "write", "write_parquet"]
