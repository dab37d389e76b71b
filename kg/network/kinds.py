"""What may tie two records?"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class TieKind(StrEnum):
    """What ties two members."""

    SHARED_EVENT = "shared-event"  # both took part in it
    PARTICIPATION = "participation"  # an event that is a member itself, and who took part
    PLACE = "place"  # an event was there, was aimed there or is about it
    USE = "use"  # an event has to do with an instrument
    RELATION = "relation"
    TENURE = "tenure"
    POST = "post"  # an office is a post of its organisation
    ISSUER = "issuer"
    PARTY = "party"
    JURISDICTION = "jurisdiction"  # of an actor, an office or an instrument
    WITHIN = "within"  # a place lies in another


SETTINGS: Final = frozenset({TieKind.PLACE, TieKind.USE, TieKind.JURISDICTION, TieKind.WITHIN})
"""Ties through what everything has to do with: they are walked when they are asked for, or when
an end of the question is a place or an instrument."""


class Source(NamedTuple):
    """Where direct ties of one kind are read: two columns, or an owner and a column of a part.

    `time` is the field of the table that dates them; "force" the periods of an instrument.
    """

    kind: TieKind
    table: str
    columns: tuple[str, str]
    parts: str | None = None
    time: str | None = None


SOURCES: Final = (
    Source(TieKind.RELATION, "relation", ("subject", "object"), time="time"),
    Source(TieKind.TENURE, "tenure", ("holder", "office"), time="time"),
    Source(TieKind.POST, "office", ("id", "organisation")),
    Source(TieKind.ISSUER, "instrument", ("id", "issuer"), time="force"),
    Source(TieKind.PARTY, "instrument", ("id", "actor"), parts="instrument.parties", time="force"),
    Source(TieKind.JURISDICTION, "actor", ("id", "jurisdiction")),
    Source(TieKind.JURISDICTION, "office", ("id", "jurisdiction")),
    Source(TieKind.JURISDICTION, "instrument", ("id", "jurisdiction"), time="force"),
    Source(TieKind.WITHIN, "place", ("id", "value"), parts="place.within"),
)
"""Each is named by its place in this row of them."""
