"""What do all requests share?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from starlette.requests import Request

from kg.errors import InternalError
from kg.server.pool import Pool
from kg.settings import Settings
from kg.snapshot import Snapshot

if TYPE_CHECKING:
    from kg.api import Limits


class Current(Protocol):
    """Where the snapshot that counts is found (`kg.snapshot.Current`)."""

    def get(self) -> Snapshot:
        """The snapshot as of the last refresh."""

    def refresh(self) -> bool:
        """Look whether there is a newer one."""


class Fixed:
    """One snapshot, whatever is built meanwhile."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def get(self) -> Snapshot:
        """That snapshot."""
        return self._snapshot

    def refresh(self) -> bool:
        """There is never a newer one."""
        return False


@dataclass(slots=True)
class State:
    """The snapshot that counts, the settings, the threads (made when the server starts)."""

    current: Current
    settings: Settings
    limits: Limits
    threads: Pool | None = None
    export_threads: Pool | None = None

    @property
    def pool(self) -> Pool:
        """The threads for questions.

        Raises: InternalError before the server has started.
        """
        return _started(self.threads)

    @property
    def exports(self) -> Pool:
        """The threads for exports, apart, so that slow readers keep nobody from asking.

        Raises: InternalError before the server has started.
        """
        return _started(self.export_threads)


def state_of(request: Request) -> State:
    """What the requests of this server share."""
    state: State = request.app.state.kg
    return state


def _started(pool: Pool | None) -> Pool:
    if pool is None:
        raise InternalError("a request came before the server had started")
    return pool
