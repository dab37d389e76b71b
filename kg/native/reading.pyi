from typing import Any

SOURCES: str

class Numbers:
    def __init__(self, numbers: Any) -> None: ...

class Bits:
    def __init__(self, octets: Any, offset: int, size: int) -> None: ...

class Strings:
    def __init__(self, offsets: Any, data: Any, valid: Bits | None) -> None: ...
