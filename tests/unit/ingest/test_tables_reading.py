"""Does each kind of table, with its mess, come out as the cells that a person sees in it?"""

from __future__ import annotations

import datetime as dt
import gzip
import os
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.errors import SeedError
from kg.ingest import ReadLimits
from kg.ingest.limits import DEFAULT
from kg.ingest.tables import Reject, TableForm, open_table
from kg.ingest.tables.clean import clean
from kg.ingest.tables.ledger import Ledger

CURLY = "\u2019"  # the apostrophe of printers
SETS = Path(__file__).resolve().parents[3].parent / "shared" / "data"


@pytest.fixture
def opened(tmp_path):
    def make(data, name="t.csv", limits=DEFAULT, **form):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return open_table(path, TableForm(**form), limits)

    return make


@pytest.fixture
def read(opened):
    def make(data, name="t.csv", limits=DEFAULT, **form):
        """The rows by their numbers, and the table."""
        table = opened(data, name, limits, **form)
        return rows_of(table), table

    return make


def rows_of(table, size=100_000):
    found = {}
    for batch in table.batches(size):
        assert tuple(batch.columns) == table.columns
        columns = [column.to_pylist() for column in batch.columns.values()]
        found |= dict(zip(batch.rows.tolist(), map(list, zip(*columns, strict=True)), strict=True))
    assert list(found) == sorted(found)
    return found


def refused(make, *args, **form):
    with pytest.raises(SeedError) as caught:
        make(*args, **form)
    assert caught.value.hint
    assert caught.value.where["file"]
    return caught.value.message


def lines(*rows):
    return "\n".join(rows) + "\n"


# --- separated cells


def test_cells_are_texts_as_they_stand(read):
    rows, table = read('id,a,b\n007, x ,NA\n1e5,"",\n')
    assert rows == {1: ["007", " x ", "NA"], 2: ["1e5", "", ""]}
    assert (table.columns, table.notes, table.rejects) == (("id", "a", "b"), [], [])
    assert table.size == 26
    assert len(table.sha256) == 64


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a,b\n1,2\n", 2),
        ("a;b;c\n1,5;2;3\n", 3),
        ("a\tb\n1,2\t3\n", 2),
        ("a|b\n1|2\n", 2),
        ("a\n1\n", 1),
        ("name,tags\nx,p;q\ny,p;q;r\n", 2),
        ('a;b\n"x,y";1\n', 2),
        ("title;when\na, b, c;1\nd;2\n", 2),
    ],
)
def test_the_separator_is_found(opened, text, columns):
    assert len(opened(text).columns) == columns
    assert len(opened(text.replace("\n", "\r\n"), "t.txt").columns) == columns


def test_a_separator_that_is_told_is_not_looked_for(read):
    assert read("a;b,c\n1;2,3\n", separator=";")[0] == {1: ["1", "2,3"]}
    assert read("a,b\n1,2\n", "t.tsv")[1].columns == ("a,b",)


def test_lines_before_the_header_and_comments_are_passed_over(read):
    text = 'Title, "of it\n\n# note "\na,b\n1,2\n# more, "\n3,4\n'
    rows, table = read(text, skip=1, comment="#")
    assert rows == {1: ["1", "2"], 2: ["3", "4"]}
    assert table.rejects == []


def test_without_a_header_columns_are_counted(read):
    rows, table = read("1,2\n3,4\n", header=False)
    assert table.columns == ("column1", "column2")
    assert rows == {1: ["1", "2"], 2: ["3", "4"]}


def test_names_in_the_header_are_made_distinct(read):
    rows, table = read(' name ,name,,name.2,"Start\nday"\n1,2,3,4,5\n')
    assert table.columns == ("name", "name.3", "column3", "name.2", "Start day")
    assert rows == {1: ["1", "2", "3", "4", "5"]}
    assert table.notes == [
        "2 names in the header had spaces to spare",
        "1 more columns named 'name'",
        "1 columns without a name",
    ]


def test_ragged_rows_are_rejected_and_the_numbers_stay_right(read):
    rows, table = read(lines("a,b,c", "1,2,3", "4,5", "", "   ", "6,7,8,9", "10,11,12"))
    assert rows == {1: ["1", "2", "3"], 4: ["10", "11", "12"]}
    assert table.rejects == [
        Reject(2, None, "4,5", "the row has 2 cells, the header 3"),
        Reject(3, None, "6,7,8,9", "the row has 4 cells, the header 3"),
    ]


def test_separators_at_the_end_of_rows_are_no_cells(read):
    rows, table = read("a,b\n1,2,\n3,4,,\n5,6\n")
    assert rows == {1: ["1", "2"], 2: ["3", "4"], 3: ["5", "6"]}
    assert table.notes == ["2 rows end in separators beyond the header; the first in row 1"]
    rows, table = read("a,b,\n1,2,\n3,4\n5\n")
    assert rows == {1: ["1", "2", ""], 2: ["3", "4", ""]}
    assert [reject.row for reject in table.rejects] == [3]


def test_rejects_and_notes_begin_anew_with_each_reading(opened):
    table = opened("a,b\n1\n2,3,\n")
    for _ in range(2):
        assert rows_of(table) == {2: ["2", "3"]}
        assert (len(table.rejects), len(table.notes)) == (1, 1)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_batches_have_the_size_that_was_asked_for(opened, size):
    table = opened(lines("a,b", "1,2", "bad", *(f"{n},x" for n in range(3, 10))))
    sizes = [len(batch.rows) for batch in table.batches(size)]
    assert sum(sizes) == 8
    assert set(sizes[:-1]) <= {size}
    assert list(rows_of(table, size)) == [1, *range(3, 10)]


# --- encodings and line ends


def test_a_line_in_another_encoding_does_not_spoil_the_others(read):
    data = (
        f"a,b\nit{CURLY}s,ñ\n".encode()
        + b"Do\xf1a,x\n"
        + f"it{CURLY}s ".encode()
        + b"Do\xf1a,y\nz,z\n"
    )
    rows, table = read(data)
    assert rows == {
        1: [f"it{CURLY}s", "ñ"],
        2: ["Doña", "x"],
        3: [f"it{CURLY}s Doña", "y"],
        4: ["z", "z"],
    }
    assert table.notes == ["2 lines in windows-1252, not utf-8; the first in row 2"]


@pytest.mark.parametrize(
    ("names", "beyond"),
    [
        (("utf-8", "windows-1252"), b"\xe9 \x92"),
        (("utf-8", "ascii", "windows-1252"), b"\xe9 \x92"),
        (("utf-8", "shift_jis"), "東京".encode("shift_jis")),
        (("utf-8", "gb18030", "windows-1252"), "上海".encode("gb18030")),
    ],
)
def test_a_piece_mended_at_once_is_as_line_by_line(names, beyond):
    piece = b"a,b\n1,x\r\n" + beyond + b",y\rz,z\n" + beyond * 2 + b"|" + beyond + b"\n"
    whole, parted = Ledger(DEFAULT), Ledger(DEFAULT)
    found = b"".join(clean([piece], names, whole))
    # A line of UTF-8 in front, and nothing is done at once.
    other = b"".join(clean(["é\n".encode() + piece], names, parted))
    assert other == "é\n".encode() + found
    assert whole.notes() == parted.notes()
    assert whole.notes()[0].startswith("2 lines in ")
    assert (whole._seen.popitem()[1].first, parted._seen.popitem()[1].first) == (9, 12)


def test_bytes_in_no_encoding_reject_their_row_only(read):
    rows, table = read(b"a,b\n1,\x81x\n2,\xe9\n")
    assert rows == {2: ["2", "é"]}
    assert table.rejects == [Reject(1, "b", "1,?x", "its bytes are in none of the encodings")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(read, encoding):
    rows, table = read(f"a,b\né,{CURLY}\n".encode(encoding))
    assert rows == {1: ["é", CURLY]}
    assert table.columns == ("a", "b")
    assert table.notes[0].startswith("1 byte order mark")


def test_encodings_are_tried_in_their_order(read):
    data = "名,b\n東京,1\n".encode("shift_jis") + "東京,2\n".encode()
    rows, table = read(data, encodings=("ascii", "shift_jis", "utf-8"), separator=",")
    assert table.columns == ("名", "b")
    assert rows[1] == ["東京", "1"]
    rows, _ = read("a,é\n1,2\n".encode("utf-16-le"), encodings=("utf-16-le",))
    assert rows == {1: ["1", "2"]}


def test_nul_bytes_are_left_out_and_told(read):
    rows, table = read(b"a,b\n1,2\n3,\x00\x00x\n" + b"5,6\n" * 9)
    assert rows[2] == ["3", "x"]
    assert table.notes == ["2 NUL bytes were left out; the first in row 2"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\r\r\n", "\n\r\n"])
def test_lines_end_as_they_like(read, ends):
    rows, table = read(ends.join(["a,b", "1,2", '"x\r\ny",4', "5,6"]))
    assert rows == {1: ["1", "2"], 2: ["x\r\ny", "4"], 3: ["5", "6"]}
    assert table.rejects == []


def test_line_ends_may_change_within_a_file(read):
    rows, table = read("a,b\r\n1,2\n3,4\r\n5,6\r7,8\n9,10")
    assert list(rows.values()) == [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"], ["9", "10"]]
    assert table.rejects == []


def test_a_stray_carriage_return_belongs_to_its_cell(read):
    rows, table = read('a,b,c\n1,x\ry,z\n2,"p\rq",r\n3,u,v\rw\n')
    assert rows == {1: ["1", "x\ry", "z"], 2: ["2", "p\rq", "r"], 3: ["3", "u", "v\rw"]}
    assert table.notes == ["2 bare carriage returns inside cells; the first in row 1"]


# --- quotes


def test_an_unclosed_quote_costs_its_row_only(read):
    closed = "a quote opens in this row and is never closed"
    rows, table = read(lines("a,b,c", "1,x,y", '2,"open,z', "3,x,y", '4,"p, q",r', "5,x,y"))
    assert list(rows) == [1, 3, 4, 5]
    assert rows[4] == ["4", "p, q", "r"]
    assert table.rejects == [Reject(2, None, '2,"open,z', closed)]
    rows, table = read(lines("a,b,c", "1,x,y", '2,"open,z', "3,x,y", "4,x,y"))
    assert list(rows) == [1, 3, 4]
    assert table.rejects == [Reject(2, None, '2,"open,z', closed)]
    rows, table = read(lines("a,b,c", '1,"open,z', '2,"p",r', "3,x,y"))
    assert list(rows) == [2, 3]


def test_a_cell_may_go_over_lines(read):
    rows, table = read('a,b\n1,"x\n\n""y"", z\n"\n2,3\n')
    assert rows == {1: ["1", 'x\n\n"y", z\n'], 2: ["2", "3"]}
    assert table.rejects == []


def test_a_ragged_row_over_lines_is_one_reject(read):
    rows, table = read('a,b,c\n1,"x\ny"\n2,3,4\n')
    assert list(rows) == [2]
    assert table.rejects == [Reject(1, None, '1,"x\ny"', "the row has 2 cells, the header 3")]


def test_quotes_inside_cells_are_told(read):
    rows, table = read('a,b\n5" pipe,1\n6" pipe,2\n')
    assert rows == {1: ['5" pipe', "1"], 2: ['6" pipe', "2"]}
    assert table.notes[0].endswith("not doubled; the first in row 1")


def test_quotes_may_be_letters_like_others(read):
    rows, table = read('a\tb\n"\t1\n"x" y\t2\n', "t.tsv", quote="")
    assert rows == {1: ['"', "1"], 2: ['"x" y', "2"]}
    assert table.rejects == []


def test_a_quote_that_swallows_too_much_is_given_up(read):
    limits = ReadLimits(row_bytes=2_000, cell_bytes=1_000)
    text = lines("a,b,c", "1,x,y", '2,"open,z', *(f"{n},x,y" for n in range(3, 400)))
    rows, table = read(text, limits=limits)
    assert list(rows) == [1, *range(3, 400)]
    assert [reject.row for reject in table.rejects] == [2]


def test_reading_again_behind_quotes_is_bounded(read):
    text = lines("a,b", *['a","b'] * 300)
    limits = ReadLimits(row_bytes=1_000, reread_bytes=20_000)
    assert "quotes that are never closed" in refused(read, text, limits=limits)


# --- what is no table, and limits


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "t.csv", "is empty"),
        (b"\n\n", "t.csv", "has no rows"),
        (b"<!doctype html><html>", "t.csv", "is a web page, not a table"),
        (b"<?xml version='1.0'?>", "t.csv", "is XML, not a table"),
        (b"PK\x03\x04....", "t.csv", "is a spreadsheet or an archive, not a table"),
        (b"%PDF-1.7", "t.tsv", "is a PDF document, not a table"),
        (bytes(range(256)) * 9, "t.csv", "is not text, so not a table"),
        ("a,b\n1,2\n".encode("utf-16-le"), "t.csv", "is not text, so not a table"),
        (b'"a,b\n1,2\n', "t.csv", "has a quote in its first row that is never closed"),
        (b"PAR1", "t.parquet", "cannot be read as Parquet"),
        (b"a,b\n1,2\n", "t.parquet", "cannot be read as Parquet"),
        (b'[\n{"a": 1}]', "t.jsonl", "is one JSON array"),
        (b'{\n"a": 1}', "t.jsonl", "has objects over several lines"),
        (b"1\n2\n", "t.jsonl", "has no object with a key"),
        (b"a,b\n", "t.xyz", "the suffix '.xyz' does not say what table this is"),
    ],
)
def test_what_is_no_table_is_refused(opened, data, name, message):
    assert refused(opened, data, name).startswith(message)


def test_only_regular_files_are_opened(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n")
    (tmp_path / "link.csv").symlink_to("t.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("link.csv", "pipe.csv", "folder.csv", "none.csv"):
        with pytest.raises(SeedError) as caught:
            open_table(tmp_path / name, TableForm(), DEFAULT, name=f"lists/{name}")
        assert caught.value.where["file"] == f"lists/{name}"


def test_a_file_that_changes_is_not_read_on(opened, tmp_path):
    table = opened("a,b\n1,2\n")
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3,4\n")
    assert "was changed" in refused(lambda: list(table.batches()))


@pytest.mark.parametrize("codec", ["gzip", "zstd"])
def test_packed_files(read, codec, tmp_path):
    data = lines("a,b", *(f"{n},{n * n}" for n in range(50_000))).encode()
    packed = pa.Codec(codec).compress(data, asbytes=True)
    name = "t.csv.gz" if codec == "gzip" else "t.csv.zst"
    assert len(read(packed, name)[0]) == 50_000
    assert len(read(packed + packed, name)[0]) == 100_001
    assert "cannot be unpacked to its end" in refused(read, packed[: len(packed) // 2], name)
    assert len(read(data, name)[0]) == 50_000  # a browser unpacked it and kept the name


def test_a_bomb_is_refused(read):
    data = gzip.compress(b"a,b\n" + b"1,2\n" * 500_000)
    limits = ReadLimits(unpacked_bytes=1_500_000)
    assert "larger than 1500000 bytes when it is unpacked" in refused(
        read, data, "t.csv.gz", limits=limits
    )
    bomb = gzip.compress(b"a,b\n" + (b"1," + b"x" * 999 + b"\n") * 70_000)
    assert "more than 500 times its size" in refused(read, bomb, "t.csv.gz")
    assert "larger than 9 bytes" in refused(
        read, "a,b\n1,2\n3,4\n", limits=ReadLimits(table_bytes=9)
    )


def test_long_cells_wide_rows_and_many_rejects_are_bounded(read):
    limits = ReadLimits(cell_bytes=20, columns=3, rejects=2)
    rows, table = read(f"a,b\n1,{'x' * 21}\n2,{'é' * 10}\n", limits=limits)
    assert rows == {2: ["2", "é" * 10]}
    assert table.rejects == [Reject(1, "b", "x" * 21, "the cell has more than 20 bytes")]
    assert "more than 3 columns" in refused(read, "a,b,c,d\n", limits=limits)
    assert "more than 2 rows" in refused(read, "a,b\n1\n2\n3\n", limits=limits)
    assert "line of more than 50" in refused(read, "a" * 60, limits=ReadLimits(row_bytes=50))
    many = '{"a":1,"b":2}\n{"c":1,"d":2}\n'
    assert "more than 3 columns" in refused(read, many, "t.jsonl", limits=limits)


def test_a_long_value_is_shortened_in_its_reject(read):
    _, table = read(f"a,b\n{'x' * 500}\n")
    assert table.rejects[0].value == "x" * 200 + "…"


@pytest.mark.parametrize(
    "form",
    [
        {"encodings": ("klingon",)},
        {"encodings": ("hex",)},
        {"encodings": ()},
        {"separator": ""},
        {"separator": "||"},
        {"separator": "\n"},
        {"separator": '"'},
        {"quote": "é"},
        {"format": "xlsx"},
        {"skip": -1},
        {"comment": ""},
    ],
)
def test_a_form_by_which_nothing_can_be_read_is_refused(form):
    with pytest.raises(SeedError) as caught:
        TableForm(**form)
    assert caught.value.hint


# --- JSON Lines


def test_json_values_become_what_a_person_would_write(read):
    rows, table = read(
        '{"id":"007","n":1.10,"w":5.0,"e":1e5,"big":123456789012345678901234567890,"t":true}\n'
        '{"id":7,"n":-0.0,"w":null,"e":1e99,"big":"x","t":false,"late":"1"}\n',
        "t.jsonl",
    )
    assert table.columns == ("id", "n", "w", "e", "big", "t", "late")
    assert list(rows.values()) == [
        ["007", "1.10", "5", "100000", "123456789012345678901234567890", "true", None],
        ["7", "0", None, "1E+99", "x", "false", "1"],
    ]


def test_json_objects_become_dotted_columns_and_lists_parallel_ones(read):
    rows, table = read(
        '{"place":{"name":"Rome","at":{"lat":41.9}},"who":[{"name":"A","role":"x"},{"name":"B"}]}\n'
        '{"place":null,"who":[],"tags":["p",2,null],"deep":[[1,2.50],{"a":1}]}\n'
        '{"who":{"name":"C"},"tags":"one","place":{"at":"here"}}\n',
        "t.ndjson",
    )
    found = {name: [row[at] for row in rows.values()] for at, name in enumerate(table.columns)}
    assert found == {
        "place.name": ["Rome", None, None],
        "place.at.lat": ["41.9", None, None],
        "who.name": [["A", "B"], [], ["C"]],
        "who.role": [["x", None], [], [None]],
        "tags": [None, ["p", "2", None], ["one"]],
        "deep": [None, ["[1,2.50]", None], None],
        "deep.a": [None, [None, "1"], None],
        "place.at": [None, None, "here"],
    }


def test_json_nests_no_deeper_than_it_may(read):
    rows, table = read('{"a":{"b":{"c":{"d":1.50}}}}\n', "t.jsonl", ReadLimits(nesting=2))
    assert table.columns == ("a.b",)
    assert rows == {1: ['{"c":{"d":1.50}}']}
    deep = '{"a":' * 5_000 + "1" + "}" * 5_000
    rows, table = read(lines('{"a":1}', deep), "t.jsonl")
    assert list(rows) == [1]
    assert [reject.row for reject in table.rejects] == [2]


def test_json_lines_that_are_no_objects_are_rejected(read):
    data = b'\xef\xbb\xbf{"a":"x"}\r\n\r\nnope\n[1]\n{"a":"Do\xf1a"}\n{"a":"\\ud800"}\n{"a":1}'
    rows, table = read(data, "t.jsonl")
    assert rows == {1: ["x"], 4: ["Doña"], 6: ["1"]}
    assert [reject.row for reject in table.rejects] == [2, 3, 5]
    assert table.rejects[1].reason == "the line is not a JSON object"
    assert "1 lines in windows-1252, not utf-8; the first in row 4" in table.notes


# --- Parquet


def parquet(tmp_path, **columns):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=2)
    return open_table(path, TableForm(), DEFAULT)


def test_parquet_values_become_what_a_person_would_write(tmp_path):
    noon = dt.datetime(2024, 6, 1, 12, 30, 0, 500_000)
    day = dt.datetime(2024, 1, 1)
    columns = {
        "text": (["007", ""], None),
        "int": ([2**62, None], None),
        "float": ([5.0, 0.1], None),
        "wide": ([1e15, 1e300], None),
        "float32": ([0.1, -0.0], pa.float32()),
        "half": ([1.5, 2.0], pa.float16()),
        "flag": ([True, False], None),
        "day": ([dt.date(1, 1, 1), None], None),
        "day64": ([dt.date(2024, 2, 29), None], pa.date64()),
        "moment": ([noon, day], pa.timestamp("us")),
        "second": ([noon.replace(microsecond=0), day], pa.timestamp("s")),
        "zoned": ([noon, day - dt.timedelta(hours=1)], pa.timestamp("ns", "Europe/Berlin")),
        "utc": ([noon, day], pa.timestamp("ms", "UTC")),
        "time": ([dt.time(1, 2, 3), dt.time(10, 20, 30, 400_000)], None),
        "decimal": ([Decimal("1.10"), Decimal("0.00")], None),
        "small": ([Decimal("0.0000000001"), Decimal("12")], pa.decimal128(20, 10)),
        "bytes": ([b"abc", None], None),
        "odd": ([b"\xff\x00", b"a"], None),
        "span": ([dt.timedelta(seconds=5), None], pa.duration("s")),
        "none": ([None, None], None),
    }
    table = parquet(tmp_path, **{name: pa.array(v, kind) for name, (v, kind) in columns.items()})
    rows = rows_of(table)
    assert dict(zip(table.columns, zip(rows[1], rows[2], strict=True), strict=True)) == {
        "text": ("007", ""),
        "int": ("4611686018427387904", None),
        "float": ("5", "0.1"),
        "wide": ("1000000000000000", "1e+300"),
        "float32": ("0.1", "0"),
        "half": ("1.5", "2"),
        "flag": ("true", "false"),
        "day": ("0001-01-01", None),
        "day64": ("2024-02-29", None),
        "moment": ("2024-06-01T12:30:00.5", "2024-01-01"),
        "second": ("2024-06-01T12:30:00", "2024-01-01"),
        "zoned": ("2024-06-01T14:30:00.5+02:00", "2024-01-01"),
        "utc": ("2024-06-01T12:30:00.5Z", "2024-01-01"),
        "time": ("01:02:03", "10:20:30.4"),
        "decimal": ("1.10", "0.00"),
        "small": ("0.0000000001", "12.0000000000"),
        "bytes": ("abc", None),
        "odd": ("ff00", "61"),
        "span": ("5 s", None),
        "none": (None, None),
    }


def test_parquet_nests_as_json_does(tmp_path):
    table = parquet(
        tmp_path,
        place=[{"name": "Rome", "at": {"lat": 41.5}}, None, {"name": None, "at": None}],
        who=[[{"name": "A", "k": 1}, {"name": "B", "k": None}], [], None],
        tags=[["p", None], None, []],
        pair=pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int8(), 2)),
        more=pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int8())),
        deep=[[[1], [2, 3]], None, []],
        coded=pa.array(["x", "y", "x"]).dictionary_encode(),
    )
    rows = rows_of(table, 2)
    found = {name: [row[at] for row in rows.values()] for at, name in enumerate(table.columns)}
    assert found == {
        "place.at.lat": ["41.5", None, None],
        "place.name": ["Rome", None, None],
        "who.k": [["1", None], [], None],
        "who.name": [["A", "B"], [], None],
        "tags": [["p", None], None, []],
        "pair": [["1", "2"], None, ["3", "4"]],
        "more.key": [["k"], None, []],
        "more.value": [["1"], None, []],
        "deep": [["[1]", "[2, 3]"], None, []],
        "coded": ["x", "y", "x"],
    }


def test_long_texts_in_lists_reject_their_row(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": [["x"], ["y", "z" * 30, "z" * 40], None], "b": [1, 2, 3]}), path)
    table = open_table(path, TableForm(), ReadLimits(cell_bytes=20))
    assert rows_of(table) == {1: [["x"], "1"], 3: [None, "3"]}
    assert [(reject.row, reject.column) for reject in table.rejects] == [(2, "a")]


# --- the real ones


@pytest.mark.skipif(not SETS.is_dir(), reason="the data sets are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("ccc2025/ccc-phase3-public.csv.gz", 4_492, 71),
        ("icews14/icews14.csv.gz", 90_730, 4),
        ("letters_moritz/letters_vol1-4.csv.gz", 4_506, 16),
        ("letters_moritz/editions.csv.gz", 4, 3),
        ("ice287g/ice287g_participating_2025-05-16.csv.gz", 571, 7),
        ("ice287g/ice287g_participating_2025-06-17.csv.gz", 706, 7),
        ("ice287g/ice287g_pending_2025-05-16.csv.gz", 92, 5),
        ("ice287g/ice287g_pending_2025-06-17.csv.gz", 69, 5),
        ("edtf/edtf_vectors_sample.csv", 122, 7),
    ],
)
def test_the_real_sets_are_read_whole(name, rows, columns):
    table = open_table(SETS / name, TableForm(), DEFAULT)
    numbers = [row for batch in table.batches(1_000) for row in batch.rows.tolist()]
    assert numbers == list(range(1, rows + 1))
    assert len(table.columns) == columns
    assert table.rejects == []


@pytest.mark.skipif(not SETS.is_dir(), reason="the data sets are not beside this checkout")
def test_two_lines_of_the_protests_are_in_another_encoding():
    table = open_table(SETS / "ccc2025" / "ccc-phase3-public.csv.gz", TableForm(), DEFAULT)
    rows = rows_of(table).values()
    cells = [cell for row in rows for cell in row]
    assert sum(cell.count(CURLY) for cell in cells) == 957
    county = table.columns.index("resolved_county")
    assert sum(row[county] == "Doña Ana County" for row in rows) == 2
    assert {row[table.columns.index("fips_code")][:2] for row in rows} >= {"06"}
    assert table.notes == ["2 lines in windows-1252, not utf-8; the first in row 1031"]
