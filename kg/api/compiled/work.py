"""How much did an answer cost, counted?"""

from __future__ import annotations

from msgspec import Struct


class Work(Struct):
    """What was done for one operation.

    `rows` were read in columns, `columns` taken (a kernel counts none), `kept` texts found
    ready, `called` resolvers called, `bytes` written; `again` whether it was done anew without
    columns.
    """

    rows: int = 0
    columns: int = 0
    kept: int = 0
    called: int = 0
    bytes: int = 0
    again: bool = False
