"""Four small tables of four publishers, each messy in its own way, and what a slip is told."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import kg
from kg.errors import Faults
from tests.properties.mapping_world import read_both

DATASET = "title: Mess\nlicence: CC0-1.0\nbase: https://mess.example/\nrecorded: 2025-06-01\n"

FIRES = '''Feuerwehr Musterstadt: Einsätze 2024
erstellt am 03.01.2025
Nr.;Datum;Ort;Stadtteil;Schaden (EUR);Verletzte;Einheiten
1;03.01.2024;Marktplatz 5;Altstadt;1.250,50;-;LF 1, DLK
2;31.02.2024;Gasstraße 7;Süd;10.000;3;LF 2
3;14.02.2024;"Straße ""Am Kühlen Grund""";Süd;ca. 5.000;unbekannt;LF 1, LF 2
4;1.3.2024;;Nord;k. A.;0;
'''
FIRES_MAPPING = """
table: fires.csv
separator: ";"
skip: 2
encoding: latin-1
missing: ["-", k. A.]
source: {id: fires, label: Einsatzliste der Feuerwehr}
columns:
  damage: {from: Schaden (EUR), replace: {"ca. ": "~"}, decimal: ","}
  injured: {from: Verletzte, rename: {unbekannt: unknown}}
  where: {first: [Ort, Stadtteil]}
events:
  - id: "fire-{Nr.}"
    label: "Brand: {where}"
    time: {date: "{Datum}", forms: ["%d.%m.%Y"]}
    places: [{place: {id: ["{Stadtteil}.{Ort}", "{Stadtteil}"], label: "{where}"}}]
    participations:
      - {each: {columns: Einheiten, split: ","}, role: assists, actor: {id: "{Einheiten}", label: "{Einheiten}", type: organisation}}
    quantities:
      - {value: "{damage}", unit: {id: euro, label: Euro}}
      - {value: "{injured}", unit: {id: injured, label: Verletzte}}
"""  # noqa: E501  (as a mapping is written)

MEETINGS = [
    {"id": "m1", "when": {"from": "2024-05-01", "to": "2024-05-03"}, "topic": "Water",
     "people": [{"name": "Ana Ruiz", "role": "Chair", "org": {"name": "City"}},
                {"name": "Bo Li", "role": "guest", "org": None}],
     "tags": ["Water", "n/a", "river"], "attended": 12},
    {"id": "m2", "when": {"from": "2024-06-09"}, "topic": None, "people": [], "tags": []},
    {"id": "m3", "when": {"from": "June 2024"}, "topic": "Roads",
     "people": [{"name": "Ana Ruiz", "role": "chair"}], "tags": ["roads"], "attended": 3.5},
]  # fmt: skip
MEETINGS_MAPPING = """
table: meetings.jsonl
source: {id: council, label: Site of the council}
columns:
  themes: {from: tags, case: lower, rename: {river: rivers}}
events:
  - id: "{id}"
    label: "Meeting on {topic}"
    kind: {each: themes, id: "{themes}", label: "{themes}"}
    time: {start: "{when.from}", end: "{when.to}", forms: [iso, words]}
    participations:
      - each: [people.name, people.role, people.org.name]
        role: {id: "{people.role}", label: "{people.role}"}
        actor: {id: "{people.name}", label: "{people.name}", type: person}
        on_behalf_of: {id: "{people.org.name}", label: "{people.org.name}", type: organisation}
    quantities: [{value: "{attended}", unit: people}]
"""

STRIKES_MAPPING = """
table: strikes.parquet
source: {id: strikes, label: Strike monitor}
columns:
  outcome: {from: won, lookup: {"true": Won, "false": Lost}}
events:
  - id: "strike-{number}"
    label: "Strike {number} ({sector})"
    description: "{outcome}"
    time: {start: "{start}", end: "{end}", forms: [iso]}
    participations:
      - {each: unions, role: organises, actor: {id: "{unions}", label: "{unions}", type: organisation}}
    quantities: [{value: "{workers}", unit: people}]
    places: [{place: {id: "site-{number}", label: "Site {number}", latitude: "{lat}", longitude: "{lon}"}}]
"""  # noqa: E501 (a row of the table is a line)

TRIALS = "trial\tyear\tmonth\tday\nT1\t1692\t6\t2\nT2\t1692\t\t\nT3\t1692\t13\t1\nT1\t1692\t6\t2\n"
PEOPLE = "trial_id\tname\trole\nT1\tBridget\tdefendant\nT1\tWilliam\tjudge\nT9\tNobody\tjudge\n"
TRIALS_MAPPING = """
table: trials.tsv
with: {people: {table: people.tsv, on: {trial: trial_id}}}
source: {id: archive, label: Archive of the court}
events:
  - id: "{trial}"
    label: "Trial {trial}"
    time: {year: "{year}", month: "{month}", day: "{day}", calendar: julian}
    participations:
      - each: people
        role: {id: "{people.role}", label: "{people.role}"}
        actor: {id: "{people.name}", label: "{people.name}", type: person}
"""


@pytest.fixture
def folder(tmp_path):
    """All four tables."""
    place = tmp_path / "seed"
    place.mkdir()
    (place / "fires.csv").write_bytes(FIRES.encode("latin-1"))
    lines = [json.dumps(row) for row in MEETINGS]
    (place / "meetings.jsonl").write_text("\n".join([*lines, '{"id": "m4", broken']) + "\n")
    strikes = {
        "number": pa.array([101, 102, 103], pa.int64()),
        "start": pa.array([dt.date(2024, 1, 5), dt.date(2024, 2, 1), None], pa.date32()),
        "end": pa.array([dt.date(2024, 1, 6), None, None], pa.date32()),
        "unions": pa.array([["IG Metall", "ver.di"], ["ver.di"], None], pa.list_(pa.utf8())),
        "workers": pa.array([1500.0, None, 20.0]),
        "sector": pa.array(["Steel", "Post", "Post"]).dictionary_encode(),
        "won": pa.array([True, False, None]),
        "lat": pa.array([50.5, 51.25, None]),
        "lon": pa.array([7.0, 8.5, None]),
    }
    pq.write_table(pa.table(strikes), place / "strikes.parquet")
    (place / "trials.tsv").write_text(TRIALS)
    (place / "people.tsv").write_text(PEOPLE)
    return place


def read(folder, mapping):
    """Records by id and rejects, after both roads were seen to agree."""
    slow, fast = read_both(folder, mapping, DATASET.encode())
    assert slow[0] == fast[0]
    assert slow[1] == fast[1]
    return {record.id: record for record in slow[2]}, sorted(slow[1])


def test_numbers_and_days_as_germans_write_them(folder):
    found, rejects = read(folder, FIRES_MAPPING)
    assert rejects == [(2, "there is no day 31 in 2024-02")]
    first, third, fourth = (found[f"event/fire-{n}"] for n in (1, 3, 4))
    assert [q.value for q in first.quantities] == [1250.5]
    assert (first.time.edtf, first.time.verbatim) == ("2024-01-03", "03.01.2024")
    assert [(q.comparator, q.value, q.state) for q in third.quantities] == [
        ("~", 5000, "value"), ("=", None, "unknown"),
    ]  # fmt: skip
    assert third.labels[0].text == 'Brand: Straße "Am Kühlen Grund"'
    assert [part.actor for part in third.participations] == ["actor/lf-1", "actor/lf-2"]
    assert [q.value for q in fourth.quantities] == [0]
    assert fourth.places[0].place == "place/nord"


def test_objects_within_objects(folder):
    found, rejects = read(folder, MEETINGS_MAPPING)
    assert [row for row, _ in rejects] == [2, 4]
    assert rejects[0] == (2, "event/m2 has no labels: topic is empty")
    first = found["event/m1"]
    assert first.kinds == ("event-kind/rivers", "event-kind/water")
    assert first.time.edtf == "2024-05-01/2024-05-03"
    assert {(p.actor, p.role, p.on_behalf_of) for p in first.participations} == {
        ("actor/ana-ruiz", "role/chair", "actor/city"),
        ("actor/bo-li", "role/guest", None),
    }
    assert found["event/m3"].time.edtf == "2024-06/"
    assert [q.value for q in found["event/m3"].quantities] == [3.5]


def test_columns_with_types_and_lists(folder):
    found, rejects = read(folder, STRIKES_MAPPING)
    assert rejects == []
    first, second, third = (found[f"event/strike-{n}"] for n in (101, 102, 103))
    assert first.time.edtf == "2024-01-05/2024-01-06"
    assert second.time.edtf == "2024-02-01/"
    assert third.time.edtf is None
    assert [p.actor for p in first.participations] == ["actor/ig-metall", "actor/ver.di"]
    assert [q.value for q in first.quantities] == [1500]
    assert first.descriptions[0].text == "Won"
    assert third.participations == third.descriptions == ()
    site = found["place/site-101"]
    assert (site.latitude, site.longitude) == (50.5, 7.0)


def test_events_in_one_file_and_people_in_another(folder):
    found, rejects = read(folder, TRIALS_MAPPING)
    assert rejects == [
        (3, "there is no month '13'"),
        (4, "there is event/t1 already, of row 1"),
    ]
    first = found["event/t1"]
    assert (first.time.edtf, first.time.calendar) == ("1692-06-02", "julian")
    assert {p.actor for p in first.participations} == {"actor/bridget", "actor/william"}
    assert found["event/t2"].time.edtf == "1692"
    assert "actor/nobody" not in found


def test_a_file_that_is_told_by_its_rejects(folder, tmp_path):
    for other in ("meetings.jsonl", "strikes.parquet", "trials.tsv", "people.tsv"):
        (folder / other).unlink()
    (folder / "dataset.yaml").write_text(DATASET)
    (folder / "fires.yaml").write_text(FIRES_MAPPING)
    kg.build(folder, tmp_path / "data")
    assert (tmp_path / "data" / "rejects.csv").read_text("utf-8").splitlines()[1:] == [
        "fires.yaml,fires.csv,2,Datum,31.02.2024,there is no day 31 in 2024-02"
    ]


SLIPS = [  # what is written instead, and what is told: line, message, hint
    ("first: [Ort,", "first: [Ortt,", 11, "the table has no column 'Ortt'", "did you mean Ort?"),
    ("skip: 2", "skip: 1", None, "the table has no column 'Datum'", "the columns are"),
    ("fires.csv", "fire.csv", 2, "there is no file fire.csv", "the path counts from"),
    ('["%d.%m.%Y"]', "[iso]", 2, "row 1, Datum '03.01.2024'", "look at what the mapping says"),
    ('value: "{damage}"', "value: {damage}", 20, "one text is needed here",
     'needs quotes: "{damage}"'),
    ("role: assists", "role: helps", 18, "there is no role/helps", "{id: helps, label: …}"),
    ("decimal:", "decimals:", 9, "there is no step 'decimals'", "did you mean decimal?"),
    ('decimal: ","', "decimal: x", 9, "'x' is no decimal sign", '"," or "."'),
    ('"{Stadtteil}"], label', 'x, "{Stadtteil}"], label', 16,
     "what stands behind a text without cells is never taken", None),
    ("split: \",\"}", "cut: \",\"}", 18, "each has no field 'cut'", "columns, column, split"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "line", "message", "hint"), SLIPS)
def test_what_a_slip_is_told(folder, good, bad, line, message, hint):
    assert good in FIRES_MAPPING
    (folder / "dataset.yaml").write_text(DATASET)
    (folder / "fires.yaml").write_text(FIRES_MAPPING.replace(good, bad))
    with pytest.raises(Faults) as caught:
        kg.build(folder, folder.parent / "data")
    faults = [fault for fault in caught.value.faults if message in fault.message]
    assert faults, [fault.message for fault in caught.value.faults]
    assert line is None or faults[0].where["line"] == line
    assert hint is None or hint in (faults[0].hint or "")


def test_what_two_tables_share_belongs_to_the_earlier_list(tmp_path):
    seed = tmp_path / "seed"
    seed.mkdir()
    (seed / "dataset.yaml").write_text(DATASET)
    pattern = (
        "table: {name}.csv\nrecorded: {day}\nsource: {{id: {name}, label: {name}}}\n"
        'events: [{{id: "{name}-{{key}}", label: "{{key}}", participations: [{{role: hosts, '
        'actor: {{id: "{{who}}", label: "{{who}}", type: group}}}}]}}]\n'
    )
    for name, day in (("a", "2025-05-02"), ("b", "2025-05-01")):
        (seed / f"{name}.csv").write_text("key,who\n1,Town\n")
        (seed / f"{name}.yaml").write_text(pattern.format(name=name, day=day))
    found = kg.build(seed, tmp_path / "data")
    assert found.get("actor/town").clock.recorded == "2025-05-01"
    assert found.get("actor/town", known_at="2025-05-01") is not None
    assert found.get("event/a-1", known_at="2025-05-01") is None
