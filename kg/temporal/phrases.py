"""Which phrases does each language need to say a date?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language; `{}` is filled in the order of reading."""

    undated: str
    unknown_date: str
    always: str
    months: tuple[str, ...]
    seasons: Mapping[int, str]
    full: str
    month_of: str
    day_of: str
    one_day_of: str
    some_day_of: str
    some_month_of: str
    in_year: str
    on_day: str
    decade: str
    some_year: str
    of_decade: str
    between_years: str
    written: str
    significant: str
    of_era: str
    before_era: str
    marks: Mapping[str, str]
    part_marks: Mapping[str, str]
    parts: Mapping[str, str]
    from_to: str
    without_start: str
    unknown_start: str
    without_end: str
    unknown_end: str
    ongoing: str
    attested: str
    ended: str
    julian: str
    one_of: str
    some_time: str
    all_of: str
    one_joint: str
    all_joint: str
    range: str
    month_range: str
    or_earlier: str
    or_later: str


def _seasons(
    names: tuple[str, ...], tails: tuple[str, str], others: tuple[str, ...]
) -> Mapping[int, str]:
    """Phrases for the codes 21 to 41: seasons plain, northern, southern, then the others."""
    plain = [f"{name} {{}}" for name in names]
    said = [*plain, *(f"{one} ({tail})" for tail in tails for one in plain), *others]
    return MappingProxyType(dict(enumerate(said, start=21)))


ENGLISH: Final = Phrases(
    undated="undated",
    unknown_date="an unknown date",
    always="time immemorial",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    seasons=_seasons(
        ("spring", "summer", "autumn", "winter"),
        ("northern hemisphere", "southern hemisphere"),
        (
            *(f"{n} quarter of {{}}" for n in ("first", "second", "third", "fourth")),
            *(f"{n} third of {{}}" for n in ("first", "second", "last")),
            *(f"{n} half of {{}}" for n in ("first", "second")),
        ),
    ),
    full="{} {} {}",
    month_of="{} {}",
    day_of="day {} of {}",
    one_day_of="one of the days {} of {}",
    some_day_of="some day in {}",
    some_month_of="some month of {}",
    in_year="of some year {}",
    on_day="{}",
    decade="the {}s",
    some_year="some year {}",
    of_decade="of the {}s",
    between_years="from {} to {}",
    written="written {} ({})",
    significant="{} (some year {})",
    of_era="{} CE",
    before_era="{} BCE",
    marks=MappingProxyType({"?": "probably {}", "~": "about {}", "%": "probably about {}"}),
    part_marks=MappingProxyType(
        {"?": "{} uncertain", "~": "{} approximate", "%": "{} uncertain and approximate"}
    ),
    parts=MappingProxyType({"year": "year", "month": "month", "season": "season", "day": "day"}),
    from_to="from {} to {}",
    without_start="up to {}, without beginning",
    unknown_start="up to {}, start unknown",
    without_end="from {} on, without end",
    unknown_end="from {}, end unknown",
    ongoing="from {}, ongoing{}",
    attested=" (attested to {})",
    ended="from {}, ended: {}",
    julian="{} (Julian calendar)",
    one_of="one of: {}",
    some_time="some time from {} to {}",
    all_of="all of: {}",
    one_joint=" or ",
    all_joint=" and ",
    range="{} to {}",
    month_range="some month from {} to {}",
    or_earlier="{} or earlier",
    or_later="{} or later",
)

SPANISH: Final = Phrases(
    undated="sin fecha",
    unknown_date="una fecha desconocida",
    always="siempre",
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    seasons=_seasons(
        ("primavera de", "verano de", "otoño de", "invierno de"),
        ("hemisferio norte", "hemisferio sur"),
        (
            *(f"{n} trimestre de {{}}" for n in ("primer", "segundo", "tercer", "cuarto")),
            *(f"{n} cuatrimestre de {{}}" for n in ("primer", "segundo", "tercer")),
            *(f"{n} semestre de {{}}" for n in ("primer", "segundo")),
        ),
    ),
    full="{} de {} de {}",
    month_of="{} de {}",
    day_of="día {} de {}",
    one_day_of="uno de los días {} de {}",
    some_day_of="algún día de {}",
    some_month_of="algún mes de {}",
    in_year="algún año {}",
    on_day="el {}",
    decade="la década de {}",
    some_year="algún año {}",
    of_decade="de la década de {}",
    between_years="entre {} y {}",
    written="escrito {} ({})",
    significant="{} (algún año {})",
    of_era="{} d. C.",
    before_era="{} a. C.",
    marks=MappingProxyType(
        {"?": "probablemente {}", "~": "hacia {}", "%": "probablemente hacia {}"}
    ),
    part_marks=MappingProxyType(
        {"?": "{} incierto", "~": "{} aproximado", "%": "{} incierto y aproximado"}
    ),
    parts=MappingProxyType({"year": "año", "month": "mes", "season": "período", "day": "día"}),
    from_to="desde {} hasta {}",
    without_start="hasta {}, sin comienzo",
    unknown_start="hasta {}, comienzo desconocido",
    without_end="desde {}, sin fin",
    unknown_end="desde {}, fin desconocido",
    ongoing="desde {}, en curso{}",
    attested=" (constatado hasta {})",
    ended="desde {}, terminado: {}",
    julian="{} (calendario juliano)",
    one_of="una de: {}",
    some_time="en algún momento desde {} hasta {}",
    all_of="todas: {}",
    one_joint=" o ",
    all_joint=" y ",
    range="{} a {}",
    month_range="algún mes de {} a {}",
    or_earlier="{} o antes",
    or_later="{} o después",
)
