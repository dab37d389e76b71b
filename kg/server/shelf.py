"""What was used of late, within so many bytes?"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
OVERHEAD: Final = 400
"""Bytes that an entry takes beside what it holds: the objects around it, its place."""


class Shelf(Generic[K, V]):
    """A mapping that forgets what was not asked for longest. For one thread.

    `most` bounds the bytes of all that is kept, as they are told to `put`.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """What is kept under a key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes, its key included; one too large for all is not kept."""
        size += OVERHEAD
        if size > self.most:
            return
        replaced = self._kept.pop(key, None)
        self.held += size - (replaced[1] if replaced else 0)
        self._kept[key] = value, size
        while self.held > self.most:
            _, (_, freed) = self._kept.popitem(last=False)
            self.held -= freed

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self.held = 0
