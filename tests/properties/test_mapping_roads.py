"""The vectorised road of tables gives what the plain one gives: same digest, same rejects."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings

from kg.columns import Tables
from tests.properties.mapping_world import (
    COLUMNS,
    MAPPING,
    people_rows,
    read_both,
    town_rows,
    write_csv,
)


@settings(deadline=None, max_examples=25)
@given(town_rows(), people_rows)
def test_both_roads_give_the_same(rows, people):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_csv(folder / "events.csv", COLUMNS, rows)
        write_csv(folder / "people.csv", ["event", "person", "note"], people)
        slow, fast = read_both(folder, MAPPING)
    assert {row for row, _ in slow[1]} == {row for row, _ in fast[1]}
    if slow[0] != fast[0]:
        tables = Tables(fast[2])
        found = {r.id: r for r in tables.records()}
        plain = {r.id: r for r in slow[2]}
        assert found.keys() == plain.keys()
        for identifier, record in plain.items():
            assert found[identifier] == record
    assert slow[0] == fast[0]
