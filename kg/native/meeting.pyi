from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

SOURCES: str

Rows: TypeAlias = npt.NDArray[np.uint32]

def common(
    lists: Sequence[tuple[Rows, Rows | None, Rows | None]],
    early: Rows,
    first: int,
    stop: int,
    undated: int,
    size: int,
    found: Rows,
) -> int: ...
