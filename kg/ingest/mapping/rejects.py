"""Where do the rows that could not be used lie, and why?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from kg.ingest.mapping.roads import Mapped

COLUMNS: Final = ("mapping", "file", "row", "column", "value", "reason")


def rejects_file(found: Sequence[Mapped]) -> bytes | None:
    """A CSV file with a line for each row that could not be used; None when there is none.

    Rows are data rows, counted from 1; the value is the cell as it was read.
    Order: by mapping and state, then by row.
    """
    if not any(one.rejects for one in found):
        return None
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        for reject in one.rejects:
            where = (one.mapping.file, one.state.file, reject.row)
            writer.writerow((*where, reject.column or "", reject.value or "", reject.reason))
    return out.getvalue().encode()
