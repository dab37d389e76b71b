"""The datasets on which compiled and stock execution are compared, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, Final

import msgspec
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
)

from kg import native
from kg.api import Limits
from kg.api.compiled import conduct
from kg.api.compiled.run import Run
from kg.api.run import Answer, Asked, answered, answered_at_once, stock_answer
from kg.columns.layout import layout
from kg.model import (
    Absence,
    Actor,
    ActorType,
    Claim,
    Confidence,
    ConfidenceLevel,
    Dimension,
    Identifier,
    Label,
    Name,
    NameKind,
    RemovalReason,
    Stance,
    Tombstone,
    Via,
    When,
)
from kg.rdf import bundled_concepts
from kg.snapshot import open_snapshot
from tests import small
from tests.endtoend.world import bundled_data
from tests.endtoend.world import snapshot as doors
from tests.properties.operations import GRAPHQL, Drawer, Operation
from tests.properties.query_world import ground_of, world

MORE: Final = (
    Actor(
        id="actor/paper",
        type=ActorType.ORGANISATION,
        labels=(Label("es", 'El "Diario"'), Label("en", "Paper\n\u2028 \u00e9")),
        aliases=small.named("The Paper"),
        descriptions=small.named("A paper"),
        names=(
            Name(key="old", text="Old Paper", lang="en", time=When(edtf="1990/2018")),
            Name(key="new", text="New Paper", lang="en", kind=NameKind.SHORT),
        ),
        identifiers=(
            Identifier(key="n", scheme="n", value="7"),
            Identifier(key="w", scheme="w", value="Q7", iri="https://w.example/Q7"),
        ),
        absences=(Absence(key="a", aspect="place", notes=small.named("Nowhere")),),
        evidence=small.SAID,
        clock=small.CLOCK,
    ),
    Tombstone(
        id="tombstone/somebody",
        removed="2026-01-01",
        reason=RemovalReason.PRIVACY,
        clock=small.CLOCK,
    ),
    Claim(
        id="claim/repeated",
        labels=small.named("Says that it was heard"),
        dimension=Dimension.OTHER,
        stance=Stance.ALLEGES,
        about=("event/operation", "actor/agency"),
        speaker="actor/agency",
        publisher="actor/paper",
        document="source/s",
        via=(Via(key="1", actor="actor/paper", source="source/s"), Via(key="0", source="source/s")),
        said=When(edtf="2019-02~"),
        confidence=Confidence(level=ConfidenceLevel.LOW, reason="Heard"),
        evidence=small.SAID,
        clock=small.CLOCK,
    ),
)
LIMITS: Final = Limits(
    max_aliases=10**6,
    max_cost=10**15,
    max_fields=10**6,
    max_tokens=10**6,
    max_records=10**9,
    max_seconds=600,
    max_answer_bytes=10**9,
)


@cache
def tiny() -> Any:
    """The dataset that is known by heart, and what no other has: names, identifiers, outlets."""
    return ground_of(small.DATASET, (*small.RECORDS, *MORE, *bundled_concepts()))


@cache
def curated() -> Any:
    """The bundled seed, as a snapshot in files."""
    return open_snapshot(bundled_data())


@cache
def generated(seed: int = 7) -> Any:
    """Records drawn at random, with withdrawn versions, periods and vague dates."""
    return world(seed, 24).ground


GROUNDS: Final = {"tiny": tiny, "curated": curated, "generated": generated, "doors": doors}


def ids_of(ground: Any) -> dict[str, list[str]]:
    """The ids of a dataset by kind."""
    found: dict[str, list[str]] = {}
    for name, table in layout().items():
        if table.parent is None and any(column.name == "id" for column in table.columns):
            for text in ground.tables.words(name, "id").many(range(ground.tables.count(name))):
                if "/" in text:
                    found.setdefault(text.partition("/")[0], []).append(text)
    return found


@dataclass
class Comparison:
    """Operations of one dataset, each answered twice; and what they came by.

    `reached` counts for each `Type.field` how many sources it was worked out for; `codes` the
    error codes; `at_once` how many were answered at once, of all that were `compared`.
    """

    ground: Any
    drawer: Drawer
    reached: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    compared: int = 0

    @classmethod
    def on(cls, ground: Any, seed: int, before: Comparison | None = None) -> Comparison:
        """Operations on a dataset, in search of what one `before` did not come by."""
        drawer = Drawer(Random(seed), ids_of(ground), ground.dataset.base)  # noqa: S311 (nothing secret)
        if before is not None:
            drawer.drawn = before.drawer.drawn
            drawer.reached = before.reached
        return cls(ground, drawer, drawer.reached)

    def draw(self, cases: int) -> None:
        """Draw so many operations and compare their answers.

        Those with variables are asked again with others: what is kept of a document and of
        records must not depend on what was asked before.
        """
        for _ in range(1 + cases // 25):
            self.compare(self.drawer.tour())
        for _ in range(cases):
            depth, width = self.drawer.random.choice(((3, 7), (4, 5), (5, 3), (6, 2)))
            drawn = self.drawer.operation(depth, width)
            self.compare(drawn)
            if drawn.variables:
                self.compare(self.drawer.again())

    def compare(self, operation: Operation) -> None:
        """The two answers to one operation are one."""
        self.compared += 1
        asked = Asked(operation.text, operation.variables)
        stock = stock_answer(self.ground, asked, LIMITS)
        shown = f"{operation.text}\n{operation.variables}"
        with _unbroken():
            found = answered(self.ground, asked, LIMITS)
            with self._watched():
                watched = answered(self.ground, asked, LIMITS)
            assert watched.text == found.text, f"{shown}\n{watched.text!r}\n{found.text!r}"
            with native.without():
                assert answered(self.ground, asked, LIMITS) == found, shown
        quick = answered_at_once(self.ground, asked, LIMITS)
        assert quick is None or quick == found, shown
        self.at_once += quick is not None
        body = msgspec.json.decode(found.text)
        assert found.executed == stock.executed, shown
        assert body.keys() == stock.body.keys(), shown
        if "data" in body:
            ours = msgspec.json.decode(found.text, type=dict[str, msgspec.Raw])["data"]
            assert bytes(ours) == msgspec.json.encode(stock.body["data"]), shown
        assert errors_of(body) == errors_of(stock.body), shown
        self.codes.update(error["extensions"]["code"] for error in body.get("errors", ()))
        self._learn(stock)

    def _learn(self, stock: Answer) -> None:
        """Keep the cursors of an answer, for later operations to go on from."""
        pending: list[Any] = [stock.body.get("data")]
        while pending:
            one = pending.pop()
            if isinstance(one, dict):
                pending.extend(one.values())
                self.drawer.cursors += [v for v in one.values() if _is_cursor(v)]
            elif isinstance(one, list):
                pending.extend(one)
        del self.drawer.cursors[:-100]

    @contextmanager
    def _watched(self) -> Iterator[None]:
        plain = Run.field

        def watching(run: Any, field: Any, batch: Any, places: Any) -> Any:
            self.reached[f"{field.parent}.{field.name}"] += len(batch)
            return plain(run, field, batch, places)

        Run.field = watching  # type: ignore[method-assign]  # put back below
        Run.bound = False  # field by field, so that each is counted
        try:
            yield
        finally:
            Run.field = plain  # type: ignore[method-assign]  # put back below
            Run.bound = True


@contextmanager
def _unbroken() -> Iterator[None]:
    """No column step may come upon something that it was not made for."""

    def refused(*words: object, **_: object) -> None:
        raise AssertionError(words)

    warning, conduct.LOG.warning = conduct.LOG.warning, refused  # type: ignore[method-assign]  # put back below
    try:
        yield
    finally:
        conduct.LOG.warning = warning  # type: ignore[method-assign]  # put back here


def errors_of(body: dict[str, Any]) -> set[tuple[Any, ...]]:
    """Where an answer has errors, and of which code."""
    return {
        (tuple(error.get("path", ())), error["extensions"]["code"])
        for error in body.get("errors", ())
    }


def _is_cursor(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("Wy")


def fields_of_schema() -> set[str]:
    """`Type.field` of every object type."""
    return {
        f"{shown.name}.{name}"
        for shown in GRAPHQL.type_map.values()
        if isinstance(shown, GraphQLObjectType) and not shown.name.startswith("__")
        for name in shown.fields
        if not name.startswith("__")
    }


def words_of_schema() -> set[str]:
    """All that may be drawn: fields, arguments, keys of inputs, values that may be given."""
    found: set[str] = set()
    given: set[str] = set()
    for shown in GRAPHQL.type_map.values():
        if shown.name.startswith("__"):
            continue
        if isinstance(shown, GraphQLObjectType | GraphQLInterfaceType):
            for name, told in shown.fields.items():
                found |= {f"{shown.name}.{name}({argument})" for argument in told.args}
                given |= {str(slot.type).strip("[]!") for slot in told.args.values()}
        elif isinstance(shown, GraphQLInputObjectType):
            found |= {f"{shown.name}.{key}" for key in shown.fields}
            given |= {str(slot.type).strip("[]!") for slot in shown.fields.values()}
    for name in given:
        shown = GRAPHQL.type_map[name]
        if isinstance(shown, GraphQLEnumType):
            found |= {f"{name}.{value}" for value in shown.values}
    return found | fields_of_schema()
