"""How are as many events made as a test of speed wants?

    python -m seed.synth FOLDER [EVENTS] [--csv]

Writes a seed folder: two tables (events, and who took part in them), their mapping and
dataset.yaml. Everything follows from the number of events and the seed: the same folder, byte
for byte. The shape is that of real sets: few actors take part in most, recent years have more
events than early ones, one date in twelve is a month, a year or an interval.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

SEED: Final = 20190205
PER_EVENT: Final = 2.7  # participations
FIRST_DAY, LAST_DAY = 7_305, 20_088  # 1990-01-01 … 2024-12-31
_WORDS: Final = (  # noqa: SIM905  (words read better in a row)
    "council march vote raid meeting arrest order rally hearing visit strike report appeal "
    "ruling protest election patrol search charge release talk court budget school border "
    "bridge station union market river county harbour mountain northern southern public "
    "special open joint first"
).split()
_KINDS: Final = 40
_ROLES: Final = (  # noqa: SIM905  (words read better in a row)
    "conducts attends organises opposes supports hears votes speaks reports detains visits leads"
).split()
_BLOCK: Final = 500_000  # events made at a time, to bound the memory
MAPPING: Final = """\
table: events.{suffix}
with:
  people: {{table: people.{suffix}, on: {{id: event}}}}
source: {{id: synthetic, label: Synthetic events}}
events:
  - id: "{{id}}"
    label: "{{title}}"
    kind: {{id: "{{kind}}", label: "{{kind}}"}}
    time: "{{date}}"
    places: [{{place: {{id: "{{place}}", label: "{{place_name}}"}}, role: at}}]
    participations:
      - each: people
        role: {{id: "{{people.role}}", label: "{{people.role}}"}}
        actor: {{id: "{{people.actor}}", label: "{{people.name}}", type: organisation}}
"""
DATASET: Final = """\
title: Synthetic events
licence: CC0-1.0
base: https://synthetic.example/
recorded: 2025-01-01
"""
Array = npt.NDArray[Any]


def write(folder: Path, events: int, *, csv: bool = False) -> None:
    """Write the seed folder of so many events, as Parquet or as CSV.

    Cost: a second for each million events, some 200 MB.
    """
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "csv" if csv else "parquet"
    (folder / "dataset.yaml").write_text(DATASET, "utf-8")
    (folder / "synthetic.yaml").write_text(MAPPING.format(suffix=suffix), "utf-8")
    with _Out(folder / f"events.{suffix}") as one, _Out(folder / f"people.{suffix}") as two:
        for first in range(0, events, _BLOCK):
            size = min(_BLOCK, events - first)
            made, people = _block(first, size, events)
            one.write(made)
            two.write(people)


class _Out:
    """A table file that grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        if self._writer is None:
            opened = pa.csv.CSVWriter if self.path.suffix == ".csv" else pa.parquet.ParquetWriter
            self._writer = opened(str(self.path), table.schema)
        self._writer.write_table(table)

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()


def _block(first: int, size: int, events: int) -> tuple[pa.Table, pa.Table]:
    """Some events that follow each other, and who took part in them."""
    draw = np.random.default_rng((SEED, first))
    numbers = np.arange(first, first + size)
    ids = _join("e", pc.utf8_lpad(pa.array(numbers).cast(pa.utf8()), 9, "0"))
    places = _skewed(draw, size, max(20, min(3_000, events // 30)))
    made = pa.table(
        {
            "id": ids,
            "title": _titles(draw, size),
            "kind": _join("kind-", pa.array(_skewed(draw, size, _KINDS)).cast(pa.utf8())),
            "date": _dates(draw, size),
            "place": _join("place-", pa.array(places).cast(pa.utf8())),
            "place_name": _join("Place ", pa.array(places).cast(pa.utf8())),
        }
    )
    counts = 1 + draw.poisson(PER_EVENT - 1, size)
    actors = _skewed(draw, int(counts.sum()), max(50, min(50_000, events // 20)))
    roles = np.minimum(draw.geometric(0.35, len(actors)) - 1, len(_ROLES) - 1)
    people = pa.table(
        {
            "event": ids.take(pa.array(np.repeat(np.arange(size), counts))),
            "actor": _join("actor-", pa.array(actors).cast(pa.utf8())),
            "name": _join("Actor number ", pa.array(actors).cast(pa.utf8())),
            "role": pa.array(_ROLES).take(pa.array(roles)),
        }
    )
    return made, people


def _skewed(draw: np.random.Generator, size: int, many: int) -> Array:
    """Numbers below `many`, small ones far more often (Zipf-like: log-uniform ranks)."""
    ranks: Array = (np.exp(draw.random(size) * np.log(many + 1)) - 1).astype(np.int64)
    return ranks


def _titles(draw: np.random.Generator, size: int) -> pa.Array:
    words = pa.array(_WORDS)
    parts = [words.take(pa.array(draw.integers(0, len(_WORDS), size))) for _ in range(5)]
    number = pa.array(draw.integers(0, 100_000, size)).cast(pa.utf8())
    return pc.binary_join_element_wise(*parts, number, " ")


def _dates(draw: np.random.Generator, size: int) -> pa.Array:
    """EDTF: mostly days, later ones more often; some months, years and intervals."""
    span = LAST_DAY - FIRST_DAY
    days = LAST_DAY - (span * draw.random(size) ** 2).astype(np.int64)
    length = np.minimum(draw.geometric(0.2, size), LAST_DAY - days)
    day = pa.array(days.astype(np.int32)).cast(pa.date32()).cast(pa.utf8())
    last = pa.array((days + length).astype(np.int32)).cast(pa.date32()).cast(pa.utf8())
    shape = draw.random(size)
    month, year = pc.utf8_slice_codeunits(day, 0, 7), pc.utf8_slice_codeunits(day, 0, 4)
    interval = pc.binary_join_element_wise(day, last, "/")
    return pc.case_when(
        pa.StructArray.from_arrays(
            [pa.array(shape < 0.03), pa.array(shape < 0.045), pa.array(shape < 0.085)],
            names=["month", "year", "interval"],
        ),
        month,
        year,
        interval,
        day,
    )


def _join(start: str, ends: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(start, ends, "")


def main(words: list[str]) -> int:
    """Write what the words ask for."""
    named = [word for word in words if not word.startswith("--")]
    if not named or len(named) > 2 or set(words) - {*named, "--csv"}:
        sys.stderr.write((__doc__ or "").split("\n\n")[1] + "\n")
        return 2
    events = int(named[1]) if len(named) == 2 else 10_000
    write(Path(named[0]), events, csv="--csv" in words)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
