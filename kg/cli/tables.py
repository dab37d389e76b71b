"""What did each table of a folder give?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.terminal import say

if TYPE_CHECKING:
    from kg.ingest.mapping.roads import Mapped

_SHOWN: Final = 5  # rejects of each table that are shown; all lie in the file


def tell_tables(tables: Sequence[Mapped], rejects: Path | None) -> None:
    """A line for each table with its rows, and the first rows that could not be used.

    `rejects` is the file that holds all of them, if there is one.
    """
    for one in tables:
        unused = one.unused
        told = f"{one.rows:,} rows, {one.rows - unused:,} used, {unused:,} rejected"
        say(f"{one.state.file} ({one.day}): {told}")
        for reject in one.rejects[:_SHOWN]:
            column = f", {reject.column}" if reject.column else ""
            value = f" {reject.value!r}" if reject.value is not None else ""
            say(f"    row {reject.row}{column}{value}: {reject.reason}")
        if len(one.rejects) > _SHOWN:
            where = f"; all lie in {rejects}" if rejects else ""
            say(f"    and {len(one.rejects) - _SHOWN:,} more{where}")
