"""Settings: every one has a default and a meaning; the environment is read with care."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kg.api import Limits
from kg.errors import CommandError
from kg.query import QueryLimits
from kg.settings import Settings, described, read


def test_nothing_set_is_the_defaults():
    assert read({}) == Settings()
    assert read({"OTHER": "1", "KG_UNKNOWN": "1"}) == Settings()


def test_the_environment_goes_before_the_defaults():
    found = read(
        {
            "KG_PORT": "0",
            "KG_HOST": "0.0.0.0",  # noqa: S104  (a text, nothing is bound)
            "KG_LOG_JSON": "yes",
            "KG_CORS_ORIGINS": " https://a.example, https://b.example ,",
            "KG_MAX_SECONDS": "2.5",
            "KG_MAX_DEPTH": " 7 ",
        }
    )
    assert (found.port, found.host) == (0, "0.0.0.0")  # noqa: S104  (as above)
    assert found.log_json
    assert found.cors_origins == ("https://a.example", "https://b.example")
    assert (found.max_seconds, found.max_depth) == (2.5, 7)
    assert read({"KG_CORS_ORIGINS": ""}).cors_origins == ()
    assert not read({"KG_LOG_JSON": "0"}).log_json


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KG_PORT", "eighty"),
        ("KG_PORT", "-1"),
        ("KG_PORT", ""),
        ("KG_MAX_DEPTH", "0"),
        ("KG_MAX_DEPTH", "1.5"),
        ("KG_MAX_DEPTH", "9" * 5_000),
        ("KG_MAX_SECONDS", "nan"),
        ("KG_MAX_SECONDS", "inf"),
        ("KG_MAX_SECONDS", "-1"),
        ("KG_LOG_JSON", "perhaps"),
    ],
)
def test_a_value_that_does_not_fit_names_its_variable(name, value):
    with pytest.raises(CommandError) as refused:
        read({name: value})
    assert name in refused.value.message
    assert refused.value.hint


def test_every_setting_is_described():
    shown = described()
    assert [name for name, _, _ in shown] == [f"KG_{f.name.upper()}" for f in fields(Settings)]
    assert all(meaning for _, _, meaning in shown)
    assert ("KG_CORS_ORIGINS", "*") in [(name, default) for name, default, _ in shown]


def test_the_defaults_are_those_of_the_rooms():
    settings = Settings()
    for item in fields(Limits):
        if item.name != "query":
            assert getattr(settings, item.name) == getattr(Limits(), item.name), item.name
    query = QueryLimits()
    assert settings.max_page == query.page
    assert settings.max_bins == query.bins
    assert settings.max_facets == query.facets
    assert settings.max_ids == query.ids
    assert settings.max_text == query.text
