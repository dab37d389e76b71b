"""What do the cells of a column look like: numbers, lists, outside identifiers, addresses?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kg.errors import KgError
from kg.ingest.mapping.proposelook import Column
from kg.ingest.mapping.proposewords import OUTSIDE
from kg.ingest.mapping.settle import number
from kg.model.writing import is_iri

_MOST: Final = 2_000  # distinct texts that are tried
SPLITS: Final = (";", "|", "\n", " / ", ",")
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
_HOST: Final = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}(/\S*)?", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")
_GROUPED: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "": re.compile(r"[^0-9]*[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?[^0-9]*"),
        ".": re.compile(r"[^0-9]*([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]+)?[^0-9]*"),
    }
)
_WEB: Final = re.compile(r"(https?://|www\.)\S+\.\S+", re.IGNORECASE)
_FLAG_WORDS: Final = frozenset(
    {"0", "1", "true", "false", "yes", "no", "y", "n", "t", "f", "si", "sí", "x"}
)
# Steps of `columns:` that make numbers of what people write.
MENDINGS: Final[tuple[Mapping[str, str], ...]] = (
    {},
    {",": ""},
    {"$": "", ",": ""},
    {"%": ""},
    {" ": ""},
    {".": "", ",": "."},
    {"€": "", ".": "", ",": "."},
)
_VALUES: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "wikidata": re.compile(r"(https?://www\.wikidata\.org/(wiki|entity)/)?Q[1-9][0-9]*\b"),
        "geonames": re.compile(r"https?://(www|sws)\.geonames\.org/[0-9]+\S*"),
        "gnd": re.compile(r"https?://d-nb\.info/gnd/\S+"),
        "viaf": re.compile(r"https?://viaf\.org/viaf/[0-9]+\S*"),
        "ocd": re.compile(r"ocd-(division|person|organization|jurisdiction)/\S+"),
    }
)
PLACES: Final = frozenset({"fips", "geoid", "geonames"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A column of numbers: `mending` makes numbers of its cells, `bad` ones are none."""

    mending: Mapping[str, str]
    bad: tuple[str, ...]
    share: float


def numbers_of(column: Column) -> Numbers | None:
    """How the cells of a column are numbers; None when most are not."""
    texts = column.some(_MOST)
    if not texts or column.listed:
        return None
    best: Numbers | None = None
    dotted = [text for text, _ in texts if "." in text]
    thousands = bool(dotted) and all(map(_THOUSANDS.fullmatch, dotted))
    for mending in ({".": ""},) if thousands else MENDINGS:
        bad = [pair for pair in texts if not _becomes_number(pair[0], mending)]
        share = 1 - sum(count for _, count in bad) / sum(count for _, count in texts)
        if best is None or share > best.share:
            best = Numbers(mending=mending, bad=tuple(text for text, _ in bad), share=share)
        if not bad:
            break
    return best if best is not None and best.share >= 0.5 else None


def mend(text: str, mending: Mapping[str, str]) -> str:
    """A cell after what makes a number of it."""
    for old, new in mending.items():
        text = text.replace(old, new)
    return text.strip()


def _is_number(text: str) -> bool:
    try:
        return number(None, text, None, None, None) is not None
    except KgError:
        return False


def _becomes_number(text: str, mending: Mapping[str, str]) -> bool:
    """Whether a cell is a number then; marks between thousands have to stand at thousands."""
    form = _GROUPED.get(mending.get(",", ""))
    if "," in mending and "," in text and form is not None and form.fullmatch(text) is None:
        return False
    return _is_number(mend(text, mending))


def is_plain(text: str) -> bool:
    """Whether a cell is a number without more ado."""
    return _PLAIN.fullmatch(text) is not None


def plain_numbers(column: Column) -> bool:
    """Whether every cell is a number without more ado."""
    return bool(column.filled) and all(_PLAIN.fullmatch(text) for text, _ in column.some(_MOST))


def within(column: Column, most: float, *, comma: bool = False) -> bool:
    """Whether every cell is a plain number between `-most` and `most`.

    With `comma` that is the decimal sign of some.
    """
    if column.listed:
        return False
    texts = [text for text, _ in column.some(_MOST)]
    if comma:
        texts = [text.replace(",", ".", 1) if "." not in text else "" for text in texts]
    return bool(texts) and all(is_plain(text) and abs(float(text)) <= most for text in texts)


def is_flag(column: Column) -> bool:
    """Whether the cells only say yes or no."""
    return bool(column.filled) and {text.casefold() for text in column.counts} <= _FLAG_WORDS


def split_of(column: Column) -> str | None:
    """What divides the cells of a column into items; None when they are not divided."""
    texts = [text for text, _ in column.some(_MOST)]
    if column.listed or not texts:
        return None
    if addresses(column):
        several = [text for text in texts if text.count("://") > 1]
        marks = (mark for mark in (*SPLITS, " ") if all(mark in text for text in several))
        return next(marks, None) if several else None
    for mark in SPLITS:
        cut = [text.split(mark) for text in texts if mark in text.strip(mark)]
        # A comma also stands inside names and sentences: only items that come again are items.
        least = len(texts) / 3 if mark == "," else max(1, len(texts) / 50)
        if len(cut) < least:
            continue
        pieces = [piece.strip() for items in cut for piece in items if piece.strip()]
        if not pieces or sorted(map(len, pieces))[len(pieces) // 2] > 80:
            continue
        again = len(set(pieces)) < len(pieces) / 2 or bool({*pieces} & {*texts})
        if mark != "," or (again and all(len(piece) <= 40 for piece in pieces)):
            return mark
    return None


def outside_of(column: Column, words: Sequence[str]) -> str | None:
    """The scheme of outside identifiers in a column, by its cells or by its name."""
    texts = [text for text, _ in column.some(200)]
    for scheme, pattern in _VALUES.items():
        if texts and sum(pattern.match(text) is not None for text in texts) >= 0.9 * len(texts):
            return scheme
    return next((OUTSIDE[word] for word in words if word in OUTSIDE), None)


def width_of(column: Column) -> int | None:
    """To how many digits the cells were written before a spreadsheet cut their zeros off."""
    lengths = {len(text) for text in column.counts if text.isdigit()}
    if not lengths or not all(text.isdigit() for text in column.counts):
        return None
    return max(lengths) if len(lengths) == 2 and max(lengths) - min(lengths) == 1 else None


def addresses(column: Column) -> bool:
    """Whether the cells are addresses on the web, or names of hosts."""
    texts = [text for text, _ in column.some(400)]
    good = sum(_WEB.match(text) is not None or _HOST.fullmatch(text) is not None for text in texts)
    return bool(texts) and good >= 0.6 * len(texts)


def links(column: Column) -> tuple[int, int]:
    """How many cells are links, and how many are something else."""
    good = sum(count for text, count in column.counts.items() if text.startswith("http"))
    return good, sum(column.counts.values()) - good


def often(column: Column, mark: str) -> float:
    """In what share of the cells a mark stands."""
    found = sum(count for text, count in column.counts.items() if mark in text)
    return found / max(1, sum(column.counts.values()))


def all_iris(column: Column) -> bool:
    """Whether every cell can be the address of a source as it stands."""
    return bool(column.filled) and all(is_iri(text) for text in column.counts)


def length_of(column: Column) -> float:
    """How long the cells are, on the average."""
    texts = column.some(_MOST)
    return sum(len(text) for text, _ in texts) / len(texts) if texts else 0.0
