from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from kg.native.bounds import Bounds

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
    def most(
        self,
        member: int,
        reach: Sequence[object] | None,
        window: tuple[Bounds, int, int] | None,
        actors: int,
        seen: npt.NDArray[np.uint8] | None,
        budget: int,
        found: Rows,
        certain: Rows,
        possible: Rows,
    ) -> int: ...
