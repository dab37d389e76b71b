"""What the schema promises: its file, its words, its conventions."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    parse,
)

from kg.api import sdl
from kg.api.fields import described
from kg.api.schema import core, schema
from kg.api.wrapping import SHOWN
from kg.model.records import CLASSES

GOLDEN = Path(__file__).parents[3] / "schema" / "schema.graphql"
GRAPHQL = core(schema())
OURS = {
    name: shown
    for name, shown in GRAPHQL.type_map.items()
    if not name.startswith("__") and name not in {"Boolean", "Float", "ID", "Int", "String"}
}
CONNECTIONS = ["actors", "claims", "instruments", "places", "sources", "timeline"]


@pytest.mark.golden
def test_the_file_is_what_the_code_says():
    if os.environ.get("KG_BLESS"):
        GOLDEN.write_text(sdl(), encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == sdl()


def test_the_file_is_graphql():
    assert len(parse(GOLDEN.read_text(encoding="utf-8")).definitions) == len(OURS)


@pytest.mark.parametrize("name", sorted(OURS))
def test_everything_is_described(name):
    shown = OURS[name]
    missing = [] if shown.description else [name]
    if isinstance(shown, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for field_name, field in shown.fields.items():
            missing += [] if field.description else [f"{name}.{field_name}"]
            for argument, told in getattr(field, "args", {}).items():
                missing += [] if told.description else [f"{name}.{field_name}({argument})"]
    if isinstance(shown, GraphQLEnumType):
        missing += [f"{name}.{v}" for v, told in shown.values.items() if not told.description]
    assert missing == []


def test_every_record_class_is_shown():
    assert set(SHOWN) == set(CLASSES.values())


def test_a_type_without_words_is_refused():
    with pytest.raises(TypeError, match="no docstring"):
        described(type("Wordless", (), {}))


@pytest.mark.parametrize("name", sorted({f"{kind.__name__}" for kind in CLASSES.values()}))
def test_records_are_nodes(name):
    shown = OURS[name]
    assert isinstance(shown, GraphQLObjectType)
    assert {"Node", "Record"} <= {interface.name for interface in shown.interfaces}


def test_node_is_what_relay_asks_for():
    query = GRAPHQL.query_type
    assert query is not None
    assert str(query.fields["node"].type) == "Node"
    assert str(query.fields["node"].args["id"].type) == "ID!"
    assert str(query.fields["nodes"].type) == "[Node]"
    assert str(query.fields["nodes"].args["ids"].type) == "[ID!]!"


@pytest.mark.parametrize("name", CONNECTIONS)
def test_connections_have_keysets_and_clocks(name):
    query = GRAPHQL.query_type
    assert query is not None
    field = query.fields[name]
    assert {"first", "after", "last", "before", "filter"} <= set(field.args)
    asked = field.args["filter"].type
    assert isinstance(asked, GraphQLInputObjectType)
    assert {"asOf", "knownAt", "reportedBy"} <= set(asked.fields)
    found = field.type
    assert isinstance(found, GraphQLObjectType)
    assert {"edges", "nodes", "pageInfo", "totalCount"} <= set(found.fields)


def test_every_root_field_can_fail_alone():
    query = GRAPHQL.query_type
    assert query is not None
    firm = {n for n, f in query.fields.items() if isinstance(f.type, GraphQLNonNull)}
    assert firm == {"dataset"}


def test_every_other_root_field_takes_the_clocks():
    query = GRAPHQL.query_type
    assert query is not None
    for name, field in query.fields.items():
        if name in {"concepts", "records"}:  # nothing in them has a state as of a day
            assert "knownAt" in field.args
        elif name not in CONNECTIONS:
            assert {"asOf", "knownAt", "reportedBy"} <= set(field.args), name


def test_scalars_say_by_what_they_are_specified():
    scalars = [s for s in OURS.values() if isinstance(s, GraphQLScalarType)]
    assert {s.name for s in scalars if s.specified_by_url} == {"Day", "EDTF", "LanguageTag", "URI"}


def test_nothing_is_null_by_default():
    assert "= null" not in sdl()


def test_whoever_asks_while_the_schema_is_built_waits_for_the_same_one(monkeypatch):
    begun = []

    @cache
    def built():
        begun.append(1)
        time.sleep(0.05)  # long enough for the others to ask
        return object()

    monkeypatch.setattr("kg.api.schema._schema", built)
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(lambda _: schema(), range(4)))
    assert (len(found), len(begun)) == (1, 1)
