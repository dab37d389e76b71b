"""Files are the same bytes each time, and are read where they lie."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from kg.columns import Tables, derived, layout, shred, views, write_tables
from kg.columns.files import sha256_of
from kg.columns.stored import restored
from kg.columns.stored import stored as smaller
from kg.columns.views import view
from kg.errors import InternalError, SnapshotMismatchError
from kg.model import Clock, Dataset, Event, Label, Participation, Source, When
from kg.temporal import POS_INF

CLOCK = Clock(recorded="2024-01-01")
DATASET = Dataset(id="d", base="https://d.example/", labels=(Label("en", "D"),))
MEMBERS = (
    Participation(key="a", role="role/r", actor="actor/x", time=When(edtf="2019")),
    Participation(key="b", role="role/s"),
)
RECORDS = (
    Event(id="event/b", labels=(), time=When(edtf="2019"), participations=MEMBERS, clock=CLOCK),
    Event(id="event/a", labels=(Label("es", "Ñ"),), whole="event/b", clock=CLOCK),
    Source(id="source/s", labels=(), mentioned=True, number=3, clock=CLOCK),
)


def stored(folder: Path) -> Tables:
    tables = shred(RECORDS, DATASET, ["<a> <b> <c> ."])
    write_tables(tables | derived(tables), folder)
    return Tables.open(folder)


def test_what_was_written_is_known(tmp_path: Path):
    written = write_tables(shred(RECORDS, DATASET), tmp_path)
    assert set(written) == {f"{name}.arrow" for name in layout()}
    assert written["event.arrow"].rows == 2
    for name, file in written.items():
        assert file.size == (tmp_path / name).stat().st_size
        assert file.sha256 == sha256_of(tmp_path / name)


def test_another_process_writes_the_same_bytes(tmp_path: Path):
    """Neither the hash seed nor what memory held before shows in a file."""
    program = (
        "import pathlib, runpy, sys\n"
        "runpy.run_path(sys.argv[1])['stored'](pathlib.Path(sys.argv[2]))"
    )
    for name, noise in (("one", "1"), ("two", "173")):
        folder = tmp_path / name
        folder.mkdir()
        extra = {"PYTHONHASHSEED": noise, "MALLOC_PERTURB_": noise}
        extra["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the one that the noise reaches
        done = [sys.executable, "-c", program, __file__, str(folder)]
        subprocess.run(done, check=True, env={**os.environ, **extra})
    one, two = (sorted((tmp_path / name).iterdir()) for name in ("one", "two"))
    assert [p.name for p in one] == [p.name for p in two]
    assert [p.name for p, q in zip(one, two, strict=True) if p.read_bytes() != q.read_bytes()] == []


def test_files_are_mapped_and_outlive_their_names(tmp_path: Path):
    before = len(list(Path("/dev/fd").iterdir()))
    tables = stored(tmp_path)
    assert (
        len(list(Path("/dev/fd").iterdir())) == before
    )  # hundreds of files, and no handle is kept
    for path in tmp_path.iterdir():
        path.unlink()
    assert tables.assemble("event", [0, 1]) == list(RECORDS[:2])
    assert tables.foreign() == ("<a> <b> <c> .",)
    assert tables.rows_of("source/s").tolist() == [0]


def test_numbers_and_codes_are_read_where_they_lie(tmp_path: Path):
    tables = stored(tmp_path)
    for name, column in (
        ("event", "time_start_earliest"),
        ("event", "clock_recorded"),
        ("event.participations", "owner"),
        ("source", "number"),
        ("ids.event", "hash"),
    ):
        values = tables.column(name, column)
        assert not values.flags.owndata
        assert not values.flags.writeable
    assert tables.column("event", "whole").tolist() == [-1, 0]
    assert tables.column("event.participations", "owner").dtype == np.uint32
    assert tables.column("source", "mentioned").tolist() == [True]


def test_a_column_without_any_value_takes_no_room_and_reads_as_ever(tmp_path: Path):
    tables = stored(tmp_path)
    raw = pa.ipc.open_file(str(tmp_path / "event.participations.arrow")).schema
    assert raw.field("office").type == pa.null()
    assert raw.field("actor").type == pa.dictionary(pa.int8(), pa.utf8())
    assert tables.table("event.participations").schema == layout()["event.participations"].schema
    assert tables.column("event.participations", "office").tolist() == [-1, -1]
    assert tables.view("event.participations", "office").valid().tolist() == [False, False]
    assert len(tables.words("event.participations", "office")) == 0
    assert tables.code("event.participations", "office", "office/o") is None
    assert tables.column("source", "length").tolist() == [0]
    both = np.array([0, 1], dtype=np.uint32)
    assert tables.view("event", "time_verbatim").take(both) == [None, None]


def test_a_number_that_stands_in_every_row_is_kept_once(tmp_path: Path):
    tables = stored(tmp_path)
    raw = pa.ipc.open_file(str(tmp_path / "event.arrow")).schema
    assert raw.field("clock_version").type == pa.dictionary(pa.int8(), pa.int64())
    assert raw.field("time_start_latest").type == pa.int64()
    assert tables.column("event", "clock_version").tolist() == [1, 1]
    assert tables.column("event", "clock_version").dtype == np.int64
    view = tables.view("event", "clock_withdrawn_day")
    assert view.take(np.array([1, 0, 1], dtype=np.uint32)) == [POS_INF] * 3
    assert view.valid().tolist() == [True, True]
    assert tables.table("event").schema == layout()["event"].schema


@pytest.mark.parametrize(
    ("words", "kind"), [(127, "int8"), (128, "int16"), (32_767, "int16"), (32_768, "int32")]
)
def test_codes_take_as_few_bytes_as_their_words_need(words: int, kind: str):
    texts = [f"w{n:05}" for n in range(words)]
    described = layout()["event.kinds"]
    owner = np.arange(words + 1, dtype=np.uint32)
    coded = pa.array([*texts, texts[0]]).dictionary_encode()
    table = pa.table([owner, coded], schema=described.schema)
    small = smaller(table)
    assert str(small.column("value").type.index_type) == kind
    assert restored(small, described).equals(table)
    codes = view(small.column("value").chunk(0)).numpy()
    assert codes.dtype == kind
    assert (codes + 1).min() == 1  # the next code fits as well
    holes = pa.array([None, *texts]).dictionary_encode()
    (column,) = smaller(pa.table({"value": holes})).columns
    assert view(column.chunk(0)).numpy().tolist() == [-1, *range(words)]


def test_long_texts_have_offsets_of_four_bytes_where_they_suffice():
    (column,) = smaller(pa.table({"text": pa.array(["a", None], pa.large_utf8())})).columns
    assert column.type == pa.utf8()


def test_every_file_opens_with_arrow_alone(tmp_path: Path):
    stored(tmp_path)
    for path in tmp_path.iterdir():
        with pa.memory_map(str(path)) as file:
            reader = pa.ipc.open_file(file)
            assert reader.num_record_batches <= 1
            reader.read_all().validate(full=True)


def test_lists_are_found_by_their_owners_in_any_order():
    lists = Tables.of(RECORDS, DATASET).lists("event.participations")
    rows, counts = lists.of(np.array([1, 0, 0, 1], dtype=np.uint32))
    assert rows.tolist() == [0, 1, 0, 1]
    assert counts.tolist() == [0, 2, 2, 0]
    assert lists.of(np.array([], dtype=np.uint32))[0].tolist() == []


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_the_rows_of_owners_begin_where_they_do_block_by_block(monkeypatch, block: int):
    monkeypatch.setattr(views, "_BLOCK", block)
    owner = np.array([1, 1, 1, 3, 4, 4], dtype=np.uint32)
    assert views.Lists(owner, 6).begins().tolist() == [0, 0, 3, 3, 4, 6, 6]
    assert views.Lists(owner[:0], 2).begins().tolist() == [0, 0, 0]


@pytest.mark.parametrize("owner", [[0, 2, 1], [0, 3], [2, 0]])
def test_owners_that_descend_or_are_none_are_damage(owner: list[int]):
    with pytest.raises(SnapshotMismatchError, match="damaged"):
        views.Lists(np.array(owner, dtype=np.uint32), 3).begins()


def test_asking_for_what_is_not_there_is_a_fault_of_the_program():
    tables = Tables.of(RECORDS, DATASET)
    with pytest.raises(InternalError, match="there is no table 'events'"):
        tables.table("events")
    with pytest.raises(InternalError, match=r"event\.clock_version has no texts"):
        tables.words("event", "clock_version")
    with pytest.raises(InternalError, match=r"event\.id has no codes"):
        tables.code("event", "id", "event/a")
    with pytest.raises(InternalError, match=r"event\.kinds are values"):
        tables.assemble("event.kinds", [])
    with pytest.raises(InternalError, match="there is no column 'nope'"):
        tables.column("event", "nope")


def test_all_versions_of_all_records_are_read_table_by_table():
    assert list(Tables.of(RECORDS, DATASET).records()) == list(RECORDS)
