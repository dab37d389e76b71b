from collections.abc import Iterable

SOURCES: str

def write(
    order: str, width: int, places: Iterable[tuple[tuple[int, ...], str]], digits: str
) -> list[str]: ...
