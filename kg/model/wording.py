"""How is the date of a record said to a person?"""

from __future__ import annotations

from kg.model.time import Calendar, When
from kg.temporal import parse, parse_day, say


def words_of(when: When, lang: str) -> str:
    """The date in words of a language, with all that its record says of it.

    Raises: DateError when one of its texts is no date.
    """
    return say(
        parse(when.edtf or "XXXX"),
        lang,
        ongoing=when.ongoing,
        attested=None if when.attested is None else parse_day(when.attested),
        ended=None if when.ended is None else parse(when.ended),
        julian=when.calendar is Calendar.JULIAN,
    )
