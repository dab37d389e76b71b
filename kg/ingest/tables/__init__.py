"""Which cells does this table hold?

`open_table` opens CSV, TSV, JSON Lines and Parquet files, plain or packed, and hands out
their rows as columns of text, with the rows that cannot be read and why.
"""

from kg.ingest.tables.form import Batch, Reject, TableForm
from kg.ingest.tables.reading import Table, open_table

__all__ = ["Batch", "Reject", "Table", "TableForm", "open_table"]
