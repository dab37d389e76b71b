"""How long is the document of a source?"""

from __future__ import annotations

from collections.abc import Mapping

from kg.model.records import Record
from kg.model.source import Source


def length_of(source: str, known: Mapping[str, Record | None]) -> int | None:
    """How many code points it has, if that is recorded; of a part without a file, its whole.

    `known` are sources by their ids, and perhaps other records.
    """
    seen: set[str] = set()
    while source not in seen:
        seen.add(source)
        record = known.get(source)
        if not isinstance(record, Source):
            return None
        if record.length is not None or record.part_of is None or record.file is not None:
            return record.length
        source = record.part_of
    return None
