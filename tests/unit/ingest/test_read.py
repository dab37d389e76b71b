"""What does a folder hold, from when, and what is told when it is not whole?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import DateError, Faults, KgError, SeedError
from kg.export import write
from kg.ingest import Folder, ReadLimits, read_folder
from kg.model import Clock, Concept, Dataset, Event, Label
from kg.rdf import bundled_concepts

DATASET = "title: Test\nbase: https://example.org/\nlicence: CC0-1.0\nrecorded: 2026-01-01\n"
HEX = "0" * 64
SOURCE = (
    "sources: [{id: s, label: S, published: 2025-03}]\n"
    f"evidence: [{{id: e, source: s, at: [0, 9], sha256: {HEX}}}]\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "dataset.yaml").write_text(DATASET)

    def _folder(**files: str) -> Path:
        for name, text in files.items():
            file = tmp_path / (name.replace("__", "/") + ".yaml")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path

    return _folder


def faults(path: Path, **how) -> list[KgError]:
    with pytest.raises(Faults) as caught:
        read_folder(path, **how)
    return list(caught.value.faults)


def messages(path: Path, **how) -> list[str]:
    return [str(fault) for fault in faults(path, **how)]


def clocks(found: Folder, identifier: str) -> list[Clock]:
    return [record.clock for record in found.records if record.id == identifier]


def test_files_are_read_at_any_depth_and_others_passed_over(folder):
    home = folder(a="places: [{id: a, label: A}]", deep__er__b="places: [{id: b, label: B}]")
    (home / "notes.txt").write_text("not: [read")
    (home / ".hidden.yaml").write_text("not: [read")
    (home / ".git").mkdir()
    (home / ".git" / "x.yaml").write_text("not: [read")
    (home / "c.YML").write_text("places: [{id: c, label: C}]")
    found = read_folder(home)
    assert dict(found.origins) == {
        ("place/a", 1): ("a.yaml", 1),
        ("place/b", 1): ("deep/er/b.yaml", 1),
        ("place/c", 1): ("c.YML", 1),
    }
    assert found.foreign == ()
    ids = [(record.id, record.clock.version) for record in found.records]
    assert ids == sorted(ids)


def test_the_dataset(folder):
    home = folder()
    (home / "dataset.yaml").write_text(
        "label: {es: Prueba, en: Test}\ndescription: De qué\nbase: 'urn:example:'\nid: x-1\n"
        "languages: [es, en, es]\nhemisphere: south\nversion: 2\ncreator: Nobody\n"
    )
    assert read_folder(home, recorded="2026-01-01").dataset == Dataset(
        id="x-1",
        base="urn:example:",
        labels=(Label("en", "Test"), Label("es", "Prueba")),
        descriptions=(Label("en", "De qué"),),
        creator="Nobody",
        languages=("es", "en"),
        hemisphere="south",
        version="2",
    )


def test_without_an_id_the_title_gives_it(folder):
    home = folder()
    (home / "dataset.yaml").write_text("title: A Río & its Bridge!\nbase: https://example.org/\n")
    assert read_folder(home).dataset.id == "a-r-o-its-bridge"


def test_bundled_concepts_come_with_every_folder_and_may_be_replaced(folder):
    found = read_folder(folder())
    assert tuple(r for r in found.records if isinstance(r, Concept)) == bundled_concepts()
    assert {r.clock.recorded for r in found.records} == {"0001-01-01"}
    own = read_folder(folder(own="concepts: [{id: role/votes, label: Stimmt ab}]"))
    assert [r.labels for r in own.records if r.id == "role/votes"] == [(Label("en", "Stimmt ab"),)]
    assert own.warnings == ("role/votes replaces the bundled concept of that name",)
    assert len(own.records) == len(found.records)


@pytest.mark.parametrize(
    ("record", "file", "argument", "dataset", "expected"),
    [
        ("2024-04-04", "2023-03-03", "2022-02-02", "2021-01-01", "2024-04-04"),
        (None, "2023-03-03", "2022-02-02", "2021-01-01", "2023-03-03"),
        (None, None, "2022-02-02", "2021-01-01", "2022-02-02"),
        (None, None, None, "2021-01-01", "2021-01-01"),
    ],
)
def test_the_record_day_is_the_records_own_else_its_files_else_the_callers_else_the_datasets(
    folder, record, file, argument, dataset, expected
):
    own = f", recorded: {record}" if record else ""
    text = f"places: [{{id: a, label: A{own}}}]\n" + (f"recorded: {file}\n" if file else "")
    home = folder(a=text)
    (home / "dataset.yaml").write_text(DATASET.replace("2026-01-01", dataset))
    assert clocks(read_folder(home, recorded=argument), "place/a") == [Clock(recorded=expected)]


def test_without_any_record_day_each_file_is_told_once(folder):
    home = folder(
        a="places: [{id: a, label: A}, {id: b, label: B}]", b="places: [{id: c, label: C}]"
    )
    (home / "dataset.yaml").write_text(DATASET.replace("recorded: 2026-01-01\n", ""))
    assert messages(home) == [
        (
            "a.yaml:1: place/a: recorded: the record has no record day; nor have 1 more "
            "of this file (add recorded: to the record, its file or dataset.yaml)"
        ),
        (
            "b.yaml:1: place/c: recorded: the record has no record day "
            "(add recorded: to the record, its file or dataset.yaml)"
        ),
    ]
    with pytest.raises(DateError):
        read_folder(home, recorded="today")


def test_a_version_withdraws_the_one_before_unless_that_says_otherwise(folder):
    home = folder(
        a="places: [{id: a, label: A}]",
        b="recorded: 2026-02-01\nplaces:\n"
        "  - {id: a, version: 2, withdrawn: {on: 2026-03-01, reason: Wrong, by: Us}, label: B}\n",
        c="places: [{id: a, version: 3, recorded: 2026-04-01, label: C}]",
    )
    found = read_folder(home)
    assert clocks(found, "place/a") == [
        Clock(recorded="2026-01-01", withdrawn="2026-02-01"),
        Clock(recorded="2026-02-01", withdrawn="2026-03-01", version=2, reason="Wrong", by="Us"),
        Clock(recorded="2026-04-01", version=3),
    ]
    assert found.origins["place/a", 2] == ("b.yaml", 3)


def test_what_is_ongoing_is_attested_by_the_source_of_its_own_evidence_first(folder):
    text = SOURCE + (
        "events:\n"
        "  - {id: a, label: A, evidence: e, time: {edtf: 2024/, ongoing: true}}\n"
        "  - {id: b, label: B, evidence: e, time: {edtf: 2024/, ongoing: true, evidence: e2}}\n"
        "  - {id: c, label: C, evidence: e,\n"
        "     time: {edtf: 2024/, ongoing: true, attested: 2024-06-01}}\n"
        "  - {id: d, label: D, evidence: e, time: {edtf: 2025-03-15/, ongoing: true}}\n"
        "  - {id: f, label: F, evidence: e3, time: {edtf: 2024/, ongoing: true}}\n"
        "  - {id: g, label: G, evidence: e, time: 2024/}\n"
    )
    more = (
        "sources: [{id: t, label: T, published: 2025-05-05}, {id: u, label: U}]\n"
        f"evidence: [{{id: e2, source: t, at: [0, 9], sha256: {HEX}}},"
        f" {{id: e3, source: u, at: [0, 9], sha256: {HEX}}}]\n"
    )
    found = {r.id: r for r in read_folder(folder(a=text, b=more)).records if isinstance(r, Event)}
    attested = {identifier: event.time.attested for identifier, event in found.items()}
    assert attested == {
        "event/a": "2025-03-01",
        "event/b": "2025-05-05",
        "event/c": "2024-06-01",
        "event/d": None,  # the source may be older than the start
        "event/f": None,
        "event/g": None,
    }


def test_actors_offices_places_and_instruments_without_evidence_are_warned_of(folder):
    found = read_folder(
        folder(
            a=SOURCE + "places: [{id: a, label: A}]\nactors: [{id: a, label: A, type: person}]\n",
            b="offices: [{id: b, label: B, evidence: e}]\ninstruments:\n  - {id: b, label: B}\n",
        )
    )
    assert found.warnings == (
        "a.yaml:4: actor/a has no evidence",
        "b.yaml:3: instrument/b has no evidence",
        "a.yaml:3: place/a has no evidence",
    )


def test_nothing_follows_from_a_record_that_was_refused(folder):
    home = folder(
        a="places:\n  - {id: a, label: A, colour: red}\n  - {id: b, label: B, within: a}\n"
        "  - {id: a, version: 2, recorded: 2026-02-01, label: A}\n"
    )
    assert [fault.where["line"] for fault in faults(home)] == [2]


def test_nothing_follows_from_a_file_that_cannot_be_read(folder):
    home = folder(
        a="places:\n  - id: a\n    label: A: B\n  - {id: 'b', label: B}\n",
        b="places: [{id: c, label: C, within: [a, b]}, {id: d, label: D, within: x}]\n",
    )
    assert [(f.where["file"], f.where["line"]) for f in faults(home)] == [
        ("a.yaml", 3),
        ("b.yaml", 1),
    ]


def test_nothing_follows_from_a_dataset_that_cannot_be_read(folder):
    home = folder(a="places: [{id: a, label: A}]\n")
    (home / "dataset.yaml").write_text("title: [\n")
    assert [fault.where["file"] for fault in faults(home)] == ["dataset.yaml"]
    (home / "dataset.yaml").write_text("# nothing\n")
    assert messages(home) == ["dataset.yaml: dataset.yaml is empty (add title:, base: …)"]


def test_every_fault_knows_its_line(folder):
    home = folder(
        a=SOURCE + "events:\n  - id: a\n    label: A\n    evidence: e\n    participations:\n"
        "      - actor: nobody\n        role: votes\n      - role:\n          votes\n"
        "        actor:\n          nothing\n"
    )
    assert [(f.where["line"], f.where["field"], f.message) for f in faults(home)] == [
        (8, "participations[nobody-votes].actor", "there is no actor/nobody"),
        (13, "participations[nothing-votes].actor", "there is no actor/nothing"),
    ]


def test_suggestions_are_of_the_kind_that_is_wanted(folder):
    home = folder(
        a="places:\n  - {id: durham-county, label: D}\n  - {id: d, label: D, within: durham-cnty}\n"
        "  - {id: x, label: X, within: mayor}\noffices: [{id: mayor, label: M}]\n"
    )
    assert [fault.hint for fault in faults(home)] == [
        "did you mean place/durham-county?",
        "there is office/mayor",
    ]


def test_faults_beyond_the_limit_are_counted(folder):
    lines = "".join(f"  - {{id: p{n}}}\n" for n in range(10))
    with pytest.raises(Faults) as caught:
        read_folder(folder(a="places:\n" + lines), limits=ReadLimits(faults=4))
    assert len(caught.value.faults) == 4
    assert caught.value.hint == "and 6 more that are not listed"


def test_links_and_pipes_are_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.yaml"
    outside.write_text("places: [{id: x, label: X}]\n")
    home = folder(a="places: [{id: a, label: A, within: x}]\n")
    (home / "link.yaml").symlink_to(outside)
    (home / "loop").symlink_to(home)
    os.mkfifo(home / "pipe.yaml")
    assert messages(home) == [
        "link.yaml: is a link (put the file itself there)",
        "loop: is a link (put the file itself there)",
        "pipe.yaml: is not a regular file (remove it)",
    ]


def test_sizes_and_depths_are_bounded(folder):
    home = folder(a="places: []\n", deep__er__b="places: []\n")
    (home / "a.yaml").write_text("#" * 200)
    assert messages(home, limits=ReadLimits(file_bytes=199)) == [
        "a.yaml: is larger than 199 bytes (divide it into several files)"
    ]
    assert messages(home, limits=ReadLimits(folders=1)) == [
        "deep/er: lies more than 1 folders deep (move it up)"
    ]
    assert messages(home, limits=ReadLimits(files=2)) == [
        f"{name}: is one of more than 2 files (join some)" for name in ("deep/er/b.yaml",)
    ]


def test_a_broken_file_of_blanks_is_told_in_linear_time(folder):
    home = folder()
    (home / "deep.yaml").write_text("".join(" " * n + "a:\n" for n in range(2_000)) + "\n" * 10**6)
    (told,) = messages(home)
    assert told.startswith("deep.yaml:25: lists and mappings are nested more than 24 deep")


def test_there_must_be_a_folder(tmp_path):
    with pytest.raises(SeedError, match="there is no folder 'x'"):
        read_folder(tmp_path / "x")


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nq", "jsonld"])
def test_a_folder_with_nothing_but_an_export_gives_the_same(folder, tmp_path_factory, suffix):
    home = folder(
        a=SOURCE + "events: [{id: a, label: A, evidence: e, time: {edtf: 2024/, ongoing: true}}]\n"
        "concepts: [{id: topic/own, label: Own}]\nplaces: [{id: a, label: A}]\n",
        b="recorded: 2026-02-02\nplaces: [{id: a, version: 2, label: B}]\n",
    )
    found = read_folder(home)
    other = tmp_path_factory.mktemp("export")
    foreign = (
        "<https://example.org/place/a> <https://other.example/p> <https://other.example/o> .",
    )
    with (other / f"graph.{suffix}").open("wb") as out:
        write(suffix, found.dataset, found.records, foreign, out)
    back = read_folder(other)
    kept = [r for r in found.records if suffix != "ttl" or r.clock.withdrawn is None]
    assert list(back.records) == kept
    assert back.dataset == found.dataset
    assert back.foreign == foreign
    assert back.origins["event/a", 1] == (f"graph.{suffix}", 0)


def test_rdf_beside_yaml_shares_ids_with_it(folder):
    home = folder(a="places: [{id: a, label: A}]\n")
    found = read_folder(home)
    with (home / "graph.ttl").open("wb") as out:
        write("ttl", found.dataset, found.records, (), out)
    assert messages(home) == [
        (
            "a.yaml:1: place/a: place/a stands also in graph.ttl (remove one, give it another id, "
            "or mark a correction with version: 2)"
        )
    ]
    (home / "a.yaml").write_text("places: [{id: b, label: B, within: a}]\n")
    assert {"place/a", "place/b"} <= {record.id for record in read_folder(home).records}


def test_faults_of_rdf_have_their_file_and_excuse_what_refers_to_it(folder):
    home = folder(a="places: [{id: a, label: A, within: b}]\n")
    (home / "b.ttl").write_text("<https://example.org/place/b> a .\n")
    (home / "c.nq").write_text('<https://example.org/place/c> <p> "x\n')
    assert [fault.where["file"] for fault in faults(home)] == ["b.ttl", "c.nq"]


def test_a_dataset_of_rdf_gives_way_to_dataset_yaml(folder):
    home = folder()
    found = read_folder(home)
    with (home / "graph.ttl").open("wb") as out:
        write("ttl", found.dataset, (), (), out)
    assert read_folder(home).warnings == ()
    (home / "dataset.yaml").write_text(DATASET.replace("Test", "Other"))
    back = read_folder(home)
    assert back.dataset.labels == (Label("en", "Other"),)
    assert back.warnings == (
        "graph.ttl: describes the dataset otherwise; dataset.yaml or an earlier file is followed",
    )
