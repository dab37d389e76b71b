from collections.abc import Iterable

from kg.native.reading import Numbers, Strings
from kg.native.texts import Writer

SOURCES: str

class Cursor(Writer):
    def __init__(
        self, order: str, undated: int, keys: Iterable[Numbers], ids: Strings, digits: str
    ) -> None: ...

def write(
    order: str, width: int, places: Iterable[tuple[tuple[int, ...], str]], digits: str
) -> list[str]: ...
