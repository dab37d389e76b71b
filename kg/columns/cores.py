"""How is work on columns spread over the cores?

Arrow, numpy and hashlib let other threads run while they work on one column, so that a
few threads, each with a column, use all cores of a small machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

A = TypeVar("A")
B = TypeVar("B")
_MOST: Final = 4  # each thread holds a column of its own in memory
_FEW: Final = 2**12  # rows: below, a thread costs more than the work


def spread(work: Callable[[A], B], items: Iterable[A], rows: int = _FEW) -> list[B]:
    """`work` of each item, in their order; `rows` is how many rows each item is work for.

    Equals: list(map(work, items))
    """
    if rows < _FEW:
        return list(map(work, items))
    with ThreadPoolExecutor(min(_MOST, os.cpu_count() or 1)) as threads:
        return list(threads.map(work, items))
