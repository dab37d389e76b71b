"""Do code, ontology and context speak the same words?

Whatever encoding may write is declared in `schema/ontology.ttl` with a label and a comment in
English and Spanish and named in `schema/context.jsonld`; nothing else is in either.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS

from kg.model import SCHEMES, Concept, FieldType, Label, Many, fields_of
from kg.rdf import asset, bundled_concepts, context_of, encode, encode_dataset, our_context, parse
from kg.rdf.bundled import FILES, HOME
from kg.rdf.dates import BOUNDS, STATES
from kg.rdf.derived import (
    ACTOR_TYPES,
    CITED,
    LICENCES,
    MATCHES,
)
from kg.rdf.encode import said_fields
from kg.rdf.properties import CLASSES, PROPERTIES
from kg.rdf.terms import Iri
from kg.rdf.vocab import (
    DCTERMS,
    ELI,
    FOAF,
    GEO,
    KG,
    NS,
    PROV,
    SCHEMA,
    SEM,
    SKOS,
    TYPE,
    VOID,
    code_iri,
    code_list,
)

ONTOLOGY = rdflib.Graph().parse(data=asset("ontology.ttl"), format="turtle")
KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
CODES = {f.codes for cls in PROPERTIES for f, _ in said_fields(cls) if f.codes}
END_STATES = {KG(f"end-state-{state}") for state in ("known", "unknown", "open", "ongoing")}


def properties_in_code() -> set[Iri]:
    """Every property that encoding may write, but rdf:type."""
    said = {said.iri for cls in PROPERTIES for _, said in said_fields(cls)}
    hops = {said.hop.link for cls in PROPERTIES for _, said in said_fields(cls) if said.hop}
    return (
        said
        | hops
        | {
            *(iri for pair in BOUNDS for iri in pair),
            *STATES,
            *CITED.values(),
            *MATCHES.values(),
            *(KG(name) for name in ("undated", "hull", "proposition")),
            *(SEM(name) for name in ("hasTime", "hasActor", "hasPlace")),
            *(SCHEMA(n) for n in ("location", "startDate", "endDate", "temporalCoverage")),
            *(PROV(name) for name in ("specializationOf", "wasAttributedTo", "wasQuotedFrom")),
            *(GEO(name) for name in ("hasGeometry", "asWKT", "sfWithin")),
            *(DCTERMS(name) for name in ("license", "language")),
            SCHEMA("datePublished"),
            SKOS("inScheme"),
        }
    )


def classes_in_code() -> set[Iri]:
    """Every class that encoding may write."""
    hops = {said.hop.type for cls in PROPERTIES for _, said in said_fields(cls) if said.hop}
    return (
        set(CLASSES.values())
        | hops
        | {
            *(iri for types in ACTOR_TYPES.values() for iri in types),
            *(SCHEMA(name) for name in ("Event", "Legislation")),
            ELI("LegalResource"),
            FOAF("Document"),
            GEO("Geometry"),
            PROV("Entity"),
            VOID("Dataset"),
        }
    )


def declared(*kinds: rdflib.URIRef) -> set[Iri]:
    """The IRIs that the ontology declares as one of these."""
    return {Iri(str(s)) for kind in kinds for s in ONTOLOGY.subjects(RDF.type, kind)}


def languages(iri: Iri, said: rdflib.URIRef) -> list[str]:
    """In which languages the ontology says this of a term."""
    found = ONTOLOGY.objects(rdflib.URIRef(iri.value), said)
    return sorted(str(o.language) for o in found if isinstance(o, rdflib.Literal))


def test_the_ontology_declares_the_properties_of_the_code_and_no_others():
    assert declared(*KINDS) == properties_in_code()


def test_the_ontology_declares_the_classes_of_the_code_and_no_others():
    lists = {code_list(codes) for codes in CODES} | {KG("EndState"), SKOS("ConceptScheme")}
    assert declared(OWL.Class) == classes_in_code() | lists


def test_every_declared_term_has_a_label_and_a_comment_in_two_languages():
    for iri in sorted(declared(OWL.Class, *KINDS)):
        assert languages(iri, RDFS.label) == ["en", "es"], iri
        assert languages(iri, RDFS.comment) == ["en", "es"], iri


@pytest.mark.parametrize("codes", sorted(CODES, key=lambda c: c.__name__))
def test_every_code_is_declared_in_its_list_with_labels(codes: type[StrEnum]):
    named = rdflib.URIRef(code_list(codes).value)
    members = {Iri(str(s)) for s in ONTOLOGY.subjects(RDF.type, named)}
    assert members == {code_iri(code) for code in codes}
    assert all(languages(iri, RDFS.label) == ["en", "es"] for iri in members)


def test_the_states_of_ends_are_declared():
    found = ONTOLOGY.subjects(RDF.type, rdflib.URIRef(KG("EndState").value))
    assert {Iri(str(s)) for s in found} == END_STATES


def test_the_context_names_every_term_once_and_nothing_else():
    terms = {k: v["@id"] for k, v in our_context().items() if k != "@version"}
    literals = {"date", "decimal", "gYear", "gYearMonth"}
    named = [iri for key, iri in terms.items() if key not in literals]
    assert len(named) == len(set(named))
    wanted = properties_in_code() | classes_in_code() | {KG("EndState"), SKOS("ConceptScheme")}
    assert {Iri(iri) for iri in named} == wanted
    assert all(
        key[0].isupper()
        == (Iri(terms[key]) in classes_in_code() | {KG("EndState"), SKOS("ConceptScheme")})
        for key in terms
        if key not in literals
    )


def test_the_context_says_how_each_field_is_written():
    by_iri = {v["@id"]: v for k, v in our_context().items() if k != "@version"}
    for cls in PROPERTIES:
        for field, said in said_fields(cls):
            term = by_iri[said.iri.value]
            labels = field.part is Label
            assert (term.get("@container") == "@language") == labels, (cls, field.name)
            if field.many is Many.MANY and not labels and not said.ordered:
                assert term["@container"] == "@set", (cls, field.name)
            if field.codes:
                words = {word: one["@id"] for word, one in term["@context"].items()}
                assert words == {str(c): code_iri(c).value for c in field.codes}
            elif field.sort in (FieldType.REF, FieldType.PART) and not labels:
                assert term["@type"] == "@id", (cls, field.name)


def test_a_property_is_said_of_one_field_of_a_class():
    for cls in PROPERTIES:
        said = [s.iri for _, s in said_fields(cls)]
        assert len(said) == len(set(said)), cls
        assert {f.name for f, _ in said_fields(cls)} | {"id", "key"} >= {
            f.name for f in fields_of(cls)
        }


def test_the_bundled_files_say_their_concepts_and_nothing_else():
    context = replace(context_of(HOME), bundled=frozenset(c.id for c in bundled_concepts()))
    said = {quad for concept in bundled_concepts() for quad in encode(concept, context)}
    schemes = {Iri(NS + scheme) for scheme in SCHEMES}
    seen = set()
    for name in FILES:
        for quad in parse(asset(name), "turtle"):
            if quad.s in schemes:
                assert quad.p in (TYPE, SKOS("prefLabel"))
                seen.add(quad.s)
            else:
                assert quad in said
                said.remove(quad)
    assert said == set()
    assert seen == schemes


def test_every_bundled_concept_has_two_labels_a_definition_and_a_known_place():
    ids = {concept.id for concept in bundled_concepts()}
    for concept in bundled_concepts():
        assert isinstance(concept, Concept)
        assert [label.lang for label in concept.labels] == ["en", "es"], concept.id
        assert [text.lang for text in concept.definitions] == ["en"], concept.id
        assert set(concept.broader) <= ids, concept.id
        assert concept.clock.recorded == "0001-01-01"


def test_licences_are_iris():
    assert all(iri.value.startswith("http://spdx.org/licenses/") for iri in LICENCES.values())
    assert list(encode_dataset(HOME, context_of(HOME)))
