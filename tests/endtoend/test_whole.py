"""Three documents, one graph: what the bundled example must show, through every face.

The example is built once; the questions are those of the issue that asked for it.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

import kg
import kg.errors
from kg.errors import CommandError, Faults
from kg.ingest import verify
from kg.rdf import rdf_digest
from tests.endtoend.world import bundled_data

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seed" / "data"
DOCUMENTS = ROOT.parent / "shared" / "seeds"
# sha256 of the words of a private person's name that one document prints: the names
# themselves stand nowhere, not even here.
PRIVATE = {
    "1bb2f908013368b28cf6e3520b95ff380cb2948f07abdbe9b7aadfae47fe16ae",
    "e16e594c2c24d0bd5b16b397b5b8fea0b69c8d55fb23043a0b6785c721371573",
    "2ab1c5ab43a0ed962f380f05ae036509c610c013435fc578ad28d10baf570a3a",
}


@pytest.fixture(scope="module")
def ds():
    return kg.open(bundled_data())


def exported(ds, form, **how):
    out = io.BytesIO()
    ds.export(form, out, **how)
    return out.getvalue()


def test_a_store_that_was_filled_is_opened(tmp_path):
    found = kg.open(shutil.copytree(bundled_data(), tmp_path, dirs_exist_ok=True))
    question = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"

    def counted(store):
        (row,) = store.query(question)
        return row["n"].value

    fresh = counted(found.store())
    kept = found.keep_store()
    assert kept == found.keep_store()
    assert counted(kg.open(tmp_path).store()) == counted(kg.open(tmp_path).store()) == fresh
    assert found.store(known_at="2020-01-01") is not None


def test_february_2019_returns_the_operation_with_all_that_is_said_of_it(ds):
    answer = ds.graphql(
        """{
        timeline(filter: {window: {from: "2019-02-01", to: "2019-02-28"}}, first: 100) {
          edges { match node { slug
            time { edtf obtained startEarliest startLatest endEarliest endLatest
                   qualifiers { component uncertain } evidence { start end sha256 } }
            places { role place { slug } evidence { start } }
            participations { role { slug } actor { slug } evidence { start } }
            quantities { key symbol value total { key } evidence { start } }
            disagreements { claims { speaker { slug } stance evidence { start end sha256 } } }
          } } } }"""
    )
    assert "errors" not in answer
    edges = {e["node"]["slug"]: e for e in answer["data"]["timeline"]["edges"]}
    edge = edges["nc-operation-2019"]
    node = edge["node"]
    assert edge["match"] == "CERTAIN"
    time = node["time"]
    assert (time["edtf"], time["obtained"]) == ("2019?-02-05/2019?-02-09", "INFERRED")
    assert [time[k] for k in ("startEarliest", "startLatest", "endEarliest", "endLatest")] == [
        "2019-02-05",
        "2019-02-05",
        "2019-02-09",
        "2019-02-09",
    ]
    assert any(q["component"].endswith("year") and q["uncertain"] for q in time["qualifiers"])
    targets = {p["place"]["slug"] for p in node["places"] if p["role"] == "TARGET"}
    assert targets == {"wake-county", "durham-county", "mecklenburg-county"}
    who = {(p["actor"]["slug"], p["role"]["slug"]) for p in node["participations"]}
    assert {("ice", "conducts"), ("sean-gallagher", "comments")} <= who
    numbers = {q["key"]: (q["symbol"], q["value"]) for q in node["quantities"]}
    assert set(numbers.values()) == {(">", 200), ("≥", 60)} or set(numbers.values()) == {
        (">", 200),
        (">=", 60),
    }
    (disagreement,) = node["disagreements"]
    speakers = {c["speaker"]["slug"] for c in disagreement["claims"]}
    assert speakers == {"s1-publisher", "sean-gallagher"}
    cited = [c["evidence"] for c in disagreement["claims"]]
    cited += [x["evidence"] for k in ("places", "participations", "quantities") for x in node[k]]
    assert all(cited)


def test_networks_are_drawn_through_a_window_with_the_ties_that_are_asked_for(ds):
    whole = ds.network(simple=True)
    of_2019 = ds.network("2019", "2019", simple=True)
    assert 0 < of_2019.number_of_edges() < whole.number_of_edges()
    for window in ("2019", ("2019-01", "2019-12")):
        assert ds.network(window=window).edges.keys() == ds.network("2019", "2019").edges.keys()
    tenures = ds.network(ties=["tenure"])
    assert {about["kind"] for *_, about in tenures.edges(data=True)} == {"holds-office"}
    assert ds.network(ties="tenure").number_of_edges() == tenures.number_of_edges()
    for wrong in ({"ties": ["hearsay"]}, {"include": ["weather"]}, {"as_of": "today"}):
        with pytest.raises(kg.errors.KgError, match=r"hearsay|weather|today"):
            ds.network(**wrong)
    for number in (2019, (2019, None), ("2019", "2020", "2021")):
        with pytest.raises(kg.errors.FilterError, match="cannot be") as refused:
            ds.network(window=number)
        assert "EDTF" in (refused.value.hint or "")


def test_measures_are_the_same_in_python_and_graphql(ds):
    found = ds.measures("pagerank", "2025", earlier=("2019", "2019")).page(first=3)
    answer = ds.graphql("""{
      measures(measure: PAGERANK, window: {from: "2025"}, earlier: {from: "2019", to: "2019"},
               first: 3) {
        totalCount definition source pageInfo { hasNextPage endCursor }
        nodes { __typename }
        edges { cursor value rank before change node { id ... on Actor { slug } } }
      } }""")
    assert "errors" not in answer
    shown = answer["data"]["measures"]
    assert shown["totalCount"] == len(ds.now.all("actor"))
    assert shown["pageInfo"] == {"hasNextPage": True, "endCursor": found.end_cursor}
    assert [
        (e["cursor"], e["value"], e["rank"], e["before"], e["change"], "actor/" + e["node"]["slug"])
        for e in shown["edges"]
    ] == [(m.cursor, m.value, m.rank, m.before, m.change, m.record.id) for m in found.edges]
    for wrong, code in (
        ("kinds: [CLAIM]", "BAD_FILTER"),
        ("order: CHANGE", "BAD_FILTER"),
        ('after: "x"', "BAD_CURSOR"),
        ("first: 101", "LIMIT_EXCEEDED"),
    ):
        asked = f"{{ measures(measure: CORE, {wrong}) {{ nodes {{ __typename }} }} }}"
        (error,) = ds.graphql(asked)["errors"]
        assert error["extensions"]["code"] == code


def test_no_private_person_is_named_in_any_face(ds):
    texts = [
        exported(ds, form).decode()
        for form in ("turtle", "trig", "nquads", "jsonld", "graphml", "gexf")
    ]
    texts += [p.read_text() for p in SEED.rglob("*.yaml")]
    words = {w for t in texts for w in re.findall(r"[^\W\d_]+", t.lower())}
    assert len(words) > 1000
    assert not {hashlib.sha256(w.encode()).hexdigest() for w in words} & PRIVATE


def test_nothing_in_the_folder_repeats_a_sentence_of_the_documents():
    if not DOCUMENTS.is_dir():
        pytest.skip("the documents are not beside the checkout")
    runs: set[tuple[str, ...]] = set()
    for path in DOCUMENTS.glob("*.txt"):
        words = re.findall(r"\w+", path.read_text(encoding="utf-8").lower())
        runs |= {tuple(words[i : i + 10]) for i in range(len(words))}
    for path in SEED.rglob("*.yaml"):
        words = re.findall(r"\w+", path.read_text(encoding="utf-8").lower())
        repeated = {tuple(words[i : i + 10]) for i in range(len(words) - 9)} & runs
        assert not repeated, f"{path.name}: {sorted(repeated)[:3]}"


def test_every_locator_still_stands(ds):
    if not DOCUMENTS.is_dir():
        pytest.skip("the documents are not beside the checkout")
    verdicts = verify([*ds.now.all("evidence"), *ds.now.all("source")], DOCUMENTS)
    assert len(verdicts) > 125
    assert {str(v.state) for v in verdicts} == {"same"}


def test_both_libraries_read_the_same_quads_from_turtle(ds):
    turtle = exported(ds, "turtle")
    ours = {t.triple for t in (pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))}
    lines = rdflib.Graph().parse(data=turtle, format="turtle").serialize(format="nt")
    theirs = {
        t.triple for t in pyoxigraph.parse(lines.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    }
    assert len(ours) > 5000
    assert ours == theirs


@pytest.mark.parametrize("form", ["turtle", "jsonld", "trig", "nquads"])
def test_export_build_export_is_the_same_bytes(ds, form, tmp_path):
    folder = tmp_path / "again"
    folder.mkdir()
    ending = {"turtle": "ttl", "jsonld": "jsonld", "trig": "trig", "nquads": "nq"}[form]
    first = exported(ds, form)
    (folder / f"graph.{ending}").write_bytes(first)
    again = kg.build(folder, tmp_path / "data")
    assert exported(again, form) == first
    assert again.digest == ds.digest


def test_a_saved_seed_folder_builds_to_the_same_digest(ds, tmp_path):
    ds.save(tmp_path / "saved")
    assert kg.build(tmp_path / "saved", tmp_path / "data").digest == ds.digest
    with pytest.raises(CommandError, match="not empty"):
        ds.save(tmp_path / "saved")


def test_a_saved_folder_keeps_a_concept_that_replaces_a_bundled_one(tmp_path):
    seed = tmp_path / "seed"
    seed.mkdir()
    (seed / "dataset.yaml").write_text(
        "id: polls\ntitle: Polls\nbase: https://polls.example/\nrecorded: 2026-01-01\n"
    )
    (seed / "own.yaml").write_text(
        "recorded: 0001-01-01\nconcepts:\n  - {id: event-kind/election, label: Poll}\n"
    )
    built = kg.build(seed, tmp_path / "data")
    built.save(tmp_path / "saved")
    again = kg.build(tmp_path / "saved", tmp_path / "data")
    assert again.now.get("event-kind/election").labels[0].text == "Poll"
    assert again.digest == built.digest


def test_jsonld_read_by_rdflib_is_the_quads_of_nquads(ds):
    lines = rdflib.Dataset().parse(data=exported(ds, "jsonld"), format="json-ld")
    text = lines.serialize(format="nquads").encode()
    quads = pyoxigraph.RdfFormat.N_QUADS
    theirs = set(pyoxigraph.parse(text, format=quads))
    ours = set(pyoxigraph.parse(exported(ds, "nquads"), format=quads))
    assert theirs == ours


def test_the_digest_survives_a_loop_through_both_libraries(ds):
    quads = pyoxigraph.RdfFormat.N_QUADS
    loop = rdflib.Dataset().parse(data=exported(ds, "nquads"), format="nquads")
    dataset = pyoxigraph.Dataset(
        pyoxigraph.parse(loop.serialize(format="nquads").encode(), format=quads)
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{q} .\n" for q in dataset)
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == rdf_digest(ds.quads())


HISTORY = """
recorded: 2026-01-10
sources:
  - {id: s, label: A report, published: "2020-05-05", evidence: passage}
evidence:
  - {id: passage, source: s, at: [0, 4], sha256: "%s"}
actors:
  - {id: ann, type: person, label: Ann, evidence: passage}
  - {id: ben, type: person, label: Ben, evidence: passage}
events:
  - id: meeting
    label: A meeting
    time: "2020-05-01"
    kinds: statement
    status: happened
    participations: [{actor: ann, role: participates}, {actor: ben, role: participates}]
    evidence: passage
  - id: meeting
    version: 2
    recorded: 2026-02-10
    label: A meeting, corrected
    time: "2020-06-01"
    kinds: statement
    status: happened
    participations: [{actor: ann, role: participates}]
    evidence: passage
  - id: quarrel
    label: A quarrel
    time: "2020-05-02"
    kinds: statement
    status: happened
    participations: [{actor: ann, role: participates}, {actor: ben, role: participates}]
    evidence: passage
    withdrawn: {on: 2026-03-10, reason: it did not take place}
"""


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    folder = tmp_path_factory.mktemp("history")
    (folder / "dataset.yaml").write_text(
        "id: history\ntitle: History\nbase: https://example.org/\nrecorded: 2026-01-10\n"
    )
    (folder / "all.yaml").write_text(HISTORY % hashlib.sha256(b"text").hexdigest())
    return folder


@pytest.mark.parametrize(
    ("day", "meeting", "quarrel", "ties"),
    [
        ("2026-01-09", None, False, 0),
        ("2026-01-20", "2020-05-01", True, 2),
        ("2026-02-20", "2020-06-01", True, 1),
        ("2026-03-20", "2020-06-01", False, 0),
        (None, "2020-06-01", False, 0),
    ],
)
def test_what_was_known_on_a_day_in_every_face(history, tmp_path, day, meeting, quarrel, ties):
    found = kg.build(history, tmp_path / "data")
    clock = "" if day is None else f'knownAt: "{day}"'
    asked = f"{{ timeline(filter: {{ {clock} }}) {{ nodes {{ slug time {{ edtf }} }} }} }}"
    if day is None:
        asked = "{ timeline { nodes { slug time { edtf } } } }"
    nodes = found.graphql(asked)["data"]["timeline"]["nodes"]
    expected = {"meeting": meeting} if meeting else {}
    expected |= {"quarrel": "2020-05-02"} if quarrel else {}
    assert {n["slug"]: n["time"]["edtf"] for n in nodes} == expected

    graph = found.rdf(known_at=day).default_graph
    edtf = rdflib.URIRef("https://daybook.example/ns#edtf")
    said = {
        str(s).removeprefix("https://example.org/event/").removesuffix("/time"): str(o)
        for s, _, o in graph.triples((None, edtf, None))
        if "/event/" in str(s)
    }
    assert said == expected

    network = found.network(known_at=day)
    assert network.number_of_edges() == ties


def test_two_builds_of_one_folder_are_byte_equal(history, tmp_path):
    one = kg.build(history, tmp_path / "one").snapshot.path
    copied = shutil.copytree(history, tmp_path / "copied")
    two = kg.build(copied, tmp_path / "two").snapshot.path
    names = sorted(p.relative_to(one).as_posix() for p in one.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(two).as_posix() for p in two.rglob("*") if p.is_file())
    assert len(names) > 10
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_a_broken_folder_tells_every_fault_and_leaves_the_snapshot(history, tmp_path):
    data = tmp_path / "data"
    good = kg.build(history, data)
    broken = shutil.copytree(history, tmp_path / "broken")
    digest = hashlib.sha256(b"text").hexdigest()
    (broken / "a.yaml").write_text(
        "events:\n"
        "  - {id: bad-date, label: X, time: 2019-02-30, evidence: passage}\n"
        "  - {id: odd-field, label: X, wether: fine, evidence: passage}\n"
        "  - {id: dangling, label: X, whole: nowhere, evidence: passage}\n"
        "  - {id: quarrel, label: X, evidence: passage}\n"
        "  - {id: bare, label: X}\n"
        "  - {id: reversed, label: X, time: 2019-03/2019-02, evidence: passage}\n"
        f"evidence:\n  - {{id: wrong, source: s, at: [ten, 20], sha256: '{digest}'}}\n"
    )
    (broken / "bad.yaml").write_text("events: [}\n")
    (broken / "tab.yaml").write_text("events:\n\t- id: x\n")
    (broken / "bytes.yaml").write_bytes(b"events:\n  - label: \xff\n")
    with pytest.raises(Faults) as caught:
        kg.build(broken, data)
    told = [str(f) for f in caught.value.faults]
    for wanted in (
        r"a\.yaml:2: event/bad-date: time.*no day 30 in 2019-02",
        r"a\.yaml:3: event/odd-field: .*wether",
        r"a\.yaml:4: event/dangling: whole.*nowhere",
        r"all\.yaml:\d+: event/quarrel.*a\.yaml:5",
        r"a\.yaml:6: event/bare: evidence",
        r"a\.yaml:7: event/reversed: time.*(ends before|before)",
        r"a\.yaml:9: evidence/wrong.*ten",
        r"bad\.yaml:1",
        r"tab\.yaml:2.*tab",
        r"bytes\.yaml:2.*UTF-8",
    ):
        matching = [t for t in told if re.search(wanted, t, re.S | re.I)]
        assert len(matching) == 1, (wanted, told)
    assert len(told) == 10, told
    assert kg.open(data).digest == good.digest
