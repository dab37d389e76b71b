"""What is written in a compiled language, where a compiler was at hand?

A *kernel* is a module in Cython (`.pyx`, its types in the `.pyi` beside it), compiled when
Daybook is installed. Each has a twin in Python, above, which answers where the kernels are
not there: nothing but time is lost. `KG_NATIVE=0` leaves them alone.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Final

from kg.native.compiling import digest

if TYPE_CHECKING:
    from kg.native import (  # noqa: F401  (under these names they stand here, for checkers)
        bounds,
        company,
        cursors,
        meeting,
        pages,
        reading,
        texts,
    )

__all__ = ["UnfitError", "there", "without"]

SWITCH: Final = "KG_NATIVE"
KERNELS: Final = ("bounds", "company", "cursors", "meeting", "pages", "reading", "texts")


class UnfitError(Exception):
    """Something stands in a row that a kernel or its twin was not made for."""


def _loaded() -> bool:
    """Whether the kernels could be loaded, compiled from the sources that lie beside them."""
    if os.environ.get(SWITCH) == "0":
        return False
    try:
        kernels = [import_module(f"{__name__}.{name}") for name in KERNELS]
    except ImportError:
        return False
    sources = digest()
    if all(sources in {None, kernel.SOURCES} for kernel in kernels):
        return True
    warnings.warn(
        "the compiled kernels are not of these sources and are left alone:"
        " python -m kg.native compiles them anew",
        RuntimeWarning,
        stacklevel=2,
    )
    return False


_there = _loaded()


def there() -> bool:
    """Whether kernels answer, which stand here under their names; else their twins do."""
    return _there


@contextmanager
def without() -> Iterator[None]:
    """Let the twins answer, for tests that hold both to be equal."""
    global _there  # noqa: PLW0603  (one switch for the whole process)
    before, _there = _there, False
    try:
        yield
    finally:
        _there = before
