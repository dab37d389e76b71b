"""What do the names of columns say?

Words in English and Spanish, some in German and French, as tables of events use them. The
last word of a name counts before the first: a `sender_place` is a place, a `fecha_inicio`
a date that begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+|\d+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DATE: Final = _set(
    "date dates dated datetime timestamp when fecha fechas datum signed occurred sqldate epoch"
)
WEAK_DATE: Final = _set(
    "created updated modified accessed retrieved entered added published publication posted "
    "report reported birth born geburt nacimiento death fetched scraped collected"
)
YEAR: Final = _set("year iyear yr yyyy ano anio jahr annee")
MONTH: Final = _set("month imonth mes monat mois mm")
DAY: Final = _set("day iday dia tag jour dd")
START: Final = _set("start begin began beginning from since inicio desde von beginn debut opened")
END: Final = _set("end ending ended until to through fin final hasta bis ende closed")
PRECISION: Final = _set("precision granularity genauigkeit")
QUALIFIER: Final = _set("qualifier certainty uncertain circa approx calificador")
VERBATIM: Final = _set("text verbatim original printed written raw display literal words texto")
ID: Final = _set(
    "id ids key code nr no num number uuid guid identifier clave ref index idx codigo n volume vol "
    "issue edition page line seq serial docket entry folio expediente aktenzeichen"
)
TITLE: Final = _set(
    "title name headline label titulo nombre titel titre heading asunto betreff caption what que "
    "was"
)
WEAK_KIND: Final = _set("what que was")  # which name a sort of thing where few of them differ
TEXT: Final = _set(
    "description descriptions notes note summary details detail text comment comments remarks "
    "abstract narrative content descripcion notas resumen detalle observaciones beschreibung "
    "bemerkung anmerkung"
)
EVENT: Final = _set("event incident evento hecho suceso ereignis veranstaltung vorfall")
KIND: Final = _set(
    "type types kind category class tipo clase categoria art typ action relation verb predicate "
    "genre classification"
)
STATUS: Final = _set("status")
SOURCE: Final = _set(
    "source sources url urls link links reference references citation href website fuente fuentes "
    "quelle quellen enlace"
)
LATITUDE: Final = _set("lat latitude latitud breite")
LONGITUDE: Final = _set("lon lng long longitude longitud laenge lange")
LOW: Final = _set("low lower min minimum least minimo")
HIGH: Final = _set("high upper max maximum most maximo")
NUMBER: Final = _set(
    "number count size total killed injured wounded dead deaths fatalities casualties arrests "
    "arrested detained attendance crowd votes amount cost value people persons participants "
    "victims victimas participantes muertos heridos detenidos cantidad numero "
    "anzahl price budget injuries prisoners asistentes manifestantes fallecidos gasto importe "
    "coste kosten schaden tote verletzte morts blesses teilnehmer yea yeas nay nays ayes noes"
)
PERSON: Final = _set(
    "person persons people victim sender author authors writer addressee recipient receiver "
    "speaker suspect officer sheriff judge president mayor leader governor minister member "
    "candidate holder artist defendant plaintiff signer persona autor victima remitente "
    "destinatario alcalde juez absender empfanger witness witnesses members"
)
ORGANISATION: Final = _set(
    "organization organizations organisation organisations org agency agencies company "
    "companies institution institutions ministry employer newspaper publisher party "
    "union court organizacion organizaciones agencia empresa partido institucion firma "
    "organizer organizers organiser organisers host convocante convocantes organizador "
    "organizadores committee board commission council comite comision gremium ausschuss"
)
GROUP: Final = _set(
    "group groups actor actors participants targets target victims victimas perpetrator "
    "perpetrators responsable responsables veranstalter participantes attendees who quien quienes "
    "wer teilnehmer parties"
)
# What a column says of those whom the words before it name.
ABOUT: Final = _set(
    "role rol title age sex gender race ethnicity nationality position function rank type kind "
    "category status born birth"
)
ROLE: Final = _set("role rol position function capacity")
OF_SOURCE: Final = _set("scale type kind category level language lang count date country")
PAIRS: Final = (("subject", "object"), ("source", "target"), ("from", "to"), ("actor", "target"))
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "addressee": "addressee",
        "recipient": "addressee",
        "receiver": "addressee",
        "destinatario": "addressee",
        "speaker": "states",
        "organizer": "organises",
        "organizers": "organises",
        "organiser": "organises",
        "organisers": "organises",
        "convocante": "organises",
        "convocantes": "organises",
        "organizador": "organises",
        "organizadores": "organises",
        "host": "hosts",
        "victim": "affected",
        "victims": "affected",
        "victima": "affected",
        "victimas": "affected",
        "veranstalter": "organises",
        "attendees": "attends",
        "target": "target",
        "targets": "target",
        "subject": "subject",
        "signer": "signs",
        "candidate": "candidate",
        "leader": "leads",
    }
)
# From the finest to the widest; the second is the kind of place that comes with the program.
LEVELS: Final[tuple[tuple[frozenset[str], str | None], ...]] = (
    (_set("venue address street site building location where direccion"), "venue"),
    (
        _set(
            "city town village municipality locality place settlement commune ciudad municipio "
            "localidad pueblo lugar stadt gemeinde ort ville lieu"
        ),
        None,
    ),
    (_set("county district parish borough condado distrito kreis landkreis"), "county"),
    (
        _set(
            "state province department departamento departement region prefecture estado "
            "provincia bundesland"
        ),
        "state",
    ),
    (_set("country nation pais pays"), "country"),
)
ANYWHERE: Final = _set("location where direccion")  # as fine as a venue, or a town
ADMIN: Final = _set("admin adm level nivel")
OUTSIDE: Final[Mapping[str, str]] = MappingProxyType(
    {word: word for word in ("fips", "geoid", "wikidata", "gnd", "viaf", "geonames", "lei", "ocd")}
    | {"qid": "wikidata", "ocdid": "ocd", "fip": "fips"}
)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded: `senderPlaceID` is sender, place, id."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    if plain.upper() == plain:
        plain = plain.lower()
    return tuple(word.lower() for word in _WORDS.findall(plain))


def says(words: tuple[str, ...], meant: Collection[str]) -> bool:
    """Whether the last word of a name that is no filler, or the first, is one of these."""
    left = [word for word in words if not word.isdigit()]
    while len(left) > 1 and left[-1] in _FILLERS:
        left.pop()
    return bool(left) and (left[-1] in meant or left[0] in meant)


_FILLERS: Final = _set("name names nombre value de of the list lista")


def level_of(words: tuple[str, ...]) -> int | None:
    """How wide the places are that a name speaks of: 0 is the finest."""
    for place, (meant, _) in enumerate(LEVELS):
        if says(words, meant):
            return place
    return None


def stem_of(words: tuple[str, ...], meant: Collection[str]) -> tuple[str, ...]:
    """The words of a name without these."""
    return tuple(word for word in words if word not in meant)
