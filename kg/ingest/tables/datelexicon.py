"""What do the words and signs of a date mean?

Texts become tokens: numbers, names, and the words that join and shade dates, each with its
role. A phrase is written here as it is compared: folded, without full stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.ingest.tables.datenames import folded, months, seasons, weekdays
from kg.temporal.faults import shown

MAX_LENGTH: Final = 200

# role: phrases of any language
_COMMON: Final = {
    "about": "c,ca,circa,~",
    "undated": "n d,nd,s d,sine dato",
    "and": "&",
    "dash": "-",
    "slash": "/",
    "comma": ",",
    "perhaps": "?,( ? )",
}
# role: phrases, by language
_PHRASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": {
            "of": "of",
            "the": "the,on,in",
            "and": "and",
            "or": "or",
            "to": "to,until,till,through",
            "between": "between",
            "from": "from,since",
            "before": "before,prior to,up to",
            "after": "after",
            "about": "about,around,approximately,approx,roughly",
            "perhaps": "probably,possibly,perhaps,maybe",
            "part": "early,mid,late,beginning of,start of,middle of,end of",
            "present": "present,the present,now,today,ongoing,current",
            "undated": "undated,no date,unknown,date unknown,unknown date,not known,not dated",
            "century": "century,cent",
            "bce": "bc,bce,b c,b c e,before christ",
            "ce": "ad,ce,a d,c e",
        },
        "es": {
            "of": "de,del",
            "the": "el,la,los,las,en",
            "and": "y,e",
            "or": "o,u",
            "to": "a,al,hasta",
            "between": "entre",
            "from": "desde",
            "before": "antes de,antes del",
            "after": "despues de,despues del",
            "about": "hacia,alrededor de,aproximadamente,aprox,cerca de",
            "perhaps": "probablemente,posiblemente,quiza,quizas,tal vez",
            "part": ",".join(
                f"{a}{part} {of}"
                for part in ("principios", "comienzos", "inicios", "mediados", "finales", "fines")
                for a in ("", "a ")
                for of in ("de", "del")
            ),
            "present": "presente,el presente,actualidad,la actualidad,hoy,la fecha",
            "undated": "s f,sf,s / f,sin fecha,desconocida,desconocido,fecha desconocida",
            "century": "siglo,s",
            "decade": "decada de,decada de los,anos",
            "bce": "a c,ac,a n e,antes de cristo",
            "ce": "d c,dc,d n e,despues de cristo",
        },
        "de": {
            "the": "der,am,im,den",
            "and": "und",
            "or": "oder",
            "to": "bis",
            "between": "zwischen",
            "from": "von,seit",
            "before": "vor",
            "after": "nach",
            "about": "etwa,um,gegen",
            "perhaps": "wohl,vermutlich,vielleicht",
            "part": "anfang,mitte,ende",
            "present": "heute",
            "undated": "o d,ohne datum,undatiert,unbekannt",
            "century": "jahrhundert,jh",
            "bce": "v chr",
            "ce": "n chr",
        },
        "fr": {
            "of": "de,du",
            "the": "le,la,les,en",
            "and": "et",
            "or": "ou",
            "to": "a,au",
            "between": "entre",
            "from": "depuis",
            "before": "avant",
            "after": "apres",
            "about": "vers,environ",
            "perhaps": "probablement",
            "part": "debut,fin",
            "undated": "sans date,inconnue,inconnu",
            "century": "siecle",
            "bce": "av j - c,av j c",
            "ce": "ap j - c,ap j c",
        },
    }
)
_ORDINALS: Final = (
    "first,second,third,fourth,fifth,sixth,seventh,eighth,ninth,tenth,eleventh,twelfth,thirteenth,"
    "fourteenth,fifteenth,sixteenth,seventeenth,eighteenth,nineteenth,twentieth"
)
_SIGNS: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc", "'")
    | {"º": "o", "ª": "a", "°": "o"}
)
_TOKEN: Final = re.compile(
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-]))"
    r"|(?P<number>[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)"
    r"(?P<suffix>'?s|st|nd|rd|th|er|re|e|eme|\.?[oa])?(?![a-z])"
    r"|(?P<space>[\s.]++)|(?P<other>[a-z]++|.)",
    re.DOTALL,
)
_ROMAN: Final = re.compile(r"(x{0,2})(ix|iv|v?i{0,3})e?")
_ROMAN_DIGITS: Final = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5} | {
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
}
_LONGEST: Final = 4  # words of a phrase


class Token(NamedTuple):
    """A word or sign with its role; `number` is that of a name, `text` what was written."""

    role: str
    text: str
    number: int = 0


class NotInWordsError(Exception):
    """A text is no date in words, and why."""


@lru_cache(maxsize=32)
def phrases(languages: tuple[str, ...]) -> Mapping[str, Token]:
    """What each phrase means in some languages. Names of months win over other words."""
    found: dict[str, Token] = {}
    for roles in (_COMMON, *(_PHRASES[language] for language in languages)):
        for role, said in roles.items():
            found |= {phrase: Token(role, phrase) for phrase in _split(role, said)}
    if "en" in languages:
        found |= {
            word: Token("ordinal", str(n)) for n, word in enumerate(_ORDINALS.split(","), start=1)
        }
        found["twenty - first"] = Token("ordinal", "21")
    for role, names in (
        ("weekday", weekdays(languages)),
        ("season", seasons(languages)),
        ("month", months(languages)),
    ):
        found |= {name: Token(role, name, number) for name, number in names.items()}
    return found


def _split(role: str, said: str) -> list[str]:
    return [said] if role == "comma" else said.split(",")


def tokens(text: str, languages: tuple[str, ...]) -> list[Token]:
    """The tokens of a text.

    Cost: O(length), which is limited.
    Raises: NotInWordsError for a word or sign without meaning.
    """
    if len(text) > MAX_LENGTH:
        raise NotInWordsError(f"it has more than {MAX_LENGTH} characters")
    pieces = [
        (found.lastgroup or "", found[0], found["number"], found["suffix"])
        for found in _TOKEN.finditer(folded(text.translate(_SIGNS)))
        if found.lastgroup != "space"
    ]
    return list(_joined(pieces, phrases(languages)))


_Piece = tuple[str, str, str | None, str | None]


def _joined(pieces: list[_Piece], known: Mapping[str, Token]) -> Iterator[Token]:
    """Numbers as they stand, other pieces joined to the longest phrases that are known."""
    at = 0
    while at < len(pieces):
        kind, piece, number, suffix = pieces[at]
        if kind == "iso":
            yield Token("iso", piece)
        elif number is not None:
            yield _number(number, suffix)
        else:
            for size in range(_LONGEST, 0, -1):
                phrase = " ".join(one for _, one, _, _ in pieces[at : at + size])
                if (token := known.get(phrase)) is not None:
                    yield token
                    at += size - 1
                    break
            else:
                yield _roman(piece)
        at += 1


def _roman(word: str) -> Token:
    """A Roman number up to 29, of a century."""
    found = _ROMAN.fullmatch(word)
    number = 0 if found is None else 10 * len(found[1]) + _ROMAN_DIGITS[found[2]]
    if not number:
        raise NotInWordsError(f"{shown(word)} is not understood")
    return Token("roman", word, number)


def _number(number: str, suffix: str | None) -> Token:
    """A number by what follows it: `1850s`, `5th`, `10,000`, `1850`."""
    if suffix is not None:
        return Token("decades" if suffix in ("s", "'s") else "ordinal", number)
    return Token("thousands" if "," in number else "number", number.replace(",", ""))
