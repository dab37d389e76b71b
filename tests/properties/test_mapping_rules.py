"""What tables give breaks no rule of the model, by either road, however the rows are."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns import Tables
from kg.ingest.mapping.ruled import LOOKS, SETTLED, WITHIN
from kg.model.integrity import check
from kg.model.rules import RULES
from kg.rdf import bundled_concepts
from tests.properties.mapping_world import DATASET, read_both, write_csv

MAPPING = (Path(__file__).parent / "ledger.yaml").read_text("utf-8")
HASH = "0" * 64
KEYS = [f"e{number}" for number in range(6)]
POOLS = {
    "start": ["1", "NA", "-3", "30"],
    "end": ["9", "NA", "0", "501"],
    "hash": [HASH, "NA"],
    "page": ["one", "two"],
    "number": ["5", "NA", "-1"],
    "length": ["100", "NA", "-7"],
    "date": ["2025-03-04", "2025-03", "NA", "\x07 bell", "2025-21", "2025-03-04/2025-03-06"],
    "obtained": ["NA", "NA", "computed", "unknown", "inferred"],
    "ongoing": ["NA", "NA", "true", "false"],
    "attested": ["NA", "2025-06-01", "2025-01-01", "2025-10-01"],
    "why": ["NA", "it follows", "a \x07 bell"],
    "town": ["hill", "sea", "NA"],
    "lat": ["1.5", "NA", "91", "-90"],
    "lon": ["2.5", "NA", "-181", "180"],
    "who": ["Ann", "Bo", "NA"],
    "part": ["NA", "ann", "bo"],
    "counted": ["NA", "all", "few"],
    "of": ["NA", "ann", "ann-speaks", "bo"],
    "total": ["NA", "all", "number", "people", "few"],
    "whole": ["NA", *KEYS, "again-e0", "again-e1"],
    "back": ["NA", *KEYS],
    "subject": ["first", "e1", "NA"],
    "predicate": ["says", "NA"],
    "object": ["NA", "e0", "e1"],
    "value": ["ten", "NA"],
    "when": ["NA", "2025"],
    "through": ["NA", "page-one", "page-two"],
    "link": ["NA", "e0", "e1", "e2"],
    "tie": ["follows", "causes"],
    "to": ["first", "e0", "e1"],
    "claims": ["NA", "claim-e0"],
}
HEMISPHERES = st.sampled_from([b"", b"hemisphere: south\n"])


@st.composite
def ledger_rows(draw: st.DrawFn) -> list[dict[str, str]]:
    """Rows of the ledger; of most rows all cells but a few are good."""
    rows = []
    for place in range(draw(st.integers(1, 8))):
        row = {name: pool[0] for name, pool in POOLS.items()}
        for name in draw(st.lists(st.sampled_from(sorted(POOLS)), max_size=4)):
            row[name] = draw(st.sampled_from(POOLS[name]))
        row["key"] = f"e{place}" if draw(st.integers(0, 9)) else "e0"
        rows.append(row)
    return [{name: pool[0] for name, pool in POOLS.items()} | {"key": "first", "to": "e0"}, *rows]


@settings(deadline=None, max_examples=20)
@given(ledger_rows(), HEMISPHERES)
def test_no_record_of_a_table_breaks_a_rule(rows, hemisphere):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_csv(folder / "ledger.csv", ["key", *POOLS], rows)
        slow, fast = read_both(folder, MAPPING, DATASET + hemisphere)
    records = [*bundled_concepts(), *Tables(fast[2]).records()]
    (about,) = Tables(fast[2]).assemble("dataset", [0])
    assert [str(fault) for fault in check(records, about)] == []
    assert slow[0] == fast[0]
    assert {row for row, _ in slow[1]} == {row for row, _ in fast[1]}


def test_every_class_with_a_rule_is_looked_at():
    assert set(RULES) == {*LOOKS, *SETTLED, *WITHIN}
