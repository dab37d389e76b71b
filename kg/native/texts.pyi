from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.native.reading import Bits, Numbers, Strings

SOURCES: str

class Writer: ...

class Fixed(Writer):
    def __init__(self, said: str) -> None: ...

class Refused(Writer): ...

class Object(Writer):
    def __init__(self, literals: Iterable[str], writers: Iterable[Writer]) -> None: ...

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

class Label(Writer):
    def __init__(
        self, begins: Numbers, langs: Numbers, ranks: Numbers, texts: Strings, otherwise: Writer
    ) -> None: ...

class Members(Writer):
    def __init__(self, begins: Numbers | None, member: Writer) -> None: ...

class Only(Writer):
    def __init__(self, begins: Numbers | None, member: Writer, otherwise: Writer) -> None: ...

class Where(Writer):
    def __init__(self, bits: Iterable[Bits], then: Writer, otherwise: Writer) -> None: ...

class Beside(Writer):
    def __init__(self, numbers: Numbers) -> None: ...

class Noted(Writer):
    def __init__(self, said: Iterable[str]) -> None: ...

def listed(writer: Writer, run: Any, rows: Any, notes: Any) -> tuple[str, int, int]: ...
def written(
    writer: Writer, run: Any, rows: Any, null: str | None
) -> tuple[list[Any], int, int]: ...
def rows(
    literals: list[bytes],
    columns: Sequence[Any],
    dated: Sequence[bool],
    make: Callable[[int], str],
) -> str: ...
