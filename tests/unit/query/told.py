"""Sources of three dates, and records that they may show: what tests of reports ask about."""

from __future__ import annotations

from typing import Any

from kg.model import (
    Actor,
    ActorType,
    Evidence,
    Label,
    Source,
    When,
)
from kg.query import Clocks
from kg.temporal import parse_day
from tests.small import CLOCK

THEN = Clocks(reported_by=parse_day("2021-01-01"))
YEAR = {"from_day": parse_day("2019-01-01"), "to_day": parse_day("2019-12-31")}


def of(cls: Any, identifier: str, **more: Any) -> Any:
    return cls(id=identifier, labels=(Label("en", identifier),), clock=CLOCK, **more)


def source(slug: str, edtf: str | None) -> tuple[Any, ...]:
    published = {} if edtf is None else {"published": When(edtf=edtf)}
    shown = Evidence(id=f"evidence/{slug}", source=f"source/{slug}", clock=CLOCK)
    return of(Source, f"source/{slug}", **published), shown


BASE = (
    *(of(Actor, f"actor/{slug}", type=ActorType.PERSON) for slug in "abc"),
    *source("early", "2020-01-01"),
    *source("late", "2022-01-01"),
    *source("undated", None),
)
