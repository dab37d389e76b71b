from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.native.reading import Numbers, Strings

SOURCES: str

class Writer: ...

class Fixed(Writer):
    def __init__(self, said: str) -> None: ...

class Refused(Writer): ...

class Text(Writer):
    def __init__(
        self, strings: Strings, otherwise: Writer, *, slug: bool = False, bare: bool = False
    ) -> None: ...

class NodeId(Writer):
    def __init__(self, ids: Strings) -> None: ...

class Word(Writer):
    def __init__(self, codes: Numbers, words: Strings, otherwise: Writer) -> None: ...

class Number(Writer):
    def __init__(self, numbers: Numbers) -> None: ...

class Day(Writer):
    def __init__(self, days: Numbers, make: Callable[[int], str]) -> None: ...

class Room:
    def __init__(self, most: int) -> None: ...
    @property
    def size(self) -> int: ...

class Kept(Writer):
    def __init__(
        self,
        codes: Numbers,
        size: int,
        make: Callable[[Any, Sequence[int]], Sequence[str]],
        room: Room,
    ) -> None: ...

class Made(Writer):
    def __init__(self, make: Callable[[Any, Sequence[int]], Sequence[str]]) -> None: ...

class Beside(Writer):
    def __init__(self, which: int) -> None: ...

class Noted(Writer):
    def __init__(self, said: Iterable[str]) -> None: ...
