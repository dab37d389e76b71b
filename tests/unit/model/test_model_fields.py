"""Does the description of a class say what its fields are?"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass

import pytest

from kg.errors import InternalError
from kg.model import (
    UNDATED,
    Claim,
    Clock,
    Dataset,
    Event,
    Evidence,
    Field,
    FieldType,
    Label,
    Many,
    Place,
    Quantity,
    Source,
    Status,
    When,
    fields_of,
)
from kg.model.event import EventStatus
from kg.model.ids import KINDS
from kg.model.records import CLASSES


def field(cls: type, name: str) -> Field:
    return next(f for f in fields_of(cls) if f.name == name)


def test_each_type_of_field():
    assert field(Place, "address") == Field("address", FieldType.TEXT, Many.OPTIONAL, None)
    assert field(Clock, "version") == Field("version", FieldType.NUMBER, Many.ONE, 1)
    assert field(Quantity, "low") == Field("low", FieldType.REAL, Many.OPTIONAL, None)
    assert field(Source, "mentioned") == Field("mentioned", FieldType.FLAG, Many.ONE, default=False)
    assert field(EventStatus, "status") == Field(
        "status", FieldType.CODE, Many.ONE, MISSING, codes=Status
    )
    assert field(Event, "whole") == Field(
        "whole", FieldType.REF, Many.OPTIONAL, None, kinds=("event",)
    )
    assert field(Claim, "about") == Field("about", FieldType.REF, Many.MANY, (), kinds=KINDS)
    assert field(Event, "labels") == Field("labels", FieldType.PART, Many.MANY, MISSING, part=Label)
    assert field(Event, "time") == Field("time", FieldType.PART, Many.ONE, UNDATED, part=When)


@pytest.mark.parametrize(
    ("cls", "name", "form"),
    [
        (Clock, "recorded", "day"),
        (Label, "lang", "lang"),
        (Evidence, "sha256", "sha256"),
        (Source, "url", "iri"),
        (EventStatus, "key", "key"),
        (When, "edtf", "edtf"),
        (Place, "address", None),
        (Dataset, "languages", "lang"),
    ],
)
def test_forms_of_texts(cls, name, form):
    assert field(cls, name).form == form


def test_required_is_what_has_no_default():
    assert field(Event, "labels").required
    assert field(Event, "labels").default is MISSING
    assert not field(Event, "kinds").required


@pytest.mark.parametrize("cls", sorted(CLASSES.values(), key=lambda c: c.__name__))
def test_every_class_is_described_to_its_last_part(cls):
    seen, todo = set(), [cls]
    while todo:
        part = todo.pop()
        seen.add(part)
        assert is_dataclass(part)
        assert [f.name for f in fields_of(part)] == [f.name for f in fields(part)]
        assert fields_of(part) is fields_of(part)
        for f in fields_of(part):
            if f.part is not None and f.part not in seen:
                todo.append(f.part)
                if f.many is Many.MANY and f.part is not Label:
                    assert "key" in {g.name for g in fields_of(f.part)}


def test_a_type_that_no_face_knows_is_refused():
    @dataclass
    class Odd:
        when: complex

    with pytest.raises(InternalError, match="field when"):
        fields_of(Odd)
