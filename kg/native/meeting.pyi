from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from kg.native.bounds import Bounds

SOURCES: str

Rows: TypeAlias = npt.NDArray[np.uint32]
Flags: TypeAlias = npt.NDArray[np.uint8]

def taken(
    lists: Sequence[tuple[Rows, Rows | None, Rows | None, Flags | None]],
    reach: tuple[Rows, int, int, int, int, int, int],
    window: tuple[Bounds, int, int, bool] | None,
    low: int,
    high: int,
    from_end: bool,
    found: Rows,
    certain: Flags,
) -> int: ...
