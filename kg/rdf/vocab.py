"""Which vocabularies do we speak?

Standard terms first; `kg:` only where none fits. Codes (the StrEnums of the model) are
IRIs of our own: `Status.HAPPENED` is `kg:status-happened`. Concepts that travel with the
program have IRIs below `NS`; those of a dataset lie below its base.
`schema/ontology.ttl` declares every term used here, `schema/context.jsonld` names them
for JSON-LD; a test keeps the three alike.
"""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from kg.model import SCHEMES
from kg.rdf.terms import Iri, Namespace

NS: Final = "https://daybook.example/ns/"
CONTEXT_IRI: Final = "https://daybook.example/ns/context.jsonld"

KG: Final = Namespace("https://daybook.example/ns#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
SCHEMA: Final = Namespace("https://schema.org/")
SEM: Final = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
TIME: Final = Namespace("http://www.w3.org/2006/time#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
ORG: Final = Namespace("http://www.w3.org/ns/org#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
ELI: Final = Namespace("http://data.europa.eu/eli/ontology#")
CITO: Final = Namespace("http://purl.org/spar/cito/")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
WGS: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
GEO: Final = Namespace("http://www.opengis.net/ont/geosparql#")
EDTF: Final = Namespace("http://id.loc.gov/datatypes/edtf/")

PREFIXES: Final = MappingProxyType(
    {
        "kg": KG.start,
        "cito": CITO.start,
        "dcat": DCAT.start,
        "dcterms": DCTERMS.start,
        "edtf": EDTF.start,
        "eli": ELI.start,
        "foaf": FOAF.start,
        "geo": GEO.start,
        "oa": OA.start,
        "org": ORG.start,
        "prov": PROV.start,
        "rdfs": RDFS.start,
        "schema": SCHEMA.start,
        "sem": SEM.start,
        "skos": SKOS.start,
        "time": TIME.start,
        "void": VOID.start,
        "wgs": WGS.start,
        "xsd": XSD.start,
        **{scheme: f"{NS}{scheme}/" for scheme in SCHEMES},
    }
)

TYPE: Final = RDF("type")
STRING: Final = XSD("string").value
LANG_STRING: Final = RDF("langString").value
INTEGER: Final = XSD("integer").value
DECIMAL: Final = XSD("decimal").value
BOOLEAN: Final = XSD("boolean").value
DATE: Final = XSD("date").value
DATE_TIME: Final = XSD("dateTime").value
G_YEAR: Final = XSD("gYear").value
G_YEAR_MONTH: Final = XSD("gYearMonth").value
EDTF_TYPE: Final = EDTF("EDTF").value
WKT: Final = GEO("wktLiteral").value

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def code_list(codes: type[StrEnum]) -> Iri:
    """The class of the IRIs of a code list: `kg:Status`."""
    return KG(codes.__name__)


def code_iri(code: StrEnum) -> Iri:
    """The IRI of one code: `kg:force-state-in-force`."""
    start = _HUMP.sub("-", type(code).__name__).lower()
    return KG(f"{start}-{code.name.lower().replace('_', '-')}")


_CODES: dict[type[Any], dict[Iri, StrEnum]] = {}


def code_of(codes: type[StrEnum], iri: Iri) -> StrEnum | None:
    """The code that an IRI stands for, or None."""
    if codes not in _CODES:
        _CODES[codes] = {code_iri(code): code for code in codes}
    return _CODES[codes].get(iri)
