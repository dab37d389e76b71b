"""Each rule of the model, broken by one row: told by both roads, with its column."""

from __future__ import annotations

import pytest

from kg.model import Clock, Concept, Label, Place, Tombstone
from kg.snapshot import check
from tests.properties.mapping_world import DATASET, read_both, write_csv
from tests.properties.test_mapping_rules import MAPPING, POOLS

GOOD = {name: pool[0] for name, pool in POOLS.items()}
DATE = "date, obtained, why, ongoing, attested"
BROKEN = {
    "there is no longitude": ({"town": "sea", "lon": "NA"}, "lon", None),
    "91 degrees is no latitude": ({"town": "lake", "lat": "91"}, "lat", "91"),
    "-181 degrees is no longitude": ({"town": "moor", "lon": "-181"}, "lon", "-181"),
    "start is missing": ({"start": "NA"}, "start", None),
    "the passage starts at -3": ({"start": "-3"}, "start", "-3"),
    "the passage ends at 0 and starts at 1": ({"end": "0"}, "end", "0"),
    "the passage ends at 501, its source has 500 code points": ({"end": "501"}, None, None),
    "length is -7": ({"page": "two", "length": "-7"}, "length", "-7"),
    "number is -1": ({"page": "two", "number": "-1"}, "number", "-1"),
    "'2025-03-04' is a date, but it is said to be unknown": (
        {"obtained": "unknown"},
        DATE,
        None,
    ),
    "the text holds the character U+0007": ({"why": "a \x07 bell"}, DATE, None),
    "there is no other quantity with the key 'few' in this event": (
        {"total": "few"},
        "total",
        "few",
    ),
    "there is no other quantity with the key 'people' in this event": (
        {"total": "people"},
        "total",
        "people",
    ),
    "there is no other participation with the key 'bo' in this event": ({"of": "bo"}, "of", "bo"),
    "the claim says object and value": ({"object": "first"}, "value", "ten"),
    "the claim says value and time": ({"when": "2025"}, "when", "2025"),
    "there is value:, but no predicate": ({"predicate": "NA"}, "value", "ten"),
    "there is a predicate, but no subject": ({"subject": "NA"}, "predicate", "says"),
    "an outlet is one actor or one source": ({"through": "page-one"}, "who, through", None),
    "the claim is linked to itself": ({"link": "r20"}, "link", "r20"),
    "event/r21 is related to itself": ({"to": "r21"}, "to", "r21"),
    "relation-kind/causes between events is always claimed by somebody": (
        {"tie": "causes"},
        "claims",
        None,
    ),
    "event/first ended before event/r23, which began the tenure": (
        {"date": "2025-05", "whole": "first"},
        None,
        None,
    ),
    "event/r24 contains itself": ({"whole": "again-r24", "back": "r24"}, None, None),
    "there is no event/nowhere": ({"to": "nowhere"}, None, None),
}


def rows(changes):
    """A good row, then one for each of these changes."""
    made = [{"key": f"r{at}", **GOOD, **change} for at, change in enumerate(changes, 1)]
    return [{"key": "first", **GOOD, "to": "first-again"}, {"key": "first-again", **GOOD}, *made]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("ledger")
    write_csv(found / "ledger.csv", ["key", *POOLS], rows([one for one, *_ in BROKEN.values()]))
    (found / "ledger.yaml").write_text(MAPPING)
    (found / "dataset.yaml").write_bytes(DATASET)
    return found


@pytest.fixture(scope="module")
def rejects(folder):
    (found,) = check(folder).mapped
    return found.rejects


@pytest.mark.parametrize("place", range(len(BROKEN)))
def test_a_row_that_breaks_a_rule_is_told(rejects, place):
    reason, (_, column, value) = list(BROKEN.items())[place]
    (told,) = [reject for reject in rejects if reject.reason == reason and reject.row == place + 3]
    assert told.column == column
    if value is not None:
        assert told.value == value


def test_both_roads_tell_the_same(folder):
    slow, fast = read_both(folder, MAPPING)
    assert slow[0] == fast[0]
    assert {1, 2}.isdisjoint(row for row, _ in fast[1])
    assert set(BROKEN) <= {reason for _, reason in slow[1] & fast[1]}


def test_what_was_removed_or_withdrawn_does_not_come_back(tmp_path):
    write_csv(tmp_path / "ledger.csv", ["key", *POOLS], rows([{"who": "Bo"}, {"town": "sea"}]))
    clock = Clock(recorded="2025-01-01")
    gone = Clock(recorded="2025-01-01", withdrawn="2025-02-01")
    label = (Label("en", "Sea"),)
    written = [
        Tombstone(id="tombstone/bo", removed="2025-01-01", clock=clock),
        Place(id="place/sea", labels=label, clock=gone),
        Concept(id="event-kind/raid", labels=label, clock=clock),
    ]
    slow, fast = read_both(tmp_path, MAPPING, written=written)
    assert slow[0] == fast[0]
    for road in (slow, fast):
        assert {(3, "there is no actor/bo"), (4, "place/sea was withdrawn on 2025-02-01")} <= road[
            1
        ]
        assert any(reason == "actor/bo was removed: tombstone/bo" for _, reason in road[1])


NAMES = """
table: names.csv
source: {id: names, label: Names}
events:
  - id: "{key}"
    label: "{key}"
    participations:
      - role: {id: speaks, label: Speaks}
        actor: {id: "{code}", label: "{first} {last}", type: person}
"""


def test_names_of_one_record_that_differ_are_told_and_so_are_empty_cells(tmp_path):
    cells = ("a,c,Ann,Lee", "b,c,ANN,Lée", "c,d,C,plus", "d,d,C++,plus", "e,e,Bo,", "a,f,Ann,Lee")
    (tmp_path / "names.csv").write_text("key,code,first,last\n" + "\n".join(cells) + "\n")
    (tmp_path / "names.yaml").write_text(NAMES)
    (tmp_path / "dataset.yaml").write_bytes(DATASET)
    found = check(tmp_path)
    (table,) = found.mapped
    assert [(reject.row, reject.reason) for reject in table.rejects] == [
        (5, "actor/e has no labels: last is empty"),
        (6, "there is event/a already, of row 1"),
    ]
    told = (
        "names.yaml: 1 actor records have names that differ by more than case, accents and "
        "spaces: actor/d ('C plus', 'C++ plus')"
    )
    assert told in found.warnings


MERGED = """
table: counts.csv
source: {id: counts, label: Counts}
events:
  - id: "{key}"
    duplicates: merge
    label: "{key}"
    quantities:
      - {key: all, value: "{number}", unit: people}
      - {key: "{part}", value: "{of}", unit: people, total: all}
"""


def test_written_keys_stay_when_rows_are_merged(tmp_path):
    (tmp_path / "counts.csv").write_text("key,number,part,of\na,9,few,3\na,9,more,5\n")
    slow, fast = read_both(tmp_path, MERGED)
    assert slow[0] == fast[0]
    (event,) = [record for record in slow[2] if record.id == "event/a"]
    assert [(q.key, q.total) for q in event.quantities] == [
        ("all", None),
        ("few", "all"),
        ("more", "all"),
    ]
