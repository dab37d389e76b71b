"""The server over the small world, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg.server import Fixed, create_app
from kg.settings import Settings
from tests.endtoend.world import snapshot


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of a server with the default settings."""
    with TestClient(create_app(Fixed(snapshot()))) as found:
        yield found


@pytest.fixture
def client_of() -> Iterator[Callable[..., TestClient]]:
    """Makes a client of a server with some settings set."""
    with ExitStack() as stack:

        def make(**settings: Any) -> TestClient:
            app = create_app(Fixed(snapshot()), Settings(**settings))
            return stack.enter_context(TestClient(app))

        yield make
