"""What holds for every test: none may take the memory of the whole machine."""

from __future__ import annotations

import os
import resource

import pytest
from hypothesis import Phase, settings

MEMORY = 8 * 2**30  # bytes of address space; the tests need less than a quarter of it


# Made smaller, a failure over a whole dataset takes minutes: in the gate it fails as it was found,
# and `python -m tests FILE` makes it small.
settings.register_profile("gate", phases=[Phase.explicit, Phase.generate], print_blob=True)
if os.environ.get("KG_GATE"):
    settings.load_profile("gate")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the many short tests come last.

    Workers take file after file in this order, so that none has a long one left when the others
    are done.
    """
    items.sort(key=lambda item: "unit" in item.path.parts)


def pytest_configure() -> None:
    """Let a test that runs wild fail as itself, with MemoryError.

    Without a limit the kernel ends the process that is largest: a worker goes, and nobody
    learns which test it was. The hard limit stays, so that a child that needs more address
    space (a browser) can be given it: `tests/endtoend/test_browser.py`.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
