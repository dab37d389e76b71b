"""What was removed?"""

from kg.api.fields import described, plain
from kg.api.nodes import Record
from kg.api.scalars import Day
from kg.api.wrapping import shows
from kg.model import RemovalReason
from kg.model import Tombstone as TombstoneRecord


@shows(TombstoneRecord)
@described
class Tombstone(Record):
    """What is left of a record that was removed everywhere, also from the past."""

    removed: Day = plain("When it was removed.")
    reason: RemovalReason = plain("The class of reason; never the reason itself.")
