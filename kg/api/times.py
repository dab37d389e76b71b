"""When was it, as written, as days, and in words?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from functools import cached_property
from typing import Annotated, Any

import strawberry

from kg.api.codes import EndState
from kg.api.context import Scope
from kg.api.fields import described, field, given, plain, says
from kg.api.refs import EvidenceRef
from kg.api.scalars import EDTF, Day, LanguageTag
from kg.api.wrapping import wrap_ids
from kg.model import Calendar, Obtained, When
from kg.model.wording import words_of
from kg.temporal import NEG_INF, POS_INF, Edtf, Extent, Precision, iso_day, parse


def day(number: int | None) -> Day | None:
    """A day number as it leaves: an ISO day, or nothing where there is no bound."""
    return None if number is None or number in (NEG_INF, POS_INF) else Day(iso_day(number))


@described
class Qualifier:
    """A part of a date that is marked uncertain (`?`), approximate (`~`) or both (`%`)."""

    component: str = given("`year`, `month`, `season` or `day`; in an interval `start.year` …")
    uncertain: bool = given("Whether its source is doubtful.")
    approximate: bool = given("Whether it is only about right.")


@described
class Time:
    """A date as found, what it means in days, and how it was obtained.

    The four bounds are inclusive days; null is no bound, and the state says why. Marks of
    doubt (`?`, `~`, `%`) travel beside the bounds and never widen them.
    """

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    edtf: EDTF | None = plain("The date in EDTF, as the recorder wrote it; null when undated.")
    verbatim: str | None = plain("The date as the source words it.")
    obtained: Obtained = plain("Stated, computed, inferred, or unknown.")
    reasoning: str | None = plain("How it was computed or inferred.")
    ongoing: bool = plain("Whether it had not ended when last heard of.")
    attested: Day | None = plain("The day to which something ongoing is attested.")
    ended: EDTF | None = plain("Between which days it ended, where the date gives only the start.")

    @cached_property
    def parsed(self) -> Edtf | None:
        """The written date, read."""
        return parse(self.record.edtf) if self.record.edtf else None

    @cached_property
    def extent(self) -> Extent:
        """The four bounds."""
        return self.scope.view.extent(self.record)

    @field
    def canonical(self) -> EDTF | None:
        """The one writing of this meaning."""
        return EDTF(self.parsed.canonical) if self.parsed else None

    @field
    def dated(self) -> bool:
        """Whether anything at all is known of the date."""
        return not self.extent.undated

    @field
    def start(self) -> Day | None:
        """The earliest day on which it can have begun; null when unbounded or undated."""
        return day(self.extent.start_earliest)

    @field
    def end(self) -> Day | None:
        """The latest day on which it can have ended; null when unbounded or undated."""
        return day(self.extent.end_latest)

    @field
    def start_earliest(self) -> Day | None:
        """The earliest day on which it can have begun."""
        return day(self.extent.start_earliest)

    @field
    def start_latest(self) -> Day | None:
        """The latest day on which it can have begun."""
        return day(self.extent.start_latest)

    @field
    def end_earliest(self) -> Day | None:
        """The earliest day on which it can have ended."""
        return day(self.extent.end_earliest)

    @field
    def end_latest(self) -> Day | None:
        """The latest day on which it can have ended."""
        return day(self.extent.end_latest)

    @field
    def start_state(self) -> EndState:
        """What is known of the beginning."""
        return EndState(self.extent.start_state)

    @field
    def end_state(self) -> EndState:
        """What is known of the end."""
        return EndState(self.extent.end_state)

    @field
    def precision(self) -> Precision:
        """How fine the date is; of an interval or set, its coarsest part."""
        return self.parsed.precision if self.parsed else Precision.UNKNOWN

    @field
    def uncertain(self) -> bool:
        """Whether some part is marked uncertain (`?` or `%`)."""
        return self.parsed is not None and self.parsed.qualifiers.uncertain

    @field
    def approximate(self) -> bool:
        """Whether some part is marked approximate (`~` or `%`)."""
        return self.parsed is not None and self.parsed.qualifiers.approximate

    @field
    def qualifiers(self) -> list[Qualifier]:
        """The parts that are marked."""
        if not self.parsed:
            return []
        return [
            Qualifier(component=name, uncertain=mark in "?%", approximate=mark in "~%")
            for name, mark in self.parsed.qualifiers.components
        ]

    @field
    def convention(self) -> str | None:
        """The convention that gave a season its days; null when none was needed."""
        return self.extent.convention

    @field
    def words(
        self,
        lang: Annotated[
            LanguageTag | None,
            says("`en` or `es`; without it the dataset's first language, any other is English."),
        ] = None,
    ) -> str:
        """The date in words."""
        return words_of(self.record, self.scope.langs(lang)[0])

    @field
    def calendar(self) -> Calendar:
        """The calendar in which its days stand as the source writes them; never converted here."""
        return self.record.calendar or Calendar.GREGORIAN

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where the sources give the date, or what it was inferred from."""
        return wrap_ids(self.scope, self.record.evidence)


def time_of(scope: Scope, when: When | None) -> Time | None:
    """A date as the schema shows it; null stays null."""
    return None if when is None else Time(record=when, scope=scope)
