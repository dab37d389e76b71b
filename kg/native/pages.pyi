from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.native.reading import Bits, Numbers, Strings
from kg.native.texts import Writer

SOURCES: str

class Object(Writer):
    def __init__(self, literals: Iterable[str], writers: Iterable[Writer]) -> None: ...

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

def listed(writer: Writer, run: Any, rows: Any, notes: Sequence[Any]) -> tuple[bytes, int, int]: ...
def written(
    writer: Writer, run: Any, rows: Any, null: str | None
) -> tuple[list[Any], int, int]: ...
def rows(
    literals: list[bytes],
    columns: Sequence[Any],
    dated: Sequence[bool],
    make: Callable[[int], str],
) -> str: ...
