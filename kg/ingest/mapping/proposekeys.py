"""Which columns tell one row of a table from every other?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from kg.ingest.mapping.proposelook import Column
from kg.ingest.mapping.slugs import slugged

_COLUMNS: Final = 4  # of a key
_SHORT: Final = 40  # letters of a code
_TRIED: Final = 24
_NEAR: Final = 0.8  # of the cells of a column that is meant as a key differ
_CODE: Final = re.compile(r".*[0-9].*", re.DOTALL)
_LEAST: Final = 0.5  # of the rows have to have a column that is part of a key
NOTHING: Final = "none"  # what stands in an id for a missing cell
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The columns of a key; without any, the number of the row is the key.

    `again` rows have the key of an earlier row, `copies` of them are the same all over.
    """

    columns: tuple[Column, ...] = ()
    again: int = 0
    copies: int = 0


def key_of(
    named: Sequence[Column], others: Sequence[Column], every: Sequence[Column], room: int
) -> Key:
    """The smallest key: of one of the `named` columns alone, else of several.

    The `named` ones are meant as keys by their names, or because they begin the rows: where
    nearly all cells of one differ, rows that agree in it are counted.
    Ids are compared as slugs, since so they are made, and have at most `room` letters.
    """
    candidates = [c for c in (*named, *others) if _usable(c)][:_TRIED]
    slugs = {c.place: _slugs(c) for c in candidates}
    codes = {place: found.codes for place, found in slugs.items()}
    rows = candidates[0].rows if candidates else 0
    for column in candidates:
        if column in named and len(np.unique(codes[column.place])) == rows == column.filled:
            return Key(columns=(column,))
    for column in candidates:
        differ = len(np.unique(codes[column.place]))
        if column in named and column.filled == rows and differ >= _NEAR * rows:
            return Key(columns=(column,), again=rows - differ, copies=_copies(every, rows))
    chosen: list[Column] = []
    whole: Codes = np.zeros(rows, np.int64)
    long: Codes = np.zeros(rows, np.int64)
    reached = 1
    while candidates and reached < rows and len(chosen) < _COLUMNS:
        gains = []
        for place, column in enumerate(candidates):
            if int((long + slugs[column.place].lengths).max()) <= room:
                together = _together(whole, codes[column.place])
                full = column.filled == column.rows
                gain = (int(together.max()) + 1, full, -len(column.counts), -place)
                gains.append((*gain, together))
        best = max(gains, key=lambda gain: gain[:4], default=(0, False, 0, 0, whole))
        if best[0] <= reached:
            break
        reached, _, _, place, whole = best
        long = long + slugs[candidates[-place].place].lengths
        chosen.append(candidates.pop(-place))
    if not chosen:
        return Key()
    chosen = _pruned(chosen, codes, reached)
    copies = _copies(every, rows) if reached < rows else 0
    return Key(columns=tuple(chosen), again=rows - reached, copies=copies)


def is_code(column: Column) -> bool:
    """Whether the cells of a column look like codes: short, each with a digit, all there."""
    texts = column.some(400)
    return (
        bool(texts)
        and not column.listed
        and column.filled == column.rows
        and all(len(text) <= _SHORT and _CODE.fullmatch(text) for text, _ in texts)
    )


def _usable(column: Column) -> bool:
    return not column.listed and column.share >= _LEAST and max(map(len, column.counts)) <= 120


class _Slugs(NamedTuple):
    """For each row a number that stands for its slug, and how long it is, with a hyphen."""

    codes: Codes
    lengths: Codes


def _slugs(column: Column) -> _Slugs:
    words = column.cells.dictionary_encode()
    slugs = [slugged(text) for text in words.dictionary.to_pylist()] + [NOTHING]
    places = words.indices.fill_null(len(slugs) - 1).to_numpy(zero_copy_only=False)
    numbers: dict[str, int] = {}
    by_word = np.array([numbers.setdefault(slug, len(numbers)) for slug in slugs], np.int64)
    lengths = np.array([len(slug) + 1 for slug in slugs], np.int64)
    return _Slugs(by_word[places], lengths[places])


def _together(one: Codes, two: Codes) -> Codes:
    joined = one * (int(two.max(initial=0)) + 1) + two
    codes: Codes = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return codes


def _pruned(chosen: list[Column], codes: dict[int, Any], reached: int) -> list[Column]:
    """The same without columns that later ones made needless."""
    for column in list(chosen):
        rest = [codes[other.place] for other in chosen if other is not column]
        if rest:
            whole = np.zeros(len(rest[0]), np.int64)
            for one in rest:
                whole = _together(whole, one)
            if int(whole.max()) + 1 == reached:
                chosen = [other for other in chosen if other is not column]
    return sorted(chosen, key=lambda column: column.place)


def _copies(every: Sequence[Column], rows: int) -> int:
    """How many rows say what an earlier one says, in every column."""
    whole: Codes = np.zeros(rows, np.int64)
    for column in every:
        if column.listed:
            texts = ["\x1f".join(map(str, cell or ())) for cell in column.cells.to_pylist()]
            _, codes = np.unique(np.array(texts, dtype=object).astype(str), return_inverse=True)
        else:
            words = pc.fill_null(column.cells, "").dictionary_encode()
            codes = words.indices.to_numpy(zero_copy_only=False)
        whole = _together(whole, codes.astype(np.int64))
    return rows - (int(whole.max(initial=-1)) + 1)
