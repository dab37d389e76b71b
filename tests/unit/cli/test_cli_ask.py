"""The words of `kg ask`: each asks what the schema understands, and shows it as a table."""

from __future__ import annotations

import json

import pytest
from graphql import parse, validate

from kg.api.schema import core, schema
from kg.cli.answers import WIDTH, table
from kg.cli.asked import QUESTIONS
from kg.cli.options import code
from kg.cli.ties import WORDS
from kg.model import ForceState
from kg.network import TieKind
from tests.commands import kg
from tests.endtoend.world import bundled_data

ASKED = {
    "co-participants": ("ice", "--from", "2019", "--to", "2025", "--role", "participates"),
    "neighbourhood": ("actor/gerald-baker", "--depth", "2", "--tie", "relation"),
    "paths": ("actor/gerald-baker", "actor/sean-gallagher", "--time-respecting", "--after", "2018"),
    "office-holders": ("--jurisdiction", "wake-county", "--on", "2019-02-05"),
    "in-force": ("wake-county", "--from", "2019", "--to", "2019", "--match", "possibly"),
    "chain": ("nc-operation-2019", "--kind", "responds-to", "--depth", "1"),
    "measures": ("weighted-degree", "--earlier", "2019", "--by-change", "--tie", "shared-event"),
}


def asked(*words: str, status: int = 0):
    done = kg(bundled_data().parent, "ask", *words, "--data", str(bundled_data()))
    assert done.status == status, done.said
    return done


def test_every_word_has_a_question_that_the_schema_understands():
    assert WORDS.keys() == QUESTIONS.keys() == ASKED.keys()
    for question in QUESTIONS.values():
        assert validate(core(schema()), parse(question.text)) == []


@pytest.mark.parametrize("word", WORDS)
def test_a_word_shows_what_its_question_answers(word):
    words = [w if w != "2018" else "2018-01-01" for w in ASKED[word]]
    as_json = json.loads(asked(word, *words, "--json").out)
    text, _, variables = asked(word, *words, "--show-query").out.strip().rpartition("\n\n")
    found = as_json["data"][QUESTIONS[word].field]
    lines = list(QUESTIONS[word].lines(found, json.loads(variables))) if found else []
    shown = asked(word, *words).out.splitlines()
    assert shown == (lines or ["nothing found"])
    assert all(len(line) <= WIDTH for line in shown if "--after" not in line)
    variables = [] if variables == "{}" else ["--variables", variables]
    assert json.loads(asked(text, *variables).out) == as_json


def test_what_is_no_word_is_graphql():
    shown = json.loads(asked("{ dataset { id } }").out)
    assert shown == json.loads(asked("graphql", "{ dataset { id } }").out)
    assert "data" in shown


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("instruments-in-force", "did you mean in-force?"),
        ("officeHolders", "did you mean office-holders?"),
        ("path", "did you mean paths?"),
        ("weather", "one of graphql, co-participants, "),
    ],
)
def test_a_word_that_is_none_names_those_that_are(word: str, hint: str):
    done = asked(word, status=2)
    assert f"there is no word '{word}'" in done.err
    assert hint in done.err


def test_a_path_explains_itself():
    ends = ("actor/gerald-baker", "actor/sean-gallagher")
    (path,) = json.loads(asked("paths", *ends, "--json").out)["data"]["paths"]
    assert path["hops"][0]["origin"]["ref"] == ends[0]
    refs = [[record["ref"] for record in hop["records"]] for hop in path["hops"]]
    assert refs[0] == ["relation/gerald-baker-ended-wake-county-287g"]
    assert refs[2] == ["event/nc-operation-2019"]
    passages = [len(hop["evidence"]) for hop in path["hops"]]
    assert passages == [1, 1, 2]
    assert path["hops"][0]["evidence"][0].keys() == {"ref", "start", "end", "source"}
    shown = asked("paths", *ends).out
    assert "weakest: hop 1\n" in shown
    hops, ties = shown.split("\n\n")
    assert [line.split()[0] for line in hops.splitlines()[1:5]] == ["0", "1", "2", "3"]
    assert hops.splitlines()[1].endswith(ends[0])
    assert all(ref in ties for found in refs for ref in found)
    assert "2019?-02-05/2019?-02-09" in ties


def test_a_hop_with_many_records_says_how_many_more():
    ends = ("actor/ice", "actor/donald-trump")
    hop = json.loads(asked("paths", *ends, "--json").out)["data"]["paths"][0]["hops"][0]
    found = [{**hop, "count": 29}]
    path = {"match": "CERTAIN", "departure": None, "arrival": None, "weakest": hop, "hops": found}
    lines = [*QUESTIONS["paths"].lines([path], {"first": 2, "looked": 20})]
    assert any(f"+{29 - len(hop['records'])} more" in line for line in lines)
    assert f" {len(hop['evidence'])}+ " in lines[2]  # of the first records alone
    assert f" {hop['support']}+ " in lines[2]


def test_paths_in_time_tell_departure_and_arrival():
    ends = ("actor/ice", "actor/sean-gallagher", "--time-respecting", "--first", "2")
    shown = asked("paths", *ends).out.splitlines()
    assert (
        "departure of path 1: 2019-02-09 at the latest; arrival of path 1: 2019-02-05 at the "
        in ("\n".join(shown))
    )
    assert [line for line in shown if line.startswith("weakest")] == ["weakest: hop 1 of path 2"]


def test_helps_list_the_codes_that_there_are():
    ties = asked("paths", "--help").out.replace("\n", " ").split()
    assert {kind.value for kind in TieKind} <= {word.strip(",;") for word in ties}
    states = asked("in-force", "--help").out.replace("\n", " ").split()
    codes = {state.value.replace("_", "-") for state in ForceState}
    assert codes <= {word.strip(",;") for word in states}
    assert "throughout it" in " ".join(asked("office-holders", "--help").out.split())


def test_a_chain_says_who_says_so_and_who_contests_it():
    link = json.loads(asked("chain", "nc-operation-2019", "--json").out)["data"]["chain"]["before"][
        0
    ]
    (claim,) = link["contestedIn"]
    assert claim["speaker"]["label"] == "Sean Gallagher"
    assert claim["stance"] == "ASSERTS"
    assert claim["document"]["ref"] == "source/s1"
    shown = asked("chain", "nc-operation-2019").out.splitlines()
    assert any("said by" in line and "Publisher of" in line for line in shown)
    who = next(line for line in shown if "contested by" in line and claim["ref"] in line)
    assert who.split()[2] == "asserts"
    assert "Sean Gallagher" in who
    link["saidIn"] = [{**claim, "speaker": None}] * 5
    found = {"before": [link], "after": []}
    told = [*QUESTIONS["chain"].lines(found, {})]
    assert sum("said by" in line for line in told) == 4
    assert any(line.endswith("+2 more") for line in told)
    assert claim["document"]["label"][:11] in "\n".join(told)


def test_a_chain_takes_the_slug_of_an_event_and_whole_ids_of_others():
    named = asked("chain", "nc-operation-2019").out
    assert named == asked("chain", "event/nc-operation-2019").out
    other = "instrument/north-carolina-sheriffs-non-cooperation-policies"
    assert "event/nc-operation-2019" in asked("chain", other).out
    assert "EVENT: there is no 'event/ice'" in asked("chain", "ice", status=2).err


def test_co_participants_show_what_they_shared():
    found = json.loads(asked("co-participants", "ice", "--from", "2019", "--json").out)
    shared = {
        one["actor"]["ref"]: one["events"]["nodes"] for one in found["data"]["coParticipants"]
    }
    (event,) = shared["actor/sean-gallagher"]
    assert event["ref"] == "event/nc-operation-2019"
    assert event["time"]["edtf"] == "2019?-02-05/2019?-02-09"
    lines = asked("co-participants", "ice", "--from", "2019").out.splitlines()
    line = next(one for one in lines if "actor/sean-gallagher" in one)
    assert "2019?-02-05/2019?-02-09" in line


@pytest.mark.parametrize(
    "words", [("neighbourhood", "actor/ice", "--depth", "2"), ("measures", "core")]
)
def test_a_page_says_how_to_go_on(words):
    refs, more = [], ()
    for _ in range(100):
        *table_, last = asked(*words, "--first", "30", *more).out.splitlines()
        if "--after" not in last:
            break
        shown, total, cursor = last.split()[0], last.split()[2], last.split()[4]
        assert (shown, total) == ("30", f"{total}")
        refs += [line.split()[-1] for line in table_[1:]]
        more = ("--after", cursor)
    refs += [line.split()[-1] for line in (*table_[1:], last)]
    assert f"{len(refs)};" == total
    assert len(set(refs)) == len(refs)


def test_as_many_as_asked_for_may_not_be_all():
    note = "a larger --first may find more"
    assert "2 shown" in asked("co-participants", "ice", "--first", "2").out
    assert note in asked("paths", "actor/ice", "actor/sean-gallagher").out
    assert note not in asked("co-participants", "ice", "--first", "100").out


def test_ties_that_were_not_followed_have_a_column():
    node = {"label": "A", "ref": "actor/a"}
    members = [{"distance": 1, "ties": 3, "more": 120, "node": node}]
    found = {"members": members, "totalCount": 1, "pageInfo": {"hasNextPage": False}}
    head, row = QUESTIONS["neighbourhood"].lines(found, {})
    assert "ties not followed" in head
    assert "120" in row


@pytest.mark.parametrize("words", [("co-participants", "ice"), ("in-force", "--on", "2019")])
def test_a_match_without_a_window_is_refused(words):
    done = asked(*words, "--match", "certain", status=2)
    assert "--match goes with --from or --to" in done.err


def test_limits_of_the_environment_are_obeyed(monkeypatch):
    words = ("neighbourhood", "actor/ice")
    monkeypatch.setenv("KG_MAX_PAGE", "2")
    assert "2 of 37; --after" in asked(*words).out
    assert "--first is 5, above the limit of 2" in asked(*words, "--first", "5", status=2).err
    assert "tied by" in asked("paths", "actor/ice", "actor/sean-gallagher").out
    graphql = "{ timeline(first: 5) { nodes { slug } } }"
    assert "above the limit of 2" in asked(graphql, status=2).out
    explained = kg(bundled_data().parent, "explain", graphql, "--data", str(bundled_data()))
    assert "above the limit of 2" in explained.out
    monkeypatch.setenv("KG_MAX_TIES", "2")
    assert "more than 2 ties" in asked(*words, status=2).err
    monkeypatch.setenv("KG_MAX_ANSWER_BYTES", "20")
    assert "20 are allowed" in asked("{ dataset { id label } }", status=2).out
    monkeypatch.setenv("KG_MAX_PAGE", "x")
    assert "KG_MAX_PAGE='x' is not a whole number" in asked(*words, status=2).err


def test_an_answer_with_errors_is_told_and_ends_with_2():
    done = asked("paths", "nobody", "actor/ice", status=2)
    assert "does not say of which kind" in done.err
    assert "no record of any kind has this slug" in done.err
    assert done.out == ""
    assert "as in actor/ice\n" in asked("neighbourhood", "ice", status=2).err
    assert "as in actor/gerald-baker\n" in asked("paths", "gerald-baker", "ice", status=2).err
    assert "did you mean actor/ice?" in asked("paths", "actor/icee", "actor/ice", status=2).err
    unknown = asked("measures", "fame", status=2)
    assert "one of degree, weighted-degree, " in unknown.err
    assert "one of shared-event, " in asked("neighbourhood", "ice", "--tie", "x", status=2).err
    assert "ask with --from and --to instead" in asked("in-force", "--on", "../2019", status=2).err
    refused = json.loads(asked("in-force", "--json", status=2).out)
    assert refused["errors"]


def test_a_table_leaves_out_what_is_empty_and_puts_numbers_to_the_right():
    rows = [(1, "", "a\x1b"), (10, "", "b")]
    assert list(table("n, none, name", rows)) == [" n  name", " 1  a\\x1b", "10  b"]
    assert code("possibly") == "POSSIBLE"
    assert code("shared-event") == "SHARED_EVENT"


def test_a_table_that_is_too_wide_loses_the_ends_of_labels_alone():
    ref = "actor/" + "x" * 50
    head, row = table("rank, record, actor, time, ref", [(1, "a" * 80, "b b" * 9, "2019" * 9, ref)])
    assert len(row) == WIDTH
    assert row.endswith(ref)
    assert "aa…  " in row
    assert head.split() == ["rank", "record", "actor", "time", "ref"]
    (_, over) = table("rank, ref", [(1, "y" * 200)])
    assert "y" * 200 in over
