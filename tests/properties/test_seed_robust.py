"""Whatever stands in a folder: does reading give records or Faults, and nothing else?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import Faults, KgError
from kg.ingest import Folder, read_folder
from kg.model.integrity import check

GOOD = Path(__file__).resolve().parents[2] / "schema" / "examples" / "good" / "whole"
FILES = {file.name: file.read_text(encoding="utf-8") for file in sorted(GOOD.glob("*.yaml"))}
LINES = sorted({line for text in FILES.values() for line in text.splitlines()})
ODD = (
    "null", "~", "''", "[]", "{}", "[[]]", "{a: b}", "- x", "&a", "*a", "!!str x", "<<", "|", "\t",
    "---", "9" * 30, "1e999", "-1", "2019-13", "\x00", "\ufeff", "\U0010ffff", '"\\x07"', "#", "@",
    "2019/..", "event/", "/", "actor/x/y", "?", ": ", "{", "]", "'", '"', "\\",
)  # fmt: skip
bounded = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def outcome(files: dict[str, bytes]) -> Folder | None:
    """The folder, or None after faults that all say where, what and what to do."""
    with TemporaryDirectory() as home:
        for name, data in files.items():
            (Path(home) / name).write_bytes(data)
        try:
            return read_folder(Path(home))
        except Faults as found:
            faults = found.faults
    assert faults
    for fault in faults:
        assert isinstance(fault, KgError)
        assert fault.where.get("file") in files
        assert fault.message
    return None


@bounded
@given(st.data())
def test_edited_files_give_records_or_faults(data):
    files = dict(FILES)
    name = data.draw(st.sampled_from(sorted(files)))
    lines = files[name].splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(st.sampled_from(("cut", "drop", "twice", "other", "value")))
        if kind == "drop" and len(lines) > 1:
            del lines[place]
        elif kind == "twice":
            lines.insert(place, lines[place])
        elif kind == "other":
            lines[place] = data.draw(st.sampled_from(LINES))
        elif kind == "value":
            before, colon, _ = lines[place].partition(":")
            lines[place] = f"{before}{colon} {data.draw(st.sampled_from(ODD))}"
        else:
            lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))]
    found = outcome({n: t.encode() for n, t in (files | {name: "\n".join(lines)}).items()})
    if found is not None:
        assert check(found.records, found.dataset) == []


@bounded
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_records_or_faults(data):
    outcome({"dataset.yaml": FILES["dataset.yaml"].encode(), "x.yaml": data})
    outcome({"dataset.yaml": data})
    outcome({"dataset.yaml": FILES["dataset.yaml"].encode(), "x.ttl": data, "x.nq": data})


_words = st.sampled_from((*ODD, "x", "event/x", "happened", "2019", "en", "9", "true"))
_keys = st.sampled_from(
    ("id", "label", "labels", "kind", "status", "time", "edtf", "places", "place", "role", "en",
     "quantities", "value", "evidence", "at", "version", "withdrawn", "on", "key", "links", "text")
)  # fmt: skip
_values = st.recursive(
    _words.map(repr),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda some: f"[{', '.join(some)}]"),
        st.dictionaries(_keys, inner, max_size=3).map(
            lambda some: "{" + ", ".join(f"{k}: {v}" for k, v in some.items()) + "}"
        ),
    ),
    max_leaves=12,
)
_lists = st.sampled_from(("events", "claims", "evidence", "concepts", "sources", "tombstones"))


@bounded
@given(_lists, _values, st.dictionaries(_keys, _values, max_size=5))
def test_any_shape_of_values_gives_records_or_faults(name, whole, fields):
    record = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    text = f"{name}:\n  - id: x\n{record}"
    outcome({"dataset.yaml": FILES["dataset.yaml"].encode(), "x.yaml": text.encode()})
    outcome({"dataset.yaml": FILES["dataset.yaml"].encode(), "x.yaml": f"{name}: {whole}".encode()})
