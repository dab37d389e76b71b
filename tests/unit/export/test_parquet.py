"""Parquet files hold the tables of the layout, and open in what people use."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.columns import Tables, derived, layout, shred, write_tables
from kg.export import write_parquet
from kg.model import Clock, Dataset, Event, Label, Participation, When

CLOCK = Clock(recorded="2024-01-01")
DATASET = Dataset(id="d", base="https://d.example/", labels=(Label("en", "D"),))
EVENTS = [
    Event(
        id=f"event/e{n}",
        labels=(Label("en", f"Event {n}"),),
        time=When(edtf=edtf),
        participations=(Participation(key="a", role="role/r", actor=f"actor/{n}"),),
        clock=CLOCK,
    )
    for n, edtf in enumerate(("2019", "2019-02-05/..", "1985-XX-15", None))
]


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Mapped from files, as a snapshot has them."""
    found = shred(EVENTS, DATASET)
    (tmp_path / "arrow").mkdir()
    write_tables(found | derived(found), tmp_path / "arrow")
    return Tables.open(tmp_path / "arrow")


@pytest.fixture
def folder(tmp_path: Path, tables: Tables) -> Path:
    target = tmp_path / "parquet"
    target.mkdir()
    write_parquet(tables, target)
    return target


def test_every_table_is_a_file_with_its_columns_also_an_empty_one(folder: Path, tables: Tables):
    assert sorted(p.stem for p in folder.iterdir()) == sorted(layout())
    for name, described in layout().items():
        found = pq.read_table(folder / f"{name}.parquet")
        assert found.schema == described.schema
        assert found.equals(tables.table(name))
    assert pq.read_table(folder / "claim.parquet").num_rows == 0
    zipped = pq.ParquetFile(folder / "event.parquet").metadata.row_group(0).column(0)
    assert zipped.compression == "ZSTD"


def test_rows_come_in_batches_that_nothing_remembers(tables: Tables):
    batches = list(tables.batches("event", 3))
    assert [batch.num_rows for batch in batches] == [3, 1]
    assert pa.concat_tables(batches, promote_options="none").equals(tables.table("event"))
    assert [batch.num_rows for batch in tables.batches("claim", 3)] == [0]


def test_duckdb_reads_it_and_the_mapped_tables(folder: Path):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    numbered = duckdb.read_parquet(f"{folder}/event.parquet", file_row_number=True)
    event = numbered.select("file_row_number AS row, time_edtf, time_start_earliest")
    parts = duckdb.read_parquet(f"{folder}/event.participations.parquet")
    joined = event.join(parts, "row = owner").filter("time_start_earliest >= 17000")
    assert joined.select("actor, time_edtf").order("actor").fetchall() == [
        ("actor/0", "2019"),
        ("actor/1", "2019-02-05/.."),
    ]
    mapped = pa.ipc.open_file(str(folder.parent / "arrow" / "event.arrow")).read_all()
    found = duckdb.from_arrow(mapped).filter("time_simple").select("id, clock_version")
    assert found.fetchall() == [("event/e0", 1), ("event/e1", 1)]


def assert_the_events(found):
    """What Polars and pandas both have to see."""
    assert found["id"].to_list() == ["event/e2", "event/e0", "event/e1", "event/e3"]
    assert found["clock_version"].to_list() == [1] * 4


def test_polars_reads_it_and_the_mapped_tables(folder: Path):
    polars = pytest.importorskip("polars", reason="Polars is not installed")
    for found in (
        polars.read_parquet(folder / "event.parquet"),
        polars.read_ipc(folder.parent / "arrow" / "event.arrow"),
    ):
        assert_the_events(found)
        assert found["time_edtf"].to_list() == ["1985-XX-15", "2019", "2019-02-05/..", None]


def test_pandas_reads_it_and_the_mapped_tables(folder: Path):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    for found in (
        pandas.read_parquet(folder / "event.parquet"),
        pandas.read_feather(folder.parent / "arrow" / "event.arrow"),
    ):
        assert_the_events(found)
