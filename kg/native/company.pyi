from typing import TypeAlias

import numpy as np
import numpy.typing as npt

SOURCES: str

Rows: TypeAlias = npt.NDArray[np.uint32]
Days: TypeAlias = npt.NDArray[np.int32]

class Company:
    def __init__(
        self,
        lists: Rows,
        rows: Rows,
        offsets: Rows,
        members: Rows,
        begun: Days,
        ends: Days,
        size: int,
    ) -> None: ...
    def stretch(
        self, member: int, early: Rows, near: int, first: int, stop: int, after: int, found: Rows
    ) -> tuple[int, int, int, int]: ...
    def most(
        self,
        low: int,
        high: int,
        by: int | None,
        places: Rows,
        levels: npt.NDArray[np.int8],
        first: int,
        member: int,
        actors: int,
        seen: npt.NDArray[np.uint8] | None,
    ) -> tuple[list[int], list[int], list[int], int]: ...
