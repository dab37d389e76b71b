"""Which text would a person write for these values?

Structs become dotted columns, lists stay lists, lists of structs become parallel lists;
what is nested deeper becomes JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as is_

_WHOLE: Final = 2.0**53  # beyond it not every whole number is a float


def columns_of(name: str, values: pa.Array, nesting: int) -> Iterator[tuple[str, pa.Array]]:
    """The columns of text, or of lists of texts, that hold what `values` hold."""
    kind = values.type
    if isinstance(values, pa.ExtensionArray):
        yield from columns_of(name, values.storage, nesting)
    elif is_.is_struct(kind) and nesting and kind.num_fields:
        for field, part in zip(kind, values.flatten(), strict=True):
            yield from columns_of(f"{name}.{field.name}", part, nesting - 1)
    elif is_.is_map(kind):
        pairs = pa.list_(pa.struct([("key", kind.key_type), ("value", kind.item_type)]))
        yield from _lists(name, values.cast(pairs), nesting)
    elif is_.is_list(kind) or is_.is_large_list(kind) or is_.is_fixed_size_list(kind):
        yield from _lists(name, values, nesting)
    else:
        yield name, texts(values)


def _lists(name: str, lists: pa.Array, nesting: int) -> Iterator[tuple[str, pa.Array]]:
    sizes = pc.fill_null(pc.list_value_length(lists), 0).to_numpy().astype(np.int64)
    ends = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int32())
    items = lists.flatten()
    if is_.is_fixed_size_list(lists.type):
        items = pc.list_flatten(lists)
    for part, column in _items(name, items, nesting):
        yield part, pa.ListArray.from_arrays(ends, column, mask=lists.is_null())


def _items(name: str, items: pa.Array, nesting: int) -> Iterator[tuple[str, pa.Array]]:
    if is_.is_struct(items.type) and nesting and items.type.num_fields:
        for field, part in zip(items.type, items.flatten(), strict=True):
            yield from _items(f"{name}.{field.name}", part, nesting - 1)
    else:
        yield name, texts(items)


def texts(values: pa.Array) -> pa.Array:
    """Each value as text; null stays null."""
    kind = values.type
    if is_.is_dictionary(kind):
        return texts(values.cast(kind.value_type))
    if is_.is_string(kind):
        return values
    for test, write in _WRITERS:
        if test(kind):
            return write(values)
    return _each(values, _json)


def _plain(values: pa.Array) -> pa.Array:
    return values.cast(pa.string())


def _floats(values: pa.Array) -> pa.Array:
    """Floats as short as they can be, whole ones without a point or an exponent."""
    if is_.is_float16(values.type):
        values = values.cast(pa.float32())
    whole = pc.and_(pc.equal(pc.trunc(values), values), pc.less(pc.abs(values), _WHOLE))
    integers = pc.if_else(whole, values, 0.0).cast(pa.int64())
    return pc.if_else(whole, _plain(integers), _plain(values))


def _decimals(values: pa.Array) -> pa.Array:
    written = _plain(values)
    if pc.any(pc.match_substring(written, "E")).as_py():
        return _each(values, "{:f}".format)
    return written


def _times(values: pa.Array) -> pa.Array:
    """ISO date-times, without an empty fraction; midnights as days."""
    if is_.is_date64(values.type):
        values = values.cast(pa.date32())
    written = pc.replace_substring(_plain(values), " ", "T")
    for pattern, text in (
        (r"(\.\d*?)0+(Z|[+-]\d{4})?$", r"\1\2"),
        (r"\.(Z|[+-]\d{4})?$", r"\1"),
        (r"T00:00:00(Z|[+-]\d{4})?$", ""),
        (r"([+-]\d\d)(\d\d)$", r"\1:\2"),
    ):
        written = pc.replace_substring_regex(written, pattern, text)
    return written


def _dates(values: pa.Array) -> pa.Array:
    return _plain(values.cast(pa.date32()))


def _durations(values: pa.Array) -> pa.Array:
    unit = pa.scalar(f" {values.type.unit}")
    return pc.binary_join_element_wise(_plain(values.cast(pa.int64())), unit, "")


def _bytes(values: pa.Array) -> pa.Array:
    """Bytes that are UTF-8 as text, others as hexadecimal digits."""
    try:
        return _plain(values)
    except pa.ArrowInvalid:
        return _each(values, bytes.hex)


def _each(values: pa.Array, write: Callable[..., str]) -> pa.Array:
    found = (None if value is None else write(value) for value in values.to_pylist())
    return pa.array(list(found), pa.string())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _is_binary(kind: pa.DataType) -> bool:
    return bool(is_.is_binary(kind) or is_.is_large_binary(kind) or is_.is_fixed_size_binary(kind))


_WRITERS: Final[
    tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...]
] = (
    (is_.is_floating, _floats),
    (is_.is_timestamp, _times),
    (is_.is_time, _times),
    (is_.is_date, _dates),
    (is_.is_decimal, _decimals),
    (is_.is_duration, _durations),
    (_is_binary, _bytes),
    (is_.is_null, _plain),
    (is_.is_boolean, _plain),
    (is_.is_integer, _plain),
    (is_.is_large_string, _plain),
    (is_.is_string_view, _plain),
)
