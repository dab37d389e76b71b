"""The worked examples: other people's tables, counted again with the csv module.

Each set is built in a folder of its own from the mapping in `seed/examples` and a copy of the
table. Counts are taken from the rows by other means; a dozen records of each set were written
down by hand from the raw rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
import unicodedata
from collections import Counter
from pathlib import Path
from random import Random

import networkx as nx
import pytest

import kg
from tests.properties.mapping_world import read_both

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "seed" / "examples"
DATA = ROOT.parent / "shared" / "data"
SETS = ("icews14", "ccc2025", "letters_moritz", "ice287g")


def table_of(name: str, file: str) -> list[dict[str, str]]:
    """The rows of a table; a line that is no UTF-8 keeps what is, the rest is Latin-1."""
    raw = gzip.decompress((DATA / name / file).read_bytes()).decode("utf-8", "surrogateescape")
    text = re.sub("[\udc80-\udcff]", lambda odd: chr(ord(odd[0]) - 0xDC00), raw)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def laid_out(name: str, place: Path, lines: int | None = None) -> Path:
    """The seed folder of an example with its tables beside it, or with some of their lines."""
    if not (DATA / name).is_dir():
        pytest.skip(f"the table of {name} is not at hand: ../shared/data/{name}")
    folder = place / name
    shutil.copytree(EXAMPLES / name, folder)
    for file in (DATA / name).glob("*.gz"):
        if lines is None:
            shutil.copy(file, folder)
        else:
            whole = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
            (folder / file.name).write_bytes(gzip.compress(b"".join(some(whole, lines)), 1))
    return folder


def some(whole: list[bytes], lines: int) -> list[bytes]:
    """The first lines of a table, and each later one that fills other cells than all before."""
    rows = csv.reader(line.decode("latin-1") for line in whole)
    seen: set[tuple[bool, ...]] = set()
    kept = []
    for number, (line, row) in enumerate(zip(whole, rows, strict=True)):
        filled = tuple(cell not in ("", "NA") for cell in row)
        if number < lines or filled not in seen:
            kept.append(line)
        seen.add(filled)
    return kept


class Built:
    """One example, built: its dataset and its rejects by row."""

    def __init__(self, name: str, place: Path) -> None:
        self.ds = kg.build(laid_out(name, place), place / "data")
        rejects = place / "data" / "rejects.csv"
        text = rejects.read_text("utf-8") if rejects.exists() else ""
        rows = csv.DictReader(io.StringIO(text, newline=""))
        self.rejects = {int(row["row"]): row["reason"] for row in rows}

    def ask(self, query: str, **variables: str):
        answer = self.ds.graphql(query, variables=variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def total(self, field: str) -> int:
        return self.ask(f"{{ {field}(first: 1) {{ totalCount }} }}")[field]["totalCount"]

    def on(self, day: str, **keys: object) -> list[dict]:
        """The events of a day, whole."""
        more = "".join(f", {name}: {json.dumps(value)}" for name, value in keys.items())
        window = f'window: {{from: "{day}", to: "{day}"}}'
        query = f"{{ timeline(filter: {{{window}{more}}}, first: 100) {{ nodes {{ {EVENT} }} }} }}"
        return self.ask(query.replace('"in":', "in:"))["timeline"]["nodes"]

    def event(self, slug: str) -> dict:
        found = self.ask(
            f"query ($slug: String!) {{ event(slug: $slug) {{ {EVENT} }} }}", slug=slug
        )
        assert found["event"] is not None, slug
        return found["event"]


EVENT = """
slug label status { value } kinds { slug } time { edtf verbatim obtained calendar words }
places { role place { slug label within { slug within { slug } } } }
participations { role { slug } actor { slug label type } onBehalfOf { slug label } }
quantities { symbol value low high state unit { slug } label participation { key } }
sources { slug label mentioned } absences { aspect } whole { slug } recorded { repair }
claims(first: 20) { nodes { value dimension stance speaker { slug } } }
"""


@pytest.fixture(scope="module")
def icews(tmp_path_factory):
    return Built("icews14", tmp_path_factory.mktemp("icews14"))


@pytest.fixture(scope="module")
def ccc(tmp_path_factory):
    return Built("ccc2025", tmp_path_factory.mktemp("ccc2025"))


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    return Built("letters_moritz", tmp_path_factory.mktemp("letters"))


@pytest.fixture(scope="module")
def ice(tmp_path_factory):
    return Built("ice287g", tmp_path_factory.mktemp("ice287g"))


def plain(text: str) -> str:
    """A name without case, accents and signs: what one record goes by."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return re.sub(r"[^\w.]+", " ", bare).strip(" .")


def pieces(cell: str, mark: str = ";") -> list[str]:
    """The items of a cell."""
    return [p.strip() for p in cell.split(mark) if p.strip() not in ("", "NA", "`")]


def roles(event: dict) -> Counter:
    """Who did what: role and label of the actor."""
    return Counter((p["role"]["slug"], p["actor"]["label"]) for p in event["participations"])


@pytest.mark.parametrize("name", SETS)
def test_the_questions_of_each_readme_have_the_answers_that_stand_there(name, request):
    built = request.getfixturevalue(
        {"icews14": "icews", "ccc2025": "ccc", "letters_moritz": "letters", "ice287g": "ice"}[name]
    )
    text = (EXAMPLES / name / "README.md").read_text("utf-8")
    found = re.findall(r"^\$ kg ask '([^']+)'\n(.+?)\n```", text, re.M | re.S)
    assert len(found) >= 2
    for question, answer in found:
        assert built.ds.graphql(question)["data"] == json.loads(answer)["data"], question


@pytest.mark.parametrize(
    ("name", "file", "lines", "more"),
    [
        ("icews14", "icews14.yaml", 2000, ("event-kind/icews", "role/acts")),
        ("ccc2025", "ccc2025.yaml", 50, ()),
        ("letters_moritz", "letters.yaml", 900, ()),
        ("ice287g", "agreements.yaml", None, ()),
        ("ice287g", "pending.yaml", None, ()),
    ],
)
def test_both_roads_give_the_same(tmp_path, name, file, lines, more):
    folder = laid_out(name, tmp_path, lines)
    text = (folder / file).read_text("utf-8")
    dataset = (folder / "dataset.yaml").read_bytes()
    state = re.findall(r"\{file: (\S+), recorded: (\S+)\}", text)
    texts = [re.sub(r"(?m)^states:\n(  - .*\n)+", f"table: {f}\nrecorded: {day}\n", text)
             for f, day in state] or [text]  # fmt: skip
    for one in texts:
        slow, fast = read_both(folder, one, dataset, more)
        assert slow[0] == fast[0]
        assert slow[1] == fast[1]


# -- icews14


def test_icews_measures_are_those_of_a_graph_made_of_the_table(icews):
    ids = {plain(actor.labels[0].text): actor.id for actor in icews.ds.now.all("actor")}
    rows = [
        (ids[plain(row["subject"])], ids[plain(row["object"])], row["date"])
        for row in table_of("icews14", "icews14.csv.gz")
    ]
    random = Random(14)  # noqa: S311  (days of questions, no secrets)
    days = sorted({day for *_, day in rows})
    for _ in range(5):
        first, last = sorted(random.sample(days, 2))
        graph = nx.Graph()
        graph.add_nodes_from(sorted(ids.values()))
        shared = Counter(
            frozenset((one, two)) for one, two, day in rows if first <= day <= last and one != two
        )
        graph.add_weighted_edges_from((*pair, events) for pair, events in shared.items())
        theirs = {
            "degree": dict(graph.degree()),
            "weighted_degree": dict(graph.degree(weight="weight")),
            "pagerank": nx.pagerank(graph, tol=1e-13, max_iter=1_000),
            "core": nx.core_number(graph),
            "component": {n: len(group) for group in nx.connected_components(graph) for n in group},
        }
        for measure, wanted in theirs.items():
            found = icews.ds.measures(measure, first, last).values()
            assert found.keys() == wanted.keys()
            assert max(abs(found[n] - wanted[n]) for n in wanted) < 1e-8, (measure, first, last)


def test_icews_counts(icews):
    rows = table_of("icews14", "icews14.csv.gz")
    assert icews.rejects == {}
    assert icews.total("timeline") == len(rows) == 90_730
    names = {plain(row[side]) for row in rows for side in ("subject", "object")}
    assert icews.total("actors") == len(names) + 1  # and the publisher
    assert icews.total("places") == 0
    alleged = icews.ask("{ timeline(filter: {status: [ALLEGED]}) { totalCount } }")
    assert alleged["timeline"]["totalCount"] == len(rows)


ICEWS = [  # day, relation, subject and its type, object and its type
    ("2014-01-01", "icews-sign-formal-agreement",
     ("Cabinet / Council of Ministers / Advisors (United States)", "GROUP"),
     ("Benjamin Netanyahu", "UNIDENTIFIED")),
    ("2014-01-01", "icews-sign-formal-agreement", ("Benjamin Netanyahu", "UNIDENTIFIED"),
     ("Cabinet / Council of Ministers / Advisors (United States)", "GROUP")),
    ("2014-01-07", "icews-consult", ("Jack Straw", "UNIDENTIFIED"),
     ("Mohammad Javad Zarif", "UNIDENTIFIED")),
    ("2014-01-14", "icews-consult", ("National Transitional Council", "UNIDENTIFIED"),
     ("National Transitional Council", "UNIDENTIFIED")),
    ("2014-02-04", "icews-appeal-for-diplomatic-cooperation-such-as-policy-support",
     ('Nicholas "Nick" Xenophon', "UNIDENTIFIED"), ("Citizen (Australia)", "GROUP")),
    ("2014-03-26", "icews-complain-officially", ("Japan", "UNIDENTIFIED"),
     ("North Korea", "UNIDENTIFIED")),
    ("2014-05-20", "icews-consult", ("Prayuth Chan-ocha", "UNIDENTIFIED"),
     ("Ministry (Thailand)", "GROUP")),
    ("2014-07-07", "icews-host-a-visit", ("Abdel Fattah Al-Sisi", "UNIDENTIFIED"),
     ("Cabinet / Council of Ministers / Advisors (United States)", "GROUP")),
    ("2014-09-06", "icews-make-statement", ("Haider Al-Abadi", "UNIDENTIFIED"),
     ("Foreign Affairs (United States)", "GROUP")),
    ("2014-09-20", "icews-sign-formal-agreement", ("Benjamin Netanyahu", "UNIDENTIFIED"),
     ("Yair Lapid", "UNIDENTIFIED")),
    ("2014-10-17", "icews-express-intent-to-meet-or-negotiate",
     ("Transport Canada", "UNIDENTIFIED"), ("Canada", "UNIDENTIFIED")),
    ("2014-12-31", "icews-make-statement", ("New Wafd Party", "UNIDENTIFIED"),
     ("Police (Egypt)", "GROUP")),
]  # fmt: skip


@pytest.mark.parametrize(("day", "kind", "subject", "target"), ICEWS)
def test_icews_by_hand(icews, day, kind, subject, target):
    said = [("acts", *subject), ("target", *target)]
    found = [
        event
        for event in icews.on(day, kinds=[kind])
        if [(p["role"]["slug"], p["actor"]["label"], p["actor"]["type"])
            for p in sorted(event["participations"], key=lambda p: p["role"]["slug"])] == said
    ]  # fmt: skip
    (event,) = found
    assert event["time"]["edtf"] == event["time"]["verbatim"] == day
    assert event["status"]["value"] == "ALLEGED"
    assert [source["slug"] for source in event["sources"]] == ["icews14"]


# -- ccc2025


def test_ccc_counts(ccc):
    rows = table_of("ccc2025", "ccc-phase3-public.csv.gz")
    seen: dict[tuple[str, ...], int] = {}
    wrong = {}
    for number, row in enumerate(rows, start=1):
        first = seen.setdefault(tuple(row.values()), number)
        if first != number:
            wrong[number] = f"already, of row {first}"
        if row["size_low"] == "60" and row["size_high"] == "36":
            wrong[number] = "low 60 is above high 36"
    assert ccc.rejects.keys() == wrong.keys()
    assert all(reason.endswith(wrong[row]) for row, reason in ccc.rejects.items())
    kept = [row for number, row in enumerate(rows, start=1) if number not in wrong]
    wholes = {row["macroevent"] for row in kept} - {"NA"}
    assert ccc.total("timeline") == len(kept) + len(wholes) == 4487 + 66
    crowds = len(kept) + sum(
        len({plain(piece) for piece in pieces(row["participants"])}) for row in kept
    )
    actors = [a for a in ccc.ds.snapshot.tables.records() if a.id.startswith("actor/")]
    assert sum(a.type == "unidentified" for a in actors) == crowds
    names = {a.id for a in actors if a.type == "organisation"}
    organisers = {plain(piece) for row in kept for piece in pieces(row["organizations"])}
    assert len(organisers) <= len(names) <= len(organisers) + 200  # and bodies aimed at
    said = sum(len({plain(p) for p in pieces(mended(row["claims_summary"]))}) for row in kept)
    assert ccc.total("claims") == said


def mended(text: str) -> str:
    """Claims as the mapping reads them."""
    for old in ("agaisnt ", "againt ", "Against "):
        text = text.replace(old, "against ")
    return text


def test_ccc_places(ccc):
    rows = table_of("ccc2025", "ccc-phase3-public.csv.gz")
    kept = [row for number, row in enumerate(rows, start=1) if number not in ccc.rejects]
    states = {row["state"] for row in kept}
    counties = {row["fips_code"] for row in kept} - {"NA", "66000", "72000"}
    towns = {(row["state"], plain(row["locality"])) for row in kept if row["locality"] != "NA"}
    venues = {
        (row["state"], plain(row["locality"]), plain(row["location"]))
        for row in kept
        if row["location"] not in ("NA", "online")
    }
    assert ccc.total("places") == len(states) + len(counties) + len(towns) + len(venues)


def protest(ccc, day, town, **cells):
    """The one event of a day in a town with these values."""
    found = [
        event
        for event in ccc.on(day, places={"in": [town]})
        if all(event[name] == value for name, value in cells.items())
    ]
    (event,) = found
    return event


def test_ccc_albany(ccc):
    event = protest(ccc, "2025-01-01", "ny.albany")
    assert event["label"] == "demonstration in Albany, NY"
    assert {kind["slug"] for kind in event["kinds"]} == {"demonstration", "of-neither"}
    (place,) = event["places"]
    assert (place["role"], place["place"]["label"]) == ("AT", "Albany Medical Center")
    assert place["place"]["within"] == [{"slug": "ny.albany", "within": [{"slug": "county.36001"}]}]
    assert roles(event)["organises", "Healthcare Workers for Palestine Albany"] == 1
    assert roles(event)["organises", "Palestinian Rights Committee"] == 1
    assert event["quantities"] == []
    claims = event["claims"]["nodes"]
    assert len(claims) == 6
    assert {claim["dimension"] for claim in claims} == {"MOTIVE"}
    assert "for ceasefire in Gaza" in {claim["value"] for claim in claims}
    assert {claim["speaker"]["slug"] for claim in claims} == {f"{event['slug']}-participants"}
    assert [(s["slug"], s["mentioned"]) for s in event["sources"]] == [
        ("ccc2025", False), ("prcalbany.com", True), ("www.instagram.com", True),
    ]  # fmt: skip


def test_ccc_online(ccc):
    event = protest(ccc, "2025-01-01", "md.baltimore", label="West Wednesday")
    (place,) = event["places"]
    assert (place["role"], place["place"]["slug"]) == ("ABOUT", "md.baltimore")
    assert place["place"]["within"][0]["slug"] == "county.24510"


def test_ccc_the_capitol_on_6_january(ccc):
    events = ccc.on("2025-01-06", places={"in": ["dc.washington.u.s.-capitol"]})
    kinds = ("protest", "demonstration", "counter-protest")
    by_kind = {k["slug"]: e for e in events for k in e["kinds"] if k["slug"] in kinds}
    sizes = {kind: [(q["low"], q["high"]) for q in e["quantities"]] for kind, e in by_kind.items()}
    assert sizes == {"protest": [(2, 3)], "demonstration": [(15, 20)], "counter-protest": []}
    wholes = {kind: e["whole"] for kind, e in by_kind.items()}
    both = {"slug": "whole-20250106-uscapitol-j6ers"}
    assert wholes == {"protest": None, "demonstration": both, "counter-protest": both}
    assert roles(by_kind["protest"])["target", "U.S. Congress"] == 1
    people = {p["actor"]["label"] for e in events for p in e["participations"]}
    assert "Trump supporters" in people
    assert "Brendan Fellows" not in people  # named as notable, without an office


def test_ccc_arrests_and_police(ccc):
    (event,) = [
        e
        for e in ccc.on("2025-01-15", places={"in": ["dc.washington"]})
        if e["label"] == "Oil CEOs Profit, LA Burns"
    ]
    numbers = {q["unit"]["slug"]: (q["value"], q["low"], q["high"]) for q in event["quantities"]}
    assert numbers == {"people": (None, 30, 35), "arrests": (10, None, None)}
    assert {kind["slug"] for kind in event["kinds"]} == {"rally", "civil-disobedience", "of-left"}
    types = {p["actor"]["label"]: p["actor"]["type"] for p in event["participations"]}
    assert types["Donald Trump"] == types["Liberty Energy CEO Chris Wright"] == "PERSON"
    assert types["Sunrise Movement"] == "ORGANISATION"


def test_ccc_injuries_that_are_not_counted(ccc):
    event = protest(ccc, "2025-01-18", "in.gary", label="protest in Gary, IN")
    numbers = {q["unit"]["slug"]: (q["state"], q["value"]) for q in event["quantities"]}
    assert numbers["injured"] == ("UNKNOWN", None)
    assert numbers["arrests"] == ("VALUE", 3)
    (size,) = [q for q in event["quantities"] if q["unit"]["slug"] == "people"]
    assert (size["low"], size["high"], size["label"]) == (30, 75, "some 50; over 75; 30 to 40")
    assert size["participation"] == {"key": "participants"}


def test_ccc_two_encodings_in_one_file(ccc):
    event = protest(ccc, "2025-01-18", "nm.las-cruces")
    county = ccc.ask('{ place(slug: "county.35013") { label identifiers { scheme value } } }')
    assert county["place"] == {
        "label": "Doña Ana County",
        "identifiers": [{"scheme": "fips", "value": "35013"}],
    }
    assert roles(event)["organises", "Women\u2019s March"] == 1


def test_ccc_a_size_with_one_end(ccc):
    event = protest(ccc, "2025-02-11", "il.chicago", label="Defend Immigrant Rights! No Deportations! Legalization for All!")  # fmt: skip  # noqa: E501  (a title)
    (size,) = event["quantities"]
    assert (size["symbol"], size["value"], size["label"]) == (">=", 70, "over 70")


def test_ccc_a_misspelt_kind(ccc):
    event = protest(ccc, "2025-02-17", "wy.cody")
    assert {kind["slug"] for kind in event["kinds"]} == {"demonstration", "of-left"}
    assert roles(event)["target", "Donald Trump"] == roles(event)["target", "Elon Musk"] == 1
    assert roles(event)["organises", "50501 Movement"] == 1


def test_ccc_a_park_without_a_town(ccc):
    (event,) = ccc.on("2025-02-17", places={"in": ["co.rocky-mountain-national-park"]})
    assert event["label"] == "protest at Rocky Mountain National Park, CO"
    assert event["places"][0]["place"]["within"] == [{"slug": "us.co", "within": []}]
    assert [(q["value"], q["label"]) for q in event["quantities"]] == [(200, "hundreds")]


def test_ccc_a_day_that_was_chosen(ccc):
    event = protest(ccc, "2025-01-06", "tx.waco")
    assert event["time"]["obtained"] == "INFERRED"
    assert event["time"]["verbatim"] == "2025-01-06"


def test_ccc_what_lies_ahead(ccc):
    events = ccc.on("2025-03-07", places={"in": ["ca.los-angeles"]})
    assert events
    assert {event["status"]["value"] for event in events} == {"SCHEDULED"}
    assert {e["status"]["value"] for e in ccc.on("2025-03-06")} == {"HAPPENED"}


def test_ccc_new_york_lies_in_several_counties(ccc):
    (event,) = [
        e for e in ccc.on("2025-01-01", places={"in": ["county.36061"]}) if "All Out" in e["label"]
    ]
    places = {place["place"]["slug"] for place in event["places"]}
    assert places == {"county.36061", "ny.new-york.times-square-manhattan"}
    assert sum(role == "organises" for role, _ in roles(event).elements()) == 16


def test_ccc_names_nobody_who_coded_or_posted(ccc):
    rows = table_of("ccc2025", "ccc-phase3-public.csv.gz")
    posted = {
        row[f"source{n}"] for row in rows for n in range(1, 31)
        if not {".", " "} & set(row[f"source{n}"])
    } - {"NA"}  # fmt: skip
    sources = {s.id for s in ccc.ds.snapshot.tables.records() if s.id.startswith("source/")}
    assert posted
    assert not {f"source/{name.replace('_', '-')}" for name in posted} & sources


# -- letters_moritz


def gnd(cell: str) -> str:
    return cell.replace("https://", "").replace("http://", "").removeprefix("d-nb.info/gnd/")


def test_letters_counts(letters):
    rows = table_of("letters_moritz", "letters_vol1-4.csv.gz")
    assert letters.rejects == {}
    assert letters.total("timeline") == len(rows) == 4506
    nowhere = {"", "o. O.", "undat.", "präs.", "„Actum“"}
    places = {
        row["senderPlaceID"] or plain(row["senderPlace"])
        for row in rows
        if row["senderPlace"].strip() not in nowhere
    }
    assert letters.total("places") == len(places)
    actors: set[str] = set()
    for row in rows:
        for side in ("sender", "addressee"):
            actors |= set(named(row, side))
    assert letters.total("actors") == len(actors) + 1  # and the publisher


def named(row: dict[str, str], side: str) -> list[str]:
    """Who stands in a cell: by id, else by name."""
    cell, ids = row[side], [gnd(one.strip()) for one in row[f"{side}ID"].split("|")]
    if ">>" in cell:
        agent, _, master = cell.partition(">>")
        return [plain(agent), ids[0] or plain(master.strip("<"))]
    if re.match("(Ein )?Unbekannt", cell):
        return [f"{row['edition']} {row['key']} unknown"]
    names = [one.strip() for one in cell.split("|") if one.strip()]
    if len(ids) > len(cell.split("|")):
        ids = []
    ids += [""] * (len(names) - len(ids))
    bodies = re.compile("|".join(BODIES))
    return [
        plain(re.sub(r"[\[\]?]", "", name)) if bodies.match(name) or not one else one
        for name, one in zip(names, ids, strict=False)
    ]


BODIES = ("Kfl. Räte .Ernst von Miltitz",)  # has an id and is a body all the same


def test_letters_dates_stand_as_written(letters):
    rows = table_of("letters_moritz", "letters_vol1-4.csv.gz")
    found = {
        e.id: e.time for e in letters.ds.snapshot.tables.records() if e.id.startswith("event/")
    }
    changed = {}
    for row in rows:
        time = found[f"event/{row['edition']}-{row['key']}"]
        assert time.calendar == "julian"
        assert time.verbatim == row["senderDateText"]
        assert (time.obtained == "inferred") == ("[" in row["senderDateText"])
        if time.edtf != row["senderDate"]:
            changed[row["senderDate"], row["senderDateText"]] = time.edtf
    assert len(changed) == 11
    assert changed["1548-04", "1548 Augut 4"] == "1548-08-04"
    assert changed["1548-10-27/?", "[1548 Oktober nach 27 ?]"] == "1548-10-27?/"
    assert changed["[1546-05-27,1546-05-29]", "1546 Mai 27 und 29"] == "{1546-05-27,1546-05-29}"


LETTERS = [  # slug, date, place, senders, addressees: ids as in the rows
    ("1-2", "1533-01-06", "Halle", ["118647733"], ["118716921"]),
    ("1-6", "1535/1537", None, ["118584138"], ["118716921"]),
    ("1-79", "1541-01-02", "Leipzig",
     ["138186286", "andere-rate-hz.-heinrichs-in-leipzig"], ["118584138"]),
    ("1-177", "/1541-07-18", None, ["118584138"], ["138186286"]),
    ("1-351", "{1542-05-05,1542-05-06}", None, ["118584138", "118712373"],
     ["118584138", "118712373"]),
    ("1-405", "1542-11", None, ["135708028"], ["118532502"]),
    ("2-909", "{1546-05-27,1546-05-29}", "Regensburg", ["118584138"], ["11859382x"]),
    ("3-205", "1547-01-22", "Chemnitz", ["118584138"],
     ["gf.-albrecht-georg-von-stolberg", "lippold-von-klitzing"]),
    ("3-1009", "1548-03-01/1548-05-31?", None, ["118584138"], ["118560093"]),
    ("4-28", "1548-06-29", "Naumburg", ["118928651", "martin-mertens", "ulrich-rauscher"],
     ["1019375043", "137765703"]),
    ("4-57", "1548-08-04", "Kolding", ["119217120"], ["119458446"]),
    ("4-461a2", "1540-12-04", "Grimnitz", ["118557556"], ["118584138"]),
    ("4-762a2", "1550-12-03", "Magdeburg Neustadt", ["118557556", "118584138"],
     ["10099721x", "102111871", "102324212", "1089922159", "118637673", "129822396",
      "stadt-braunschweig", "stadt-bremen", "stadt-hamburg", "stadt-lubeck", "stadt-luneburg"]),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "date", "place", "senders", "addressees"), LETTERS)
def test_letters_by_hand(letters, slug, date, place, senders, addressees):
    event = letters.event(f"letters-moritz-{slug}")
    assert event["time"]["edtf"] == date
    assert event["time"]["calendar"] == "JULIAN"
    assert [p["place"]["label"] for p in event["places"]] == ([place] if place else [])
    by_role: dict[str, list[str]] = {"sends": [], "addressee": []}
    for part in event["participations"]:
        by_role[part["role"]["slug"]].append(part["actor"]["slug"].removeprefix("gnd-"))
    assert sorted(by_role["sends"]) == senders
    assert sorted(by_role["addressee"]) == addressees
    assert {s["slug"] for s in event["sources"]} == {"cmif-moritz", f"letters-moritz-{slug[0]}"}


def test_letters_written_for_somebody(letters):
    event = letters.event("letters-moritz-4-642a2")
    said = {
        (p["role"]["slug"], p["actor"]["slug"], p["onBehalfOf"]["slug"])
        for p in event["participations"]
    }
    assert said == {
        ("sends", "claus-brant", "gnd-113702450x"),
        ("addressee", "steffen-rapp", "gnd-135548829"),
    }
    assert [p["place"]["slug"] for p in event["places"]] == ["trambleux"]


def test_letters_from_nobody_known_and_from_nowhere(letters):
    first = letters.event("letters-moritz-3-38")
    second = letters.event("letters-moritz-3-111")
    unknown = [
        p["actor"]
        for event in (first, second)
        for p in event["participations"]
        if p["role"]["slug"] == "sends"
    ]
    assert {actor["type"] for actor in unknown} == {"UNIDENTIFIED"}
    assert unknown[0]["slug"] != unknown[1]["slug"]
    nowhere = letters.event("letters-moritz-1-14")
    assert (nowhere["places"], nowhere["absences"]) == ([], [{"aspect": "place"}])


def test_letters_one_person_many_spellings(letters):
    found = letters.ask(
        '{ actor(slug: "gnd-118584138") { label type aliases { text } identifiers { iri } } }'
    )["actor"]
    assert (found["label"], found["type"]) == ("Kf. Moritz", "PERSON")
    spellings = {alias["text"] for alias in found["aliases"]}
    assert {"Hz. Moritz", "[Kf. Moritz?]", "Kf. von Sachsen"} <= spellings
    assert found["identifiers"] == [{"iri": "https://d-nb.info/gnd/118584138"}]


# -- ice287g


def key_of(row: dict[str, str]) -> tuple[str, ...]:
    names = ("STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE")
    return tuple(plain(row[name]) for name in names)


def ice_lists(kind: str) -> list[list[dict[str, str]]]:
    days = ("2025-05-16", "2025-06-17")
    return [table_of("ice287g", f"ice287g_{kind}_{day}.csv.gz") for day in days]


def test_ice_counts(ice):
    signed, pending = ice_lists("participating"), ice_lists("pending")
    assert ice.rejects == {}
    agreements = {key_of(row) for rows in signed for row in rows}
    asked = {key_of(row) for rows in pending for row in rows}
    assert ice.total("timeline") == len(agreements) == 711
    assert ice.total("instruments") == len(agreements) + len(asked) == 711 + 138
    rows = [row for rows in (*signed, *pending) for row in rows]
    assert ice.total("actors") == len({key_of(row)[:2] for row in rows}) + 1  # and ICE
    counties = {
        (row["STATE"], plain(row["COUNTY"]))
        for row in rows
        if row["COUNTY"].strip() not in ("#N/A", "N/A", "")
    }
    assert ice.total("places") == len({row["STATE"] for row in rows}) + len(counties)
    first = {key_of(row) for row in signed[0]}
    known = ice.ask('{ timeline(filter: {knownAt: "2025-06-16"}) { totalCount } }')
    assert known["timeline"]["totalCount"] == len(first) == 571


ICE = [  # slug, day, jurisdiction, attested, paper
    ("alabama-colbert-county-sheriff-s-office-jail-enforcement-model", "2025-05-08",
     "alabama.colbert-county", "2025-06-17", None),
    ("alabama-colbert-county-sheriff-s-office-warrant-service-officer", "2025-05-08",
     "alabama.colbert-county", "2025-06-17", "ColbertCoSheriffsOfficeAL_WSO_MOA_05.08.25.pdf"),
    ("alaska-alaska-department-of-corrections-warrant-service-officer", "2020-07-24",
     "us.alaska", "2025-06-17", "287gWSO_DeptOfCorrectionsAK_07-24-2020.pdf"),
    ("florida-bradford-county-sheriff-s-office-warrant-service-officer", "2019-10-15",
     "florida.bradford-county", "2025-06-17", "287gWSO_BradfordCoFl2019-10-15.pdf"),
    ("florida-bradford-county-sheriff-s-office-task-force-model", "2025-02-26",
     "florida.bradford-county", "2025-06-17", None),
    ("florida-city-of-melbourne-police-department-task-force-model", "2025-04-14",
     "us.florida", "2025-05-16", None),
    ("florida-melbourne-police-department-task-force-model", "2025-04-14",
     "us.florida", "2025-06-17", None),
    ("florida-new-college-of-florida-police-department-task-force-model", "2025-04-15",
     "us.florida", "2025-06-17", "NewCollegeFloridaPDFL_TFM_MOA_041525.pdf"),
    ("michigan-berrian-county-sheriff-s-offic-warrant-service-officer", "2025-05-06",
     "michigan.berrian-county", "2025-05-16", None),
    ("pennsylvania-bradford-county-sheriff-s-office-warrant-service-officer", "2025-03-27",
     "pennsylvania.bradford-county", "2025-06-17", "BradfordCountyPA_WSO_MOA_03262025.pdf"),
    ("texas-deaf-smith-county-sheriff-s-office-warrant-service-officer", "2025-03-17",
     "texas.deaf-smith-county", "2025-06-17", "DeafSmithCoTX_WSO_MOA_031725.pdf"),
    ("virginia-campbell-county-sheriff-s-office-task-force-model", "2025-05-08",
     "virginia.campbell-county", "2025-06-17", None),
    ("alabama-limestone-county-sheriff-s-office-task-force-model", "2025-06-12",
     "alabama.limestone-county", "2025-06-17", None),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "day", "place", "attested", "paper"), ICE)
def test_ice_by_hand(ice, slug, day, place, attested, paper):
    found = ice.ask(
        """query ($slug: String!, $event: String!) {
        instrument(slug: $slug) { jurisdiction { slug } parties { actor { slug } }
            identifiers { value iri } absences { aspect } recorded { repair }
            force { state cause { slug } time { edtf ongoing attested endState } } }
        event(slug: $event) { time { edtf } kinds { slug } places { role place { slug } }
            participations { role { slug } actor { slug } }
            instruments { role { slug } instrument { slug } } } }""",
        slug=slug,
        event=f"signing-{slug}",
    )
    agreement, signing = found["instrument"], found["event"]
    assert agreement["jurisdiction"]["slug"] == place
    (force,) = agreement["force"]
    assert force["state"] == "IN_FORCE"
    assert force["cause"]["slug"] == f"signing-{slug}"
    assert force["time"] == {
        "edtf": day, "ongoing": True, "attested": attested, "endState": "ONGOING",
    }  # fmt: skip
    agency = next(p["actor"]["slug"] for p in agreement["parties"] if p["actor"]["slug"] != "ice")
    assert slug.startswith(agency)
    papers = [one["value"] for one in agreement["identifiers"]]
    assert papers == ([paper] if paper else [])
    assert all(
        one["iri"].split("://")[1] == f"www.ice.gov/doclib/287gMOA/{paper}"
        for one in agreement["identifiers"]
    )
    gone = attested == "2025-05-16"
    assert [one["aspect"] for one in agreement["absences"]] == (["listing"] if gone else [])
    repair = agreement["recorded"]["repair"]
    assert (repair is not None) == slug.startswith("virginia-campbell")
    assert signing["time"]["edtf"] == day
    assert signing["places"] == [{"role": "ABOUT", "place": {"slug": place}}]
    assert [i["role"]["slug"] for i in signing["instruments"]] == ["enters"]
    assert {(p["role"]["slug"], p["actor"]["slug"]) for p in signing["participations"]} == {
        ("signs", "ice"), ("signs", agency),
    }  # fmt: skip


def test_ice_what_a_pending_row_says_and_when_it_was_known(ice):
    slug = "pending-alabama-limestone-county-sheriff-s-office-warrant-service-officer"
    question = """query ($slug: String!, $day: Day) { instrument(slug: $slug, knownAt: $day) {
        force { state scheduled } absences { aspect } parties { actor { slug } } } }"""
    before = ice.ask(question, slug=slug, day="2025-05-20")["instrument"]
    assert before["force"] == [{"state": "SCHEDULED", "scheduled": "IN_FORCE"}]
    assert before["absences"] == []
    assert {p["actor"]["slug"] for p in before["parties"]} == {
        "alabama-limestone-county-sheriff-s-office", "ice",
    }  # fmt: skip
    assert ice.ask(question, slug=slug, day="2025-06-17")["instrument"]["absences"] == [
        {"aspect": "listing"}
    ]
    assert ice.ask(question, slug=slug, day="2025-05-14")["instrument"] is None


def test_ice_what_changed_between_the_two_days(tmp_path):
    whole = laid_out("ice287g", tmp_path)
    first = tmp_path / "may"
    shutil.copytree(whole, first)
    for file in first.glob("*.yaml"):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if "2025-06-17" not in line), "utf-8")
    counts = kg.diff(first, whole).counts()
    before, after = ({key_of(r): r for r in rows} for rows in ice_lists("participating"))
    assert counts["event"]["added"] == len(after.keys() - before.keys()) == 140
    assert counts["relation"]["added"] == len(before.keys() - after.keys()) == 5
