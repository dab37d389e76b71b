"""Compiled operations say what stock execution says: data to the byte, errors by path and code.

    python -m tests.longrun_compiled 20000

draws more of them, and wants every field, argument, key and code of the schema to be reached.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from kg import native
from tests.properties.compiled_world import GROUNDS, Comparison, fields_of_schema
from tests.properties.operations import Operation

CASES = {"tiny": 70, "curated": 45, "generated": 75, "doors": 65}
RARE = """{
  timeline(first: 100, includeUndated: true) { nodes {
    time { qualifiers { component uncertain approximate } }
    identifiers { scheme value }
    instruments { instrument { ref } }
  } }
  actors(first: 100) { nodes { names { lang text time { edtf } } identifiers { scheme value } } }
  chain(event: "event/nc-operation-2019") {
    event { ref }
    before {
      depth parent again node { ref } relation { ref } saidIn { ref } contestedIn { ref stance }
    }
    after { depth node { ref } }
  }
}"""
"""What few records have."""


def unreached(wanted: set[str], drawn: Comparison) -> set[str]:
    """Types of which no field was asked for."""
    reached = {key.partition(".")[0] for key in wanted if drawn.reached[key]}
    return {key.partition(".")[0] for key in wanted} - reached


def counted(by_kernel: Counter[str], kernel: Any) -> Any:
    """A kernel that counts what it wrote to the end."""

    def counting(*given: Any) -> Any:
        found = kernel(*given)
        by_kernel[kernel.__name__] += 1
        return found

    return counting


def test_compiled_operations_answer_as_stock_execution_does(monkeypatch):
    drawn = None
    by_kernel: Counter[str] = Counter()
    for name in ("listed", "written") if native.there() else ():
        monkeypatch.setattr(native.pages, name, counted(by_kernel, getattr(native.pages, name)))
    for seed, (name, cases) in enumerate(CASES.items()):
        drawn = Comparison.on(GROUNDS[name](), seed, drawn)
        drawn.draw(cases)
        drawn.compare(Operation(RARE, {}))
        assert drawn.codes, name
        assert drawn.at_once > cases / 4, name
    assert not native.there() or min(by_kernel["listed"], by_kernel["written"]) > 50
    wanted = fields_of_schema()
    assert unreached(wanted, drawn) == set()
    missed = {key for key in wanted if not drawn.reached[key]}
    assert len(missed) < len(wanted) * 0.06, sorted(missed)
