"""How do the tables leave?

As Parquet, one file for each table of the layout, also for those without rows, so that a
query over them always finds its files. Columns have the names and types of the layout: days
as numbers, dates as they were written beside them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kg.columns import Tables, layout

SUFFIX: Final = ".parquet"
_ROWS: Final = 1 << 18  # of a row group, and of what is in memory


def write_parquet(tables: Tables, folder: Path) -> None:
    """Write every table to `folder`, all versions of all records.

    Cost:   of memory, one row group; some 1,000,000 rows/s.
    Raises: OSError when the disk refuses.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415  (a twentieth of a second that only this pays)

    for name, described in layout().items():
        path = folder / (name + SUFFIX)
        with pq.ParquetWriter(path, described.schema, compression="zstd") as out:
            for batch in tables.batches(name, _ROWS):
                out.write_table(batch)
