"""Compiled operations say what stock execution says: data to the byte, errors by path and code.

    python -m tests.longrun_compiled 20000

draws more of them, and wants every field, argument, key and code of the schema to be reached.
"""

from __future__ import annotations

from tests.properties.compiled_world import GROUNDS, Comparison, fields_of_schema

CASES = {"tiny": 90, "curated": 60, "generated": 90, "doors": 80}


def test_compiled_operations_answer_as_stock_execution_does():
    drawn = None
    for seed, (name, cases) in enumerate(CASES.items()):
        drawn = Comparison.on(GROUNDS[name](), seed, drawn)
        drawn.draw(cases)
        assert drawn.codes, name
    wanted = fields_of_schema()
    missed = {key for key in wanted if not drawn.reached[key]}
    types = {key.partition(".")[0] for key in wanted}
    assert types - {key.partition(".")[0] for key in wanted - missed} == set()
    assert len(missed) < len(wanted) * 0.06, sorted(missed)
