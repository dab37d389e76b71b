"""Which names do months, weekdays and seasons have, and how are texts compared?

English and Spanish, German and French: what archives and offices of these languages write.
Names are compared without case and accents, abbreviations without their full stop.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final


def folded(text: str) -> str:
    """A text as names are compared: without case, accents and space around it."""
    if text.isascii():
        return text.strip().lower()
    apart = unicodedata.normalize("NFD", text.strip().casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one language, folded; each place is a row of names for the same thing."""

    months: str
    weekdays: str
    seasons: str


NAMES: Final[Mapping[str, Names]] = MappingProxyType(
    {
        "en": Names(
            "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,"
            "september sep sept,october oct,november nov,december dec",
            "monday mon,tuesday tue tues,wednesday wed,thursday thu thur thurs,friday fri,"
            "saturday sat,sunday sun",
            "spring,summer,autumn fall,winter",
        ),
        "es": Names(
            "enero ene,febrero feb,marzo mar,abril abr,mayo may,junio jun,julio jul,agosto ago,"
            "septiembre setiembre sep sept set,octubre oct,noviembre nov,diciembre dic",
            "lunes lun,martes,miercoles mie,jueves jue,viernes vie,sabado sab,domingo dom",
            "primavera,verano,otono,invierno",
        ),
        "de": Names(
            "januar janner jan,februar feber feb,marz maerz mrz mar,april apr,mai,juni jun,"
            "juli jul,august aug,september sep sept,oktober okt,november nov,dezember dez",
            "montag,dienstag,mittwoch,donnerstag,freitag,samstag sonnabend,sonntag",
            "fruhling fruhjahr,sommer,herbst,winter",
        ),
        "fr": Names(
            "janvier janv,fevrier fevr fev,mars,avril avr,mai,juin,juillet juil,aout,"
            "septembre sept,octobre oct,novembre nov,decembre dec",
            "lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche",
            "printemps,ete,automne,hiver",
        ),
    }
)


def _numbered(rows: str, first: int) -> dict[str, int]:
    """Each name with the number of its row."""
    return {
        name: number
        for number, row in enumerate(rows.split(","), start=first)
        for name in row.split()
    }


@lru_cache(maxsize=32)
def months(languages: tuple[str, ...]) -> Mapping[str, int]:
    """The number of each name of a month, 1 to 12, in some languages."""
    return {name: n for lang in languages for name, n in _numbered(NAMES[lang].months, 1).items()}


@lru_cache(maxsize=32)
def weekdays(languages: tuple[str, ...]) -> Mapping[str, int]:
    """The number of each name of a weekday, 0 for Monday, in some languages."""
    return {name: n for lang in languages for name, n in _numbered(NAMES[lang].weekdays, 0).items()}


@lru_cache(maxsize=32)
def seasons(languages: tuple[str, ...]) -> Mapping[str, int]:
    """The EDTF code of each name of a season, 21 to 24, in some languages."""
    return {name: n for lang in languages for name, n in _numbered(NAMES[lang].seasons, 21).items()}
