"""Which field of the schema is read off which columns?

The fields that show nothing but what the record has. Everything that is not named here goes
by its resolver.
"""

from __future__ import annotations

from typing import Final

from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import table_shown

FOLLOWED: Final[dict[str, str]] = {
    "Event": "kinds time whole participations places statuses instruments quantities",
    "EventStatus": "evidence since:time",
    "EventPlace": "place evidence",
    "InstrumentUse": "instrument role evidence",
    "Participation": "actor role tenure capacity onBehalfOf:on_behalf_of time notes evidence",
    "Quantity": "unit labels speaker evidence",
    "Actor": "kinds names jurisdiction",
    "Office": "kinds names organisation jurisdiction",
    "Place": "kinds names within",
    "Tenure": "office holder time capacity beganBy:began_by endedBy:ended_by",
    "Instrument": "kinds names jurisdiction issuer parties partOf:part_of basedOn:based_on force",
    "ForcePeriod": "time cause evidence",
    "Party": "actor role evidence",
    "Relation": "kind subject object time claimedIn:claims notes",
    "Claim": (
        "about topic subject predicate object quantity time speaker speakerOffice:speaker_office"
        " publisher document said confidence"
    ),
    "Via": "actor source",
    "Evidence": "source",
    "Source": "kinds publisher published partOf:part_of derivedFrom:derived_from",
    "Concept": "broader matches inverses:inverse",
    "Name": "time",
    "Time": "evidence",
    "Absence": "notes",
}
RECORD: Final = "labels aliases descriptions identifiers absences evidence"
"""What every record shows of itself, where it has it."""


def _read() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for shown, words in FOLLOWED.items():
        own = f"{RECORD} {words}" if table_shown(shown) else words
        for word in own.split():
            name, _, source = word.partition(":")
            found[shown, name] = source or name
    return found


_NAMES: dict[tuple[str, str], str] = {}


def followed(field: FieldPlan) -> str | None:
    """The field of the record behind a field of the schema that shows just that."""
    if not _NAMES:
        _NAMES.update(_read())
    return _NAMES.get((field.parent, field.name))
