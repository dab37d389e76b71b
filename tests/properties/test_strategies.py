"""Are the datasets that the strategies make whole?"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from kg.model import Dataset, Record, canonical
from kg.model.integrity import check
from tests.strategies import datasets

Found = tuple[Dataset, tuple[Record, ...]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(datasets())
def test_generated_datasets_break_no_rule_and_are_canonical(found: Found):
    dataset, records = found
    assert [str(fault) for fault in check(records, dataset)] == []
    assert [canonical(record) for record in records] == list(records)
    assert len({(r.id, r.clock.version) for r in records}) == len(records)
