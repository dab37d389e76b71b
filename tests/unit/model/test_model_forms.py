"""Is a text of the form that is asked for, and is it said what is wrong?"""

from __future__ import annotations

import pytest

from kg.errors import DateError, IdentifierError, InputError
from kg.model import Dataset, Hemisphere, Label, When
from kg.model.extents import extent_in, side
from kg.model.forms import form_fault
from kg.temporal import parse_day

GOOD = [
    ("day", "2019-02-28"),
    ("day", "-0044-03-15"),
    ("day", "0000-01-01"),
    ("edtf", "2019-02/.."),
    ("edtf", "[1670,1672]"),
    ("lang", "en"),
    ("lang", "es-MX"),
    ("lang", "zh-Hant-TW"),
    ("sha256", "0123456789abcdef" * 4),
    ("iri", "https://example.org/é?x=1#y"),
    ("iri", "urn:isbn:0451450523"),
    ("key", "a-1~._"),
    (None, "two\nlines\tand a tab"),
    (None, "שלום 🗳️"),
]
BAD = [
    ("day", "2019-02-29", DateError),
    ("day", "2019-2-3", DateError),
    ("day", "2019", DateError),
    ("day", "", DateError),
    ("day", "2019-01-0\u0661", DateError),
    ("edtf", "2019-13", DateError),
    ("edtf", "soon", DateError),
    ("edtf", "2020/2019", DateError),
    ("lang", "e", InputError),
    ("lang", "en_GB", InputError),
    ("lang", "en-", InputError),
    ("lang", "a" * 9, InputError),
    ("lang", "en" + "-abcdefgh" * 8, InputError),
    ("sha256", "0" * 63, InputError),
    ("sha256", "A" * 64, InputError),
    ("sha256", "\u0660" * 64, InputError),
    ("iri", "example.org", IdentifierError),
    ("iri", "https://example.org/a b", IdentifierError),
    ("iri", "https://example.org/<a>", IdentifierError),
    ("iri", "1http://x", IdentifierError),
    ("key", "A", IdentifierError),
    ("key", "", IdentifierError),
    (None, "", InputError),
    (None, " a", InputError),
    (None, "a\n", InputError),
    (None, "a\x00b", InputError),
    (None, "a\x1bb", InputError),
    (None, "a\rb", InputError),
    (None, "a\ud800b", InputError),
    (None, "a\uffffb", InputError),
]


@pytest.mark.parametrize(("form", "text"), GOOD)
def test_texts_of_the_form(form, text):
    assert form_fault(form, text) is None


@pytest.mark.parametrize(("form", "text", "kind"), BAD)
def test_texts_that_are_not(form, text, kind):
    fault = form_fault(form, text)
    assert type(fault) is kind
    assert fault.hint


def test_the_column_of_a_date_is_kept():
    fault = form_fault("edtf", "2019-13")
    assert isinstance(fault, DateError)
    assert fault.column == 5


def test_a_date_covers_its_days_in_the_hemisphere_of_its_dataset():
    def dataset(hemisphere):
        return Dataset(
            id="d", base="https://example.org/", labels=(Label("en", "D"),), hemisphere=hemisphere
        )

    spring = When(edtf="2019-21")
    north = extent_in(dataset(Hemisphere.NORTH), spring)
    south = extent_in(dataset(Hemisphere.SOUTH), spring)
    assert north is not None
    assert south is not None
    assert north.start_earliest == parse_day("2019-03-01")
    assert south.start_earliest == parse_day("2019-09-01")
    assert side(dataset(None)) is None
    assert extent_in(dataset(None), When(obtained="unknown")) is None


def test_ongoing_dates_are_certain_to_the_day_of_attestation():
    dataset = Dataset(id="d", base="https://example.org/", labels=(Label("en", "D"),))
    found = extent_in(dataset, When(edtf="2019/", ongoing=True, attested="2020-05-05"))
    assert found is not None
    assert found.end_earliest == parse_day("2020-05-05")
    with pytest.raises(DateError):
        extent_in(dataset, When(edtf="2018/2019", ongoing=True))
