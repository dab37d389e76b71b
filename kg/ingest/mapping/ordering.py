"""In which order do the members of lists stand, and which keys do they have?

Column by column what `kg.model.canonical` and `kg.ingest.records.key_of` do list by list.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.order import text_order
from kg.ingest.mapping.coded import Coded, Ints, Mask, coded, compact
from kg.ingest.mapping.combos import combos, sort_within
from kg.ingest.mapping.settle import distinct
from kg.ingest.mapping.sheets import Listing, Sheet, codes_of, text_of
from kg.ingest.records import key_slug
from kg.model import Label, Via, fields_of

_PLAIN_KEY: Final = r"\A[a-z0-9](?:[a-z0-9._~-]{0,198}[a-z0-9])?\z"
# The fields that a natural key is made of: text that stays, or an id of which the slug counts.
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "Participation": ("actor", "office", "tenure", "role"),
    "EventPlace": ("role", "place"),
    "InstrumentUse": ("role", "instrument"),
    "EventStatus": ("status",),
    "Quantity": ("unit",),
    "Identifier": ("scheme",),
    "Name": ("lang", "kind"),
    "Absence": ("aspect",),
    "ForcePeriod": ("state",),
    "Party": ("actor",),
    "ClaimLink": ("kind", "claim"),
    "ConceptMatch": ("relation",),
}


def in_order(listing: Listing) -> Listing:
    """The members of lists in their one order, each once, with their keys.

    Equals: kg.ingest.mapping.merging.finished, list by list
    """
    items = listing.items
    assert isinstance(items, Sheet)  # noqa: S101  (bare values have no keys)
    if items.cls is Label:
        return _labels(listing, items)
    if not any(one.name == "key" for one in fields_of(items.cls)):
        return listing
    natural = compact(_natural(items, listing.owner))
    rank = ranks(natural)
    order = sort_within(listing.owner, rank)
    owner, rank = listing.owner[order], rank[order]
    twice = (owner[1:] == owner[:-1]) & (rank[1:] == rank[:-1])
    if twice.any():
        lean = _without_repeats(listing, items, order, twice)
        if lean is not listing:
            return in_order(lean)
        return _repeated(listing, items, natural, owner[1:][twice])
    fields = {**items.take(order).fields, "key": natural.take(order)}
    return Listing(owner, Sheet(items.cls, items.size, fields))


def _without_repeats(listing: Listing, items: Sheet, order: Ints, twice: Mask) -> Listing:
    """The lists without members that say the same as an earlier one of their owner."""
    near = np.unique(np.concatenate((order[:-1][twice], order[1:][twice])))
    same = _signatures(items.take(near))
    _, member = combos([listing.owner[near], same])
    again = np.ones(len(near), dtype=bool)
    again[np.unique(member, return_index=True)[1]] = False
    if not again.any():
        return listing
    kept = np.ones(len(listing.owner), dtype=bool)
    kept[near[again]] = False
    return Listing(listing.owner[kept], items.take(np.flatnonzero(kept)))


def _repeated(listing: Listing, items: Sheet, natural: Coded, owners: Ints) -> Listing:
    """As `in_order`, where some owners have two members of one natural key."""
    same = _signatures(items)
    keys: list[str | None] = natural.texts().to_pylist()
    kept = np.ones(len(listing.owner), dtype=bool)
    for owner in np.unique(owners).tolist():
        begin, end = np.searchsorted(listing.owner, (owner, owner + 1)).tolist()
        seen: set[int] = set()
        members = []
        for place in range(begin, end):
            if int(same[place]) in seen:
                kept[place] = False
            else:
                seen.add(int(same[place]))
                members.append(place)
        told = distinct([str(keys[place]) for place in members])
        for place, key in zip(members, told, strict=True):
            keys[place] = key
    places = np.flatnonzero(kept)
    named = coded(pa.array([keys[place] for place in places.tolist()], pa.utf8()))
    owner = listing.owner[places]
    order = sort_within(owner, ranks(named))
    fields = {**items.take(places[order]).fields, "key": named.take(order)}
    return Listing(owner[order], Sheet(items.cls, len(places), fields))


def _signatures(items: Sheet) -> Ints:
    """A number for each member, the same for members that are the same in all fields."""
    columns = [codes_of(c, items.size) for n, c in items.fields.items()]
    return combos(columns)[1]


def _labels(listing: Listing, items: Sheet) -> Listing:
    """Labels by language and text, each once."""
    owner = listing.owner
    if len(owner) < 2 or not (owner[1:] == owner[:-1]).any():
        return listing
    lang, text = (compact(text_of(items, name)) for name in ("lang", "text"))
    both = ranks(text), ranks(lang)
    order = np.lexsort((*both, owner))
    fresh = np.ones(len(order), dtype=bool)
    same = owner[order][1:] == owner[order][:-1]
    for rank in both:
        same &= rank[order][1:] == rank[order][:-1]
    fresh[1:] = ~same
    kept = order[fresh]
    return Listing(owner[kept], items.take(kept))


def _natural(items: Sheet, owner: Ints) -> Coded:
    """The natural key of each member, or the key that was written."""
    if items.cls is Via:
        begins = np.searchsorted(owner, owner, "left")
        return coded(pa.array(np.arange(len(owner)) - begins + 1).cast(pa.utf8()))
    made = _made_of(items)
    written = items.fields.get("key")
    if not isinstance(written, Coded):
        return made
    texts = pc.coalesce(written.texts(), made.texts())
    return coded(texts)


def _made_of(items: Sheet) -> Coded:
    names = _KEYS[items.cls.__name__]
    texts = {name: text_of(items, name) for name in names}
    first, label = combos([text.codes for text in texts.values()])
    defaults = {f.name: f.default for f in fields_of(items.cls) if not f.required}
    if items.cls.__name__ in ("Participation", "EventPlace", "InstrumentUse"):
        words = _pairs(items.cls.__name__, {n: t.take(first) for n, t in texts.items()})
        return Coded(label.astype(np.int32), words)
    words = []
    for row in first.tolist():
        said = {n: t.word(row) or defaults.get(n) for n, t in texts.items()}
        words.append(key_slug(items.cls.natural_key(SimpleNamespace(**said))))
    return Coded(label.astype(np.int32), pa.array(words, pa.utf8()))


def _pairs(cls: str, texts: dict[str, Coded]) -> pa.Array:
    """Keys of two slugs, for many combinations at once.

    Equals: kg.ingest.records.key_of of each
    """
    slugs = {name: _slugs(text) for name, text in texts.items()}
    if cls == "Participation":
        who = pc.coalesce(slugs["actor"], slugs["office"], slugs["tenure"])
        parts = (pc.fill_null(who, "nobody"), slugs["role"])
    elif cls == "EventPlace":
        role = texts["role"].texts()
        parts = (pc.fill_null(role, "at"), slugs["place"])
    else:
        parts = (slugs["role"], slugs["instrument"])
    joined = pc.binary_join_element_wise(*parts, "-")
    odd = np.flatnonzero(
        ~pc.match_substring_regex(joined, _PLAIN_KEY).to_numpy(zero_copy_only=False)
    )
    if len(odd):
        mended = [key_slug(joined[at].as_py()) for at in odd.tolist()]
        mask = np.zeros(len(joined), dtype=bool)
        mask[odd] = True
        joined = pc.replace_with_mask(joined, pa.array(mask), pa.array(mended, pa.utf8()))
    return joined


def _slugs(ids: Coded) -> pa.Array:
    return Coded(ids.codes, _behind_kind(ids.words)).texts()


def _behind_kind(ids: pa.Array) -> pa.Array:
    """Ids without the kind before them. Equals: kg.model.ids.slug_of of each"""
    kind = str(ids[0]).partition("/")[0] + "/" if len(ids) else ""
    if pc.all(pc.starts_with(ids, kind)).as_py():
        return pc.utf8_slice_codeunits(ids, len(kind))
    return pc.replace_substring_regex(ids, r"\A[^/]*/", "")


def ranks(texts: Coded) -> npt.NDArray[Any]:
    """The place of each text among the distinct ones, sorted by code point."""
    rank = np.zeros(len(texts.words) + 1, dtype=np.int64)
    rank[text_order(texts.words)] = np.arange(len(texts.words))
    rank[-1] = -1
    return rank[texts.codes]
