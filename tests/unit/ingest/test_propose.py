"""Does `kg map` write mappings that can be built, and say what it saw?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.ingest.mapping.propose import propose
from kg.ingest.mapping.proposewords import words_of
from kg.snapshot import check
from tests.commands import kg

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "data"
DATASET = "title: T\nlicence: CC0-1.0\nbase: https://t.example/\nrecorded: 2026-01-10\n"
CITIES = [("Springfield", "IL", 17), ("Springfield", "MA", 25), ("Durham", "NC", 37)]


def shootings() -> str:
    """Days as months first, codes without their zeros, links that are none."""
    rows = ["id,Date of Incident,Victim Name,City,State,State FIPS,Agency,Link,Killed,Lat,Lon"]
    for n in range(90):
        city, state, fips = CITIES[n % 3]
        link = "pending" if n % 10 == 3 else f"https://news.example/{n}?a=b&c=d"
        name = ["John Doe", "Unknown", "Luis Gómez"][n % 3]
        rows.append(
            f"{n},{n % 12 + 1}/{n % 28 + 1}/2024,{name},{city},{state},{fips},"
            f"{city} Police Department,{link},{n % 2},{30 + n / 100},-{80 + n / 100}"
        )
    return "\n".join(rows) + "\n"


def demonstrations() -> bytes:
    """Lines before the header, semicolons, another encoding, years of two digits."""
    rows = ["Demonstrationen;;;;", "Stand;;;;", "Datum;Ort;Teilnehmer;Veranstalter;Quelle"]
    rows += [
        f"{n % 28 + 1:02}.{n % 12 + 1:02}.{15 + n % 9};{['Köln', 'Görlitz'][n % 2]};"
        f"{['1.200', '80'][n % 2]};{['k.A.', 'DGB'][n % 2]};dpa"
        for n in range(60)
    ]
    return ("\r\n".join(rows) + "\r\n").encode("windows-1252")


def deeds() -> str:
    """Dates in Spanish words, a word among numbers, lists in cells, rows that are copies."""
    days = ["5 de febrero de 2019", "marzo de 2018", "12/03/2017", "hacia 2016", "sin fecha"]
    rows = ["Fecha,Municipio,Departamento,Víctimas,Tipo de hecho,Fuente,fuente1,fuente2"]
    rows += [
        f"{days[n % 5]},{['Bojayá', 'Tumaco'][n % 2]},{['Chocó', 'Nariño'][n % 2]},"
        f"{['3', 'varias', '12'][n % 3]},Masacre {n // 2},Semana; El Tiempo,a.org,b.org"
        for n in range(40)
    ]
    return "\n".join([*rows, rows[1], rows[2]]) + "\n"


def letters() -> str:
    """EDTF beside its wording, people with their identifiers side by side in cells."""
    rows = ["key,edition,sender,senderID,senderDate,senderDateText,addressee,place,placeID"]
    for n in range(60):
        who = "Hz. Moritz|Lg. Philipp" if n % 9 == 0 else "Kf. Moritz"
        ids = "|".join(["http://d-nb.info/gnd/118584138"] * (who.count("|") + 1))
        rows.append(
            f"{n // 2},v{n % 2},{who},{ids},1547-01-{n % 28 + 1:02}{'~' if n % 5 == 0 else ''},"
            f"1547 Januar {n % 28 + 1},Hz. Georg,Dresden,http://www.geonames.org/2935022"
        )
    return "\n".join(rows) + "\n"


def disputes() -> str:
    """Columns of year, month and day, and numbers from low to high."""
    rows = ["cowid\tyear\tmonth\tday\tevent type\tdeaths_low\tdeaths_high\tdeaths_best"]
    rows += [f"c{n}\t{1900 + n}\t{n % 12 + 1}\t99\tthreat\t{n}\t{n + 5}\t{n}" for n in range(40)]
    return "\n".join(rows) + "\n"


def holders() -> str:
    """From and until, day or month first, and what goes on."""
    rows = ["Office,Holder,From,Until"]
    rows += [
        f"Mayor,Ann {n},{n % 12 + 1:02}/05/19{50 + n},{'present' if n % 3 else '01/05/1990'}"
        for n in range(30)
    ]
    return "\n".join(rows) + "\n"


def meetings() -> str:
    """JSON Lines with lists and names that templates cannot hold."""
    rows = [
        {"uuid": f"m-{n}", "title": f"M {n}", "start": f"2024-01-{n + 1:02}", "end": None}
        | {"attendees": ["A", "B"][: n % 3], "we{ird} note": "x # y"}
        for n in range(25)
    ]
    return "\n".join(map(json.dumps, rows)) + "\n"


def rallies() -> bytes:
    """Decimal commas, sources most of which are no links, words among numbers."""
    rows = ["Nº;Fecha;Municipio;Latitud;Longitud;Gasto;Convocantes;Fuente"]
    rows += [
        f"{n};{n % 27 + 1}/{n % 12 + 1}/2019;{['Cádiz', 'Málaga'][n % 2]};36,{5000 + n % 2};"
        f"-{4 + n % 2},25;{['1.234,50', '0,5', '10.000,00'][n % 3]};{['UGT', 'CNT'][n % 2]};"
        f"{['El Diario', 'El Sur', 'https://prensa.example/1'][n % 3]}"
        for n in range(40)
    ]
    return ("\n".join(rows) + "\n").encode("cp1252")


def clashes() -> str:
    """Coordinates of a location below an admin1; an id that stands twice; a scale of sources."""
    names = (
        "event_id event_date actor1 admin1 location latitude longitude source source_scale notes"
    )
    rows = ["\t".join(names.split())]
    rows += [
        f"NIG{n or 1}\t{n % 28 + 1:02} March 2019\tGroup {n % 3}\tBorno\tTown {n % 4}"
        f"\t11.{n % 4}\t13.{n % 4}"
        f"\tDaily; Herald\tNational\tA long note of what happened, number {n}"
        for n in range(30)
    ]
    return "\n".join(rows) + "\n"


def panels() -> str:
    """Lists of objects with names and roles; numbers that only look like people."""
    people = [
        {"name": "Ann", "role": "chair", "age": 40},
        {"name": "Bo", "role": "guest", "age": 9},
    ]
    rows = [
        {"ref": 100 + n, "when": f"2024-05-{n + 1:02}", "panel": {"people": people[: 1 + n % 2]}}
        for n in range(20)
    ]
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def attacks() -> str:
    """Year, month and day with zeros for what is unknown, beside a date that is mostly empty."""
    rows = ["eventid,iyear,imonth,iday,approxdate,city,nkill"]
    rows += [
        f"{197000 + n},{1970 + n % 9},{n % 13},{n % 20 if n % 13 else 0},"
        f"{'January 1970' if n % 20 == 0 else ''},Town {n % 3},{n % 4}"
        for n in range(40)
    ]
    return "\n".join(rows) + "\n"


def dockets() -> str:
    """Codes with spaces and slashes, captions, one row for each participant's role."""
    rows = ["docket,caption,filed,fee_low,fee_high"]
    rows += [
        f'No. {n}/19,Doe v. Roe {n % 7},2019-02-{n % 28 + 1:02},"1,{n:03}","2,{n:03}"'
        for n in range(30)
    ]
    return "\n".join(rows) + "\n"


def attendance() -> str:
    """One row for each participant."""
    rows = ["meeting,date,person_id,role,"]
    rows += [f"M{n // 3},2020-01-{n // 3 + 1:02},P{n % 3},member," for n in range(30)]
    return "\n".join([*rows, ",,,,", ",,,,"]) + "\n"


TABLES = {
    "shootings.csv": (
        shootings,
        [
            'id: "shootings-{id}"',
            'time: {date: "{Date of Incident}", forms: ["%m/%d/%Y"]}',
            'id: "{City}-{State}"',
            'identifiers: {fips: "{State FIPS}"}',
            "missing: [",
            "only: [http]",
            'value: "{Killed}"',
            'latitude: "{Lat}"',
        ],
    ),
    "demos-2024-12-31.csv": (
        demonstrations,
        [
            "skip: 2",
            "encoding: [utf-8, windows-1252]",
            "recorded: 2024-12-31",
            'forms: ["%d.%m.%y"], century: 1930',
            "role: organises",
            '".": ""',
        ],
    ),
    "hechos.csv": (
        deeds,
        [
            'forms: [words, "%d/%m/%Y"]',
            'id: "{Municipio}-{Departamento}"',
            "rename: {varias: unknown}",
            'each: {columns: Fuente, split: ";"}',
            'each: "fuente#"',
            "2 of the rows are copies",
        ],
    ),
    "letters.csv": (
        letters,
        [
            'id: "letters-{key}-{edition}"',
            'date: "{senderDate}", verbatim: "{senderDateText}"',
            'each: {columns: [sender, senderID], split: "|"}',
            'identifiers: {gnd: "{senderID}"}',
            'identifiers: {geonames: "{placeID}"}',
        ],
    ),
    "disputes.tsv": (
        disputes,
        [
            'time: {year: "{year}", month: "{month}", day: "{day}"}',
            'low: "{deaths_low}", high: "{deaths_high}", label: deaths',
        ],
    ),
    "holders.csv": (
        holders,
        [
            'start: "{From}", end: "{Until}"',
            "words]",
            "Day or month first?",
        ],
    ),
    "meetings.jsonl": (
        meetings,
        ["each: attendees", 'description: "{column 1}"', 'column 1: {from: "we{ird} note"}'],
    ),
    "rallies.csv": (
        rallies,
        [
            'id: "rallies-{Nº}"',
            'latitude: {from: Latitud, decimal: ","}',
            'number: {from: Gasto, decimal: ","}',
            "in Gasto 1.234,50 is 1234.50",
            "role: organises",
            'source: {id: "{Fuente}"',
        ],
    ),
    "clashes.tsv": (
        clashes,
        [
            'id: "clashes-{event_id}-{again}"',
            'label: "{location}"\n          latitude: "{latitude}"',
            'each: {columns: source, split: ";"}',
            "Not used: source_scale",
        ],
    ),
    "panels.jsonl": (
        panels,
        [
            'id: "panels-{ref}"',
            "each: [panel.people.name, panel.people.role]",
            "Not used: panel.people.age",
        ],
    ),
    "attacks.csv": (attacks, ['time: {year: "{iyear}", month: "{imonth}", day: "{iday}"}']),
    "dockets.csv": (
        dockets,
        ['id: "dockets-{docket}"', 'label: "{caption}"', 'low: "{number}", high: "{number 2}"'],
    ),
    "attendance.csv": (
        attendance,
        ["attendance-{meeting}, with duplicates:", "2 rows without any cell"],
    ),
    "bare.csv": (
        lambda: "".join(f"2020-01-{n + 1:02},Town,{n}\n" for n in range(20)),
        ["header: false", 'time: {date: "{column1}"}'],
    ),
    "one.csv": (lambda: "name\nA\nB\n", ["No column reads as a date"]),
    "same.csv": (lambda: "a,b\n1,x\n1,x\n1,y\n2,x\n2,x\n1,x\n", ['id: "same-']),
}


def folder_of(tmp_path: Path, name: str) -> Path:
    """A folder with one of the tables, and nothing that maps it."""
    made = TABLES[name][0]()
    (tmp_path / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    (tmp_path / name).write_bytes(made if isinstance(made, bytes) else made.encode())
    return tmp_path


@pytest.mark.parametrize("name", TABLES)
def test_a_proposal_can_be_built_and_says_what_it_saw(name, tmp_path):
    folder = folder_of(tmp_path, name)
    text = propose(folder / name)
    for said in TABLES[name][1]:
        assert said in text, f"{said}\n{text}"
    (folder / "table.yaml").write_text(text, encoding="utf-8")
    (mapped,) = check(folder).mapped
    assert mapped.rows > 0
    assert mapped.unused <= 0.05 * mapped.rows, mapped.rejects[:3]
    assert propose(folder / name) == text


@pytest.mark.parametrize(
    "file",
    sorted(SHARED.rglob("*.csv.gz")) or [pytest.param(None, marks=pytest.mark.skip("no data"))],
    ids=lambda file: file.name if file else "none",
)
def test_the_tables_beside_the_project_can_be_built(file, tmp_path):
    (tmp_path / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "table.yaml").write_text(propose(tmp_path / file.name), encoding="utf-8")
    (mapped,) = check(tmp_path).mapped
    assert mapped.unused <= 0.01 * mapped.rows, mapped.rejects[:3]


def test_the_command_writes_beside_the_table_and_never_over_a_file(tmp_path):
    folder = folder_of(tmp_path, "disputes.tsv")
    said = kg(folder, "map", "disputes.tsv")
    assert said.status == 0
    assert said.out == propose(folder / "disputes.tsv")
    assert kg(folder, "map", "disputes.tsv", "-o", "m.yaml").status == 0
    assert (folder / "m.yaml").read_text(encoding="utf-8") == said.out
    again = kg(folder, "map", "disputes.tsv", "-o", "m.yaml")
    assert again.status == 2
    assert "is there already" in again.err
    built = kg(folder, "build", ".")
    assert built.status == 0, built.err
    assert "40 rows, 40 used, 0 rejected" in built.err


def test_a_mapping_above_its_table_names_the_way(tmp_path):
    below = tmp_path / "tables"
    below.mkdir()
    folder_of(below, "one.csv")
    assert kg(tmp_path, "map", "tables/one.csv", "-o", "one.yaml").status == 0
    assert "table: tables/one.csv" in (tmp_path / "one.yaml").read_text(encoding="utf-8").replace(
        '"', ""
    )


def test_what_is_no_table_is_an_error(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"PK\x03\x04 a spreadsheet")
    with pytest.raises(SeedError, match="spreadsheet"):
        propose(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("senderPlaceID", ("sender", "place", "id")),
        ("LAW ENFORCEMENT AGENCY", ("law", "enforcement", "agency")),
        ("Víctimas_2019", ("victimas", "2019")),
        ("event-date", ("event", "date")),
        ("日付", ("日付",)),
    ],
)
def test_words_of_names(name, words):
    assert words_of(name) == words
