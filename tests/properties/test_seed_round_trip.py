"""Does a dataset written as a seed folder read back as the same records?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from kg.ingest import read_folder, write_folder
from kg.model import Dataset, Record
from tests.strategies import datasets

Found = tuple[Dataset, tuple[Record, ...]]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(datasets())
def test_written_as_yaml_a_dataset_reads_back_equal(found: Found):
    dataset, records = found
    with TemporaryDirectory() as folder:
        write_folder(Path(folder), dataset, records)
        back = read_folder(Path(folder))
    assert back.dataset == dataset
    read = tuple(
        record for record in back.records if (record.id, record.clock.version) in back.origins
    )
    assert read == records
