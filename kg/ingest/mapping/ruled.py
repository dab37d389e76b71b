"""Which of the records that rows make break a rule of the model?

The rules are those of records written by hand (`kg.model.rules`). What one template gives, a
date or a number, is settled where it is read; here is looked at what cells say together.
Column by column it is seen who may break a rule; only those become records, and are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.ingest.mapping.coded import Coded, Ints, Mask, compact, joined
from kg.ingest.mapping.emit import emit
from kg.ingest.mapping.ordering import in_order
from kg.ingest.mapping.pieces import assembled, table_of_kind
from kg.ingest.mapping.sheets import Listing, Numbers, Sheet, present
from kg.model import (
    Claim,
    Clock,
    Dataset,
    Event,
    Evidence,
    Participation,
    Place,
    Quantity,
    Relation,
    Source,
    Via,
    When,
)
from kg.model.rules import CLAIMED, Broken, broken

# Of these `kg.ingest.mapping.settle` gives none that breaks a rule, and leaves out what would.
SETTLED: Final = frozenset({Clock, Participation, Quantity, When})


def breaking(
    kind: str, ids: Coded, sheet: Sheet, asked: Mask, dataset: Dataset
) -> Iterator[tuple[int, Broken]]:
    """The places whose record breaks a rule, with the first rule that it breaks.

    Cost:   a look at the columns that rules are about, and a record for each who may break one.
    Equals: the first of kg.model.rules.broken for the record of each place that is asked
    """
    places = np.flatnonzero(suspects(ids, sheet) & asked)
    if not len(places):
        return
    table = table_of_kind(kind)
    tables = emit(table, ids.take(places), sheet.take(places), dataset.hemisphere)
    for place, record in zip(places.tolist(), assembled(table, tables), strict=True):
        fault = next(broken(record, dataset), None)
        if fault is not None:
            yield place, fault


def suspects(ids: Coded, sheet: Sheet) -> Mask:
    """Which records may break a rule: those that are not among them break none."""
    look = LOOKS.get(sheet.cls)
    return np.zeros(sheet.size, dtype=bool) if look is None else look(ids, sheet)


def _has(sheet: Sheet, name: str) -> Mask:
    column = sheet.fields.get(name)
    return np.zeros(sheet.size, dtype=bool) if column is None else present(column, sheet.size)


def _number(sheet: Sheet, name: str) -> Any:
    """The numbers of a field, zero where there is none."""
    column = sheet.fields.get(name)
    return column.values if isinstance(column, Numbers) else np.zeros(sheet.size)


def _same(one: Coded, other: Coded) -> Mask:
    """Where two columns have the same text."""
    equal = pc.equal(one.texts(), other.texts()).fill_null(False)  # noqa: FBT003  (null is not the same)
    same: Mask = equal.to_numpy(zero_copy_only=False)
    return same


def _place(_: Coded, sheet: Sheet) -> Mask:
    bad: Mask = _has(sheet, "latitude") != _has(sheet, "longitude")
    for name, most in (("latitude", 90), ("longitude", 180)):
        bad |= ~(np.abs(_number(sheet, name)) <= most)
    return bad


def _claim(ids: Coded, sheet: Sheet) -> Mask:
    said = sum(_has(sheet, n).astype(np.int8) for n in ("object", "value", "quantity", "time"))
    predicate = _has(sheet, "predicate")
    bad: Mask = (said > 1) | ((said > 0) & ~predicate) | (predicate & ~_has(sheet, "subject"))
    via, links = sheet.fields.get("via"), sheet.fields.get("links")
    if isinstance(via, Listing) and isinstance(via.items, Sheet):
        bad[via.owner[_has(via.items, "actor") & _has(via.items, "source")]] = True
    if isinstance(links, Listing) and isinstance(links.items, Sheet):
        other = links.items.fields["claim"]
        assert isinstance(other, Coded)  # noqa: S101  (a reference)
        bad[links.owner[_same(other, ids.take(links.owner))]] = True
    return bad


def _relation(_: Coded, sheet: Sheet) -> Mask:
    kind, subject, other = (sheet.fields[name] for name in ("kind", "subject", "object"))
    assert isinstance(kind, Coded)  # noqa: S101  (a reference)
    assert isinstance(subject, Coded)  # noqa: S101  (as above)
    assert isinstance(other, Coded)  # noqa: S101  (as above)
    claimed = pc.is_in(kind.words, value_set=pa.array(sorted(CLAIMED), pa.utf8()))
    always = np.append(claimed.to_numpy(zero_copy_only=False), [False])[kind.codes]
    found: Mask = _same(subject, other) | (always & ~_has(sheet, "claims"))
    return found


def _evidence(_: Coded, sheet: Sheet) -> Mask:
    given = [_has(sheet, name) for name in ("start", "end", "sha256")]
    start, end = _number(sheet, "start"), _number(sheet, "end")
    some: Mask = given[0] | given[1] | given[2]
    some &= ~(given[0] & given[1] & given[2] & (start >= 0) & (end > start))
    return some


def _source(_: Coded, sheet: Sheet) -> Mask:
    bad: Mask = (_number(sheet, "number") < 0) | (_number(sheet, "length") < 0)
    return bad


def _event(_: Coded, sheet: Sheet) -> Mask:
    """Those with a quantity that names the key of another part which is not there."""
    bad = np.zeros(sheet.size, dtype=bool)
    quantities = sheet.fields.get("quantities")
    if not isinstance(quantities, Listing) or not isinstance(quantities.items, Sheet):
        return bad
    if not (_has(quantities.items, "total") | _has(quantities.items, "participation")).any():
        return bad
    quantities = in_order(quantities)
    assert isinstance(quantities.items, Sheet)  # noqa: S101  (as before)
    owner, items = quantities.owner, quantities.items
    total, part = items.fields.get("total"), items.fields.get("participation")
    if isinstance(total, Coded):
        key = items.fields["key"]
        assert isinstance(key, Coded)  # noqa: S101  (made by in_order)
        bad[owner[_lacking(total, owner, quantities) | _same(total, key)]] = True
    if isinstance(part, Coded):
        parts = sheet.fields.get("participations")
        known = in_order(parts) if isinstance(parts, Listing) else None
        bad[owner[_lacking(part, owner, known)]] = True
    return bad


def _lacking(wanted: Coded, owner: Ints, parts: Listing | None) -> Mask:
    """Which keys are wanted, but those of no part of the same owner."""
    if parts is None or not isinstance(parts.items, Sheet):
        return wanted.given
    keys = parts.items.fields["key"]
    assert isinstance(keys, Coded)  # noqa: S101  (made by in_order)
    codes = compact(joined([wanted, keys])).codes.astype(np.int64)
    span = int(codes.max(initial=0)) + 1
    asked, there = codes[: wanted.size], codes[wanted.size :]
    missing = ~np.isin(owner * span + asked, parts.owner * span + there)
    found: Mask = wanted.given & missing
    return found


LOOKS: Final[Mapping[type[Any], Callable[[Coded, Sheet], Mask]]] = MappingProxyType(
    {
        Claim: _claim,
        Event: _event,
        Evidence: _evidence,
        Place: _place,
        Relation: _relation,
        Source: _source,
    }
)
WITHIN: Final = MappingProxyType({Via: Claim})  # a part that is looked at with its record
