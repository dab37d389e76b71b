"""Do the shapes find what is wrong, and say so in two languages?"""

from __future__ import annotations

from dataclasses import replace

import rdflib

from kg.errors import ConformanceError
from kg.model import Event, Participation, Quantity
from kg.rdf import asset, shapes, validate
from kg.rdf.encode import said_fields
from kg.rdf.properties import CLASSES, PROPERTIES
from kg.rdf.vocab import KG
from tests.small import CLOCK, DATASET, LAW, OPERATION, RECORDS, REPRISAL

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SHAPES = rdflib.Graph().parse(data=asset("shapes.ttl"), format="turtle")


def test_the_small_dataset_fits():
    assert validate(RECORDS, DATASET) == []


def test_findings_name_record_property_and_reason():
    evidence = next(r for r in RECORDS if r.id == "evidence/e")
    broken = [
        replace(REPRISAL, evidence=()),
        Event(id="event/bare", labels=(), evidence=("evidence/e",), clock=CLOCK),
        replace(
            OPERATION,
            participations=(Participation(key="nobody", role="role/attends"),),
            quantities=(Quantity(key="q", low=2.0, high=1.0),),
        ),
        replace(evidence, start=9, end=3),
    ]
    found = validate(broken, DATASET)
    assert all(isinstance(finding, ConformanceError) for finding in found)
    told = {(f.where["record"], f.where.get("field")): f.message for f in found}
    assert set(told) == {
        ("claim/reprisal", "kg:evidence"),
        ("event/bare", "rdfs:label"),
        ("event/operation", None),
        ("event/operation", "schema:minValue"),
        ("evidence/e", "oa:start"),
    }
    assert told["event/operation", None] == "a participation needs an actor, an office or a tenure"
    assert told["event/bare", "rdfs:label"] == "event: label is needed: a text with a language"
    (spanish,) = validate(broken[1:2], DATASET, "es")
    assert spanish.message == "acontecimiento: etiqueta: hace falta: un texto con idioma"


def test_aimed_at_classes_the_shapes_find_what_the_published_ones_find(monkeypatch):
    bare = [replace(r, labels=()) for r in RECORDS if getattr(r, "labels", ())]
    odd = replace(OPERATION, id="event/odd", quantities=(Quantity(key="q", low=2.0, high=1.0),))
    found = [str(finding) for finding in validate([*bare, odd], DATASET)]
    assert len(found) > len(bare)
    monkeypatch.setattr(shapes, "_shapes", shapes._plain_shapes)
    assert found == [str(finding) for finding in validate([*bare, odd], DATASET)]


def test_every_finding_is_told_however_many_there_are():
    bare = [replace(LAW, id=f"instrument/law-{n}", labels=()) for n in range(201)]
    assert len(validate(bare, DATASET)) == 201


def test_withdrawn_versions_are_checked_apart():
    old = replace(LAW, clock=replace(CLOCK, withdrawn="2026-02-01"))
    older = replace(old, labels=(), clock=replace(old.clock, version=3))
    (finding,) = validate([LAW, old, older], DATASET)
    assert finding.where == {"record": "instrument/law", "field": "rdfs:label"}


def test_every_class_has_a_shape_that_asks_for_what_is_required():
    for cls in PROPERTIES:
        shape = rdflib.URIRef(f"https://daybook.example/ns#{cls.__name__}Shape")
        assert (shape, SH.targetClass, rdflib.URIRef(CLASSES[cls].value)) in SHAPES or (
            shape,
            SH.targetObjectsOf,
            rdflib.URIRef(KG("version").value),
        ) in SHAPES, cls
        rules = {}
        for rule in SHAPES.objects(shape, SH.property):
            path = SHAPES.value(rule, SH.path)
            rules[str((list(SHAPES.items(path)) or [path])[-1])] = rule
        for field, said in said_fields(cls):
            rule = rules.get(said.iri.value)
            if field.required:
                assert (rule, SH.minCount, rdflib.Literal(1)) in SHAPES, (cls, field.name)
            one = rdflib.URIRef(said.iri.value)
            alone = set(SHAPES.subjects(SH.targetSubjectsOf, one))
            assert (rule is None) == (len(alone) == 1), (cls, field.name)


def test_every_message_is_in_two_languages():
    for rule in set(SHAPES.subjects(SH.message)):
        found = sorted(str(m.language) for m in SHAPES.objects(rule, SH.message))
        assert found == ["en", "es"]
    assert all((rule, SH.message, None) in SHAPES for rule in SHAPES.objects(None, SH.property))
