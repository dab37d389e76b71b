"""How much has this operation used up?"""

from __future__ import annotations

import threading
import time

from msgspec import Struct, field

from kg.api.limits import Limits
from kg.errors import LimitExceededError, QuestionError


class Cancelled(QuestionError):  # noqa: N818 (it is an outcome, and never reaches a client)
    """The client has gone; nobody waits for the answer."""

    code = "CANCELLED"


class SpentError(LimitExceededError):
    """The operation has used up what it may; what it found so far is not an answer."""


class LateError(SpentError):
    """It has taken longer than it may."""


class Budget(Struct):
    """Records and time that one operation may still use; resolvers spend from it.

    `cancelled` may be set from another thread: the next spending stops the work. `seconds`
    is less time than the limits give, where there is less.
    """

    limits: Limits
    cancelled: threading.Event | None = None
    records: int = 0
    seconds: float | None = None
    started: float = field(default_factory=time.monotonic)

    def spend(self, records: int = 1) -> None:
        """Note that `records` more were touched.

        Raises: SpentError when records or time are used up; Cancelled.
        """
        self.records += records
        limits = self.limits
        if self.records > limits.max_records:
            raise SpentError(
                f"the operation touches more than {limits.max_records} records",
                asked=self.records,
                allowed=limits.max_records,
                hint="ask for smaller pages or fewer nested lists (max_records)",
            )
        if self.cancelled is not None and self.cancelled.is_set():
            raise Cancelled("the client has gone")
        used = time.monotonic() - self.started
        if used > (limits.max_seconds if self.seconds is None else self.seconds):
            raise LateError(
                f"the operation has taken more than {limits.max_seconds:g} seconds",
                asked=round(used),
                allowed=round(limits.max_seconds),
                hint="narrow the window or ask for smaller pages (max_seconds)",
            )
