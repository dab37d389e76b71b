"""Tables with every kind of cell, and a mapping that uses all that a mapping can say."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kg.columns import digest, merge, shred
from kg.errors import Faults
from kg.ingest import ReadLimits
from kg.ingest.dataset import read_dataset
from kg.ingest.mapping.across import Described
from kg.ingest.mapping.folder import read_tables
from kg.ingest.mapping.head import read_mapping
from kg.ingest.mapping.plain import records_of
from kg.ingest.mapping.roads import opened
from kg.ingest.records import Scope
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import parse
from kg.rdf import bundled_concepts

LIMITS = ReadLimits()
DATASET = b"""
title: A town and its tables
licence: CC0-1.0
base: https://town.example/
recorded: 2026-01-10
"""
MAPPING = (Path(__file__).parent / "town.yaml").read_text("utf-8")
COLUMNS = (  # noqa: SIM905  (words read better in a row)
    "key title date ongoing doubt place district lat lon fips role kinds side name1 as1 name2 "
    "as2 groups group_ids size low high source1 source2 whole said"
).split()
_NAMES = ["Ann Lee", "ann lee", "Ánn  Lee", "Bo", "Čarek", "Ольга", "NA", "", "D'Arcy (Nigeria)"]
_POOLS: dict[str, list[str]] = {
    "title": [
        "Fair",
        "  March on  town ",
        "Čarek's fair",
        "A, B; C",
        "NA",
        "line\r\nbreak",
        "\x07bell",
    ],
    "date": [
        "2025-03-04",
        "2025-03",
        "2025",
        "4.3.2025",
        "[2025-01-01,2025-02-01]",
        "2025-02-30",
        "31.4.2025",
        "5025-01-01",
        "2026-05-01",
        "",
        "NA",
        "nonsense",
        "2025-03-04/2025-03-06",
        "1985-XX-15",
        "2025-03?",
    ],
    "ongoing": ["true", "false", "NA", "NA", "maybe"],
    "doubt": ["", "~", "?", "circa", "wrong"],
    "place": ["Hill Town", "hill town", "Sea", "NA"],
    "district": ["North", "NA"],
    "lat": ["1.5", "NA", "2", "91", "x"],
    "lon": ["2.25", "3"],
    "fips": ["6085", "06085", "NA"],
    "role": ["at", "target", "NA", "nowhere"],
    "kinds": ["rally; march", "rally;rally", "Rally", "NA", ";", "vigil"],
    "side": ["1", "2", "0", "NA"],
    "groups": ["Us|Them", "Us", "NA", "Us||Them", "Us|Us"],
    "group_ids": ["g1|g2", "g1", "NA", "g1|g2|g3", "g2|g1"],
    "size": ["12", ">200", "200..250", "unknown", "NA", "about ten", "1,000", "~5"],
    "low": ["5", "NA", "30"],
    "high": ["9", "NA", "30"],
    "source1": ["www.a.org", "b.org", "NA"],
    "source2": ["www.a.org", "NA"],
    "whole": ["NA", "NA", "event-1", "event-2", "nothing-there"],
    "said": ["It is good", "It is bad", "NA", "It is good"],
}
for _name in ("name1", "name2"):
    _POOLS[_name] = _NAMES
for _name in ("as1", "as2"):
    _POOLS[_name] = ["speaks", "Marches", "NA"]


@st.composite
def town_rows(draw: st.DrawFn) -> list[dict[str, str]]:
    """Rows of the town's table; most cells are good."""
    rows = []
    for place in range(draw(st.integers(0, 12))):
        row = {name: draw(st.sampled_from(pool)) for name, pool in _POOLS.items()}
        for name, pool in _POOLS.items():
            if draw(st.integers(0, 3)):
                row[name] = pool[0]
        row["key"] = f"event-{draw(st.sampled_from([place, place, place, 1]))}"
        rows.append(row)
    return rows


people_rows = st.lists(
    st.fixed_dictionaries(
        {
            "event": st.sampled_from(["event-0", "event-1", "event-3", "NA", "other"]),
            "person": st.sampled_from(_NAMES),
            "note": st.sampled_from(["NA", "came late", "left"]),
        }
    ),
    max_size=8,
)


def write_csv(path: Path, names: list[str], rows: list[dict[str, str]]) -> None:
    """A CSV file, every cell quoted."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8", newline="")


def read_both(
    folder: Path,
    text: str,
    dataset: bytes = DATASET,
    more: Sequence[str] = (),
    written: Sequence[Any] = (),
) -> tuple[Any, Any]:
    """Digest and rejects of a mapping by both roads: the plain one first.

    `more` are ids that the folder has beside the bundled concepts, `written` records.
    """
    report = Report(100)
    faults: list[Any] = []

    def scope(file: str) -> Scope:
        return Scope(report, Suggester(), LIMITS, "en", file)

    root = parse(dataset, LIMITS, faults)
    found = read_dataset(root, scope("dataset.yaml")) if root else None
    assert found is not None
    whole = parse(text.encode(), LIMITS, faults)
    assert whole is not None
    mapping = read_mapping(whole, scope("town.yaml"), found.recorded)
    report.finish()
    assert mapping is not None
    assert not faults
    described = Described.of([*bundled_concepts(), *written], more)
    (state,) = mapping.states
    files = opened(mapping, state, folder, found, LIMITS, scope("town.yaml"))
    report.finish()
    assert files is not None
    records, slow_rejects = records_of(files, state, described)
    slow = digest(shred(records, found))
    (fast,) = read_tables([mapping], folder, found, described, LIMITS, scope, lambda _: None)
    tables = dict(merge([*(piece.tables for piece in fast.pieces), shred([], found)]))
    plain = {(r.row, r.reason) for r in slow_rejects}
    return (slow, plain, records), (
        digest(tables),
        {(r.row, r.reason) for r in fast.rejects},
        tables,
    )


__all__ = [
    "COLUMNS",
    "DATASET",
    "MAPPING",
    "Faults",
    "people_rows",
    "read_both",
    "town_rows",
    "write_csv",
]
