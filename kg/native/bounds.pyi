from typing import TypeAlias

import numpy as np
import numpy.typing as npt

SOURCES: str
UNDATED: int
ODD: int

Ints: TypeAlias = npt.NDArray[np.int64]
Rows: TypeAlias = npt.NDArray[np.uint32]
Flags: TypeAlias = npt.NDArray[np.uint8]

class Bounds:
    def __init__(
        self,
        starting: Ints,
        start_earliest: Ints,
        start_latest: Ints,
        end_earliest: Ints,
        end_latest: Ints,
        vague: Flags | None,
        dated: int,
    ) -> None: ...
    def reach(
        self,
        stop_day: int,
        soonest: int,
        lengths: Ints,
        longer: Rows,
        begins: Ints,
        light: int,
    ) -> tuple[int, int, int, int, int, int]: ...
    def lasting(self, rows: Rows, day: int, found: Rows) -> int: ...
    def overlapping(
        self, rows: Rows, first: int, last: int, possible: Flags, certain: Flags
    ) -> bool: ...
    def within(
        self, rows: Rows, sure: Flags, first: int, last: int, found: Rows, certain: Flags
    ) -> int: ...
    def counts(
        self, rows: Rows, starts: Ints, ends: Ints, certain: Ints, possible: Ints
    ) -> int: ...
