"""Does the reader of tables give back what was written, and do its two roads agree?"""

from __future__ import annotations

import csv
import gzip
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.ingest.limits import DEFAULT
from kg.ingest.tables import TableForm, open_table
from kg.ingest.tables.blocks import SeparatedCells
from kg.ingest.tables.clean import clean
from kg.ingest.tables.head import read_head
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.rows import RowReader

# Neither lone surrogates, which no encoding has, nor control characters: a file that is full
# of them is taken for no text.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\x85"), max_size=9
)
MESS = st.text(st.sampled_from('ab,"\n\r é'), max_size=60)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 5))
    cells = draw(
        st.sampled_from([TEXTS, st.sampled_from(["", "x", '"', "a\r\nb", " 007", ",;|\t"])])
    )
    return draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12))


@settings(max_examples=60, deadline=None)
@given(
    rows=tables(),
    separator=st.sampled_from(",;\t|"),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"]),
    packed=st.booleans(),
    batch=st.integers(1, 5),
)
def test_what_csv_writes_is_read_back(
    tmp_path_factory, rows, separator, ends, quoting, encoding, packed, batch
):
    if quoting == csv.QUOTE_MINIMAL and set("\r\n") & set("".join(map("".join, rows))):
        quoting = csv.QUOTE_ALL  # Python 3.11 quotes no end of line but the one that ends rows
    names = [f"name {at}" for at in range(len(rows[0]))]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=ends, quoting=quoting)
    writer.writerows([names, *rows])
    data = out.getvalue().encode(encoding)
    path = tmp_path_factory.mktemp("tables") / ("t.csv.gz" if packed else "t.csv")
    path.write_bytes(gzip.compress(data) if packed else data)
    form = TableForm(
        separator=separator,
        encodings=(encoding,) if encoding == "gb18030" else ("utf-8", "windows-1252"),
    )
    table = open_table(path, form, DEFAULT)
    assert table.columns == tuple(names)
    found, numbers = [], []
    for part in table.batches(batch):
        assert len(part.rows) <= batch
        assert part.first_row == part.rows[0]
        numbers += part.rows.tolist()
        columns = [part.columns[name].to_pylist() for name in names]
        found += [list(row) for row in zip(*columns, strict=True)]
    written = [(number, row) for number, row in enumerate(rows, 1) if "".join(row).strip()]
    assert found == [row for _, row in written]
    assert numbers == [number for number, _ in written]
    assert table.rejects == []


class Slices:
    """A source that hands out its text in small pieces."""

    def __init__(self, head: str, text: str, size: int) -> None:
        data = text.encode()
        self.pieces = [head.encode(), *(data[at : at + size] for at in range(0, len(data), size))]

    def chunks(self):
        return iter(self.pieces)


def fast(head, text, size, form):
    """The rows by blocks, their numbers, and the rejects."""
    ledger = Ledger(DEFAULT)
    cells = SeparatedCells(Slices(head, text, size), form, Ledger(DEFAULT))
    numbers, rows = [], []
    for part in cells.parts(ledger):
        numbers += part.numbers.tolist()
        rows += [list(row.values()) for row in part.cells.to_pylist()]
    return numbers, rows, ledger.rejects


def slow(head, text, size, form):
    """The same, by the slow twin over the whole text."""
    ledger = Ledger(DEFAULT)
    pieces = list(clean(Slices(head, text, size).chunks(), form.encodings, ledger))
    found = read_head(pieces[0], form, ledger)
    reader = RowReader(found.dialect, found.columns, found.named, ledger)
    taken = reader.read(b"".join(pieces)[found.body :].decode(), 1, final=True)
    return taken.numbers, taken.rows, ledger.rejects


@pytest.mark.parametrize("comment", [None, "a"])
@pytest.mark.parametrize("head", ["x,y\n", "x,y\r", "x,y,z\r\n", "x,\n", "x\n"])
@settings(max_examples=100, deadline=None)
@given(text=MESS, size=st.integers(1, 70))
@example(text='a,"b\nb,a\na,"b, b",a\n', size=7)
@example(text='a,b\ra,"b\r\n', size=5)
def test_blocks_read_as_rows_do(head, comment, text, size):
    form = TableForm(format="csv", separator=",", comment=comment)
    assert fast(head, text, size, form) == slow(head, text, size, form)
