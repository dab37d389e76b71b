"""How is this date said to a person?

English and Spanish, from one table per language; any other language falls back to English.
Eras are historical: the astronomical year -43 is 44 BCE, 44 a. C. Qualifiers on the whole
date stand before it (*probably*, *about*), qualifiers on a part after it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.temporal.blocks import YearPattern, numbers_matching
from kg.temporal.days import civil
from kg.temporal.phrases import ENGLISH, SPANISH, Phrases
from kg.temporal.spans import longest_month, year_range
from kg.temporal.values import Date, DateSet, Edtf, Interval, Limit, Range, Year


def say(
    value: Edtf,
    lang: str = "en",
    *,
    ongoing: bool = False,
    attested: int | None = None,
    ended: Edtf | None = None,
    julian: bool = False,
) -> str:
    """The value in words of a language (a BCP 47 tag; regions are ignored).

    `ongoing`, `attested` and `ended` are those of `kg.temporal.bounds.extent`; `julian` says
    that its days stand in the Julian calendar.
    """
    language = lang.replace("_", "-").split("-")[0].lower()
    speaker = _Speaker(SPANISH if language == "es" else ENGLISH)
    said = _said(speaker, value, ongoing=ongoing, attested=attested, ended=ended)
    return speaker.words.julian.format(said) if julian and not value.undated else said


def _said(
    speaker: _Speaker, value: Edtf, *, ongoing: bool, attested: int | None, ended: Edtf | None
) -> str:
    if value.undated:
        return speaker.words.undated
    if ended is not None and not isinstance(value.value, DateSet):
        return speaker.ended(value.value, _said_plain(speaker, ended))
    if ongoing and not isinstance(value.value, DateSet):
        return speaker.ongoing(value.value, attested)
    return _said_plain(speaker, value)


def _said_plain(speaker: _Speaker, value: Edtf) -> str:
    if isinstance(value.value, Interval):
        return speaker.interval(value.value)
    if isinstance(value.value, DateSet):
        return speaker.set(value.value)
    return speaker.date(value.value)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says each shape in the phrases of one language."""

    words: Phrases

    def ongoing(self, value: Date | Interval, attested: int | None) -> str:
        start = value.start if isinstance(value, Interval) else value
        known = ""
        if attested is not None:
            year, month, day = civil(attested)
            until = self.words.full.format(day, self.words.months[month - 1], self._era(year))
            known = self.words.attested.format(self.words.on_day.format(until))
        return self.words.ongoing.format(self._start(start), known)

    def ended(self, value: Date | Interval, end: str) -> str:
        start = value.start if isinstance(value, Interval) else value
        return self.words.ended.format(self._start(start), end)

    def interval(self, value: Interval) -> str:
        start, end = value.start, value.end
        words = self.words
        if isinstance(end, Date) and not end.undated:
            if start is Limit.OPEN:
                return words.without_start.format(self.placed(end))
            if isinstance(start, Limit) or start.undated:
                return words.unknown_start.format(self.placed(end))
            return words.from_to.format(self.placed(start), self.placed(end))
        phrase = words.without_end if end is Limit.OPEN else words.unknown_end
        return phrase.format(self._start(start))

    def _start(self, start: Date | Limit) -> str:
        if start is Limit.OPEN:
            return self.words.always
        if isinstance(start, Limit) or start.undated:
            return self.words.unknown_date
        return self.placed(start)

    def set(self, value: DateSet) -> str:
        words = self.words
        if len(value.items) == 1 and not value.every:
            return self._one(value.items[0])
        said = [
            self._range(item) if isinstance(item, Range) else self.date(item)
            for item in value.items
        ]
        joined = said[0]
        if len(said) > 1:
            joint = words.all_joint if value.every else words.one_joint
            joined = ", ".join(said[:-1]) + joint + said[-1]
        return (words.all_of if value.every else words.one_of).format(joined)

    def _one(self, item: Date | Range) -> str:
        """One unknown member of a range, or of a single date, which is that date."""
        if isinstance(item, Date):
            return self.date(item)
        if item.first is None or item.last is None:
            return self._range(item)
        return self.words.some_time.format(self.placed(item.first), self.placed(item.last))

    def _range(self, item: Range) -> str:
        words = self.words
        if item.first is None:
            return words.or_earlier.format(self.date(item.last) if item.last else "")
        if item.last is None:
            return words.or_later.format(self.date(item.first))
        return words.range.format(self.date(item.first), self.date(item.last))

    def date(self, date: Date) -> str:
        """A date with its qualifiers."""
        said = self.words.unknown_date if date.undated else self._plain(date)
        if date.time is not None:
            said = self._timed(said, date.time)
        marks = date.marks
        if not any(marks):
            return said
        if len(set(marks)) == 1:
            return self.words.marks[marks[0]].format(said)
        parts = ", ".join(
            self.words.part_marks[mark].format(self.words.parts[name])
            for name, mark in date.components
        )
        return f"{said} ({parts})"

    def _timed(self, said: str, time: str) -> str:
        clock, zone = time[1:9], time[9:]
        if zone:
            clock += " UTC" if zone == "Z" else f" UTC{zone}"
        return f"{said}, {clock}"

    def placed(self, date: Date) -> str:
        """A date inside a phrase: Spanish puts an article before a whole day."""
        said = self.date(date)
        return self.words.on_day.format(said) if said[:1] in "123456789" and date.day else said

    def _plain(self, date: Date) -> str:
        words = self.words
        if date.month is None and date.season is None:
            return self.year(date.year)
        year = self._in_year(date.year)
        if date.season is not None:
            return words.seasons[date.season].format(year)
        month, day = date.month or "XX", date.day
        if month == "XX" and day == "XX":
            return words.some_day_of.format(self.year(date.year))
        if month == "XX":
            of_month = words.some_month_of.format(self.year(date.year))
        else:
            of_month = words.month_of.format(self._month(month), year)
        if day is None:
            return of_month
        if day == "XX":
            return words.some_day_of.format(of_month)
        if "X" not in day and "X" not in month:
            return words.full.format(int(day), words.months[int(month) - 1], year)
        phrase = words.one_day_of if "X" in day else words.day_of
        return phrase.format(self._day(day, month, date.year), of_month)

    def _month(self, month: str) -> str:
        numbers = numbers_matching(month, 1, 12)
        names = [self.words.months[number - 1] for number in numbers]
        if len(names) > 2:
            return self.words.month_range.format(names[0], names[-1])
        return self.words.one_joint.join(names)

    def _day(self, day: str, month: str, year: Year) -> str:
        years = YearPattern(year.digits, year.negative)
        last = longest_month(years, numbers_matching(month, 1, 12))
        days = numbers_matching(day, 1, last)
        names = [str(number) for number in days]
        if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
            return self.words.range.format(names[0], names[-1])
        return ", ".join(names[:-1]) + self.words.one_joint + names[-1] if names[1:] else names[0]

    def year(self, year: Year) -> str:
        """A year, decade, century, or year with missing digits."""
        words = self.words
        if year.significant is not None and year.value is not None:
            first, last = year_range(year)
            between = words.between_years.format(self._era(first), self._era(last))
            near = words.marks["~"].format(self._era(year.value))
            return words.significant.format(near, between)
        if year.value is not None:
            return self._era(year.value)
        if _is_decade(year):
            return words.decade.format(int(year.digits[:3] + "0"))
        return words.some_year.format(self._vague(year))

    def _in_year(self, year: Year) -> str:
        """The year of a month or season: `2019`, `of some year of the 1560s`."""
        words = self.words
        if not year.unspecified:
            return self.year(year)
        if _is_decade(year):
            return words.in_year.format(words.of_decade.format(int(year.digits[:3] + "0")))
        return words.in_year.format(self._vague(year))

    def _vague(self, year: Year) -> str:
        """`from 1500 to 1599`, with the written digits where the years leave gaps."""
        pattern = YearPattern(year.digits, year.negative)
        low, high = pattern.at_least(-9999), pattern.at_most(9999)
        if low is None or high is None:
            raise ValueError(year)
        between = self.words.between_years.format(self._era(low), self._era(high))
        if year.digits.rstrip("X").isdigit() or year.digits == "XXXX":
            return between
        return self.words.written.format(("-" if year.negative else "") + year.digits, between)

    def _era(self, year: int) -> str:
        if year < 1:
            return self.words.before_era.format(1 - year)
        return str(year) if year > 999 else self.words.of_era.format(year)


def _is_decade(year: Year) -> bool:
    """Whether a year is written as a decade that has a name: `156X`, not `001X` or `-156X`."""
    return year.digits[:3].isdigit() and year.digits[0] != "0" and not year.negative
