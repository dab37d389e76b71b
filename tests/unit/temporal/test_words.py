"""How is this date said to a person?"""

from __future__ import annotations

import pytest

from kg.temporal import parse, parse_day, say


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("2019-02-05", "5 February 2019", "5 de febrero de 2019"),
        ("2019-02", "February 2019", "febrero de 2019"),
        ("-0043-03-15", "15 March 44 BCE", "15 de marzo de 44 a. C."),
        ("0000", "1 BCE", "1 a. C."),
        ("0044", "44 CE", "44 d. C."),
        ("2019-02?", "probably February 2019", "probablemente febrero de 2019"),
        ("1985~", "about 1985", "hacia 1985"),
        ("1985%", "probably about 1985", "probablemente hacia 1985"),
        ("2019?-02-05", "5 February 2019 (year uncertain)", "5 de febrero de 2019 (año incierto)"),
        ("156X", "the 1560s", "la década de 1560"),
        ("15XX", "some year from 1500 to 1599", "algún año entre 1500 y 1599"),
        ("2004-XX", "some month of 2004", "algún mes de 2004"),
        ("2004-06-XX", "some day in June 2004", "algún día de junio de 2004"),
        (
            "156X-12-25",
            "25 December of some year of the 1560s",
            "25 de diciembre de algún año de la década de 1560",
        ),
        ("1985-XX-15", "day 15 of some month of 1985", "día 15 de algún mes de 1985"),
        ("2001-21", "spring 2001", "primavera de 2001"),
        ("2001-32", "winter 2001 (southern hemisphere)", "invierno de 2001 (hemisferio sur)"),
        ("2001-34", "second quarter of 2001", "segundo trimestre de 2001"),
        ("2001-39", "last third of 2001", "tercer cuatrimestre de 2001"),
        (
            "1950S2",
            "about 1950 (some year from 1900 to 1999)",
            "hacia 1950 (algún año entre 1900 y 1999)",
        ),
        (
            "2019-02-05/2019-03",
            "from 5 February 2019 to March 2019",
            "desde el 5 de febrero de 2019 hasta marzo de 2019",
        ),
        ("2019/", "from 2019, end unknown", "desde 2019, fin desconocido"),
        ("2019/..", "from 2019 on, without end", "desde 2019, sin fin"),
        ("/2019", "up to 2019, start unknown", "hasta 2019, comienzo desconocido"),
        ("../2019", "up to 2019, without beginning", "hasta 2019, sin comienzo"),
        ("[1667,1670..1672]", "one of: 1667 or 1670 to 1672", "una de: 1667 o 1670 a 1672"),
        ("{1667,1668,1670}", "all of: 1667, 1668 and 1670", "todas: 1667, 1668 y 1670"),
        ("[1760..]", "1760 or later", "1760 o después"),
        (
            "[..2024-?12]",
            "December 2024 (month uncertain) or earlier",
            "diciembre de 2024 (mes incierto) o antes",
        ),
        (
            "[2018-11-30..2019-02-05]",
            "some time from 30 November 2018 to 5 February 2019",
            "en algún momento desde el 30 de noviembre de 2018 hasta el 5 de febrero de 2019",
        ),
        ("[1984]", "1984", "1984"),
        ("{..1984}", "all of: 1984 or earlier", "todas: 1984 o antes"),
        ("XXXX", "undated", "sin fecha"),
        (
            "1985-04-12T23:20:30+04:30",
            "12 April 1985, 23:20:30 UTC+04:30",
            "12 de abril de 1985, 23:20:30 UTC+04:30",
        ),
    ],
)
def test_words(text, english, spanish):
    value = parse(text)
    assert say(value, "en") == english
    assert say(value, "es") == spanish
    assert say(value, "es-MX") == spanish
    assert say(value, "fr") == english


def test_ongoing_names_the_attested_day():
    value = parse("2019-02-05")
    day = parse_day("2019-06-01")
    assert say(value, "en", ongoing=True) == "from 5 February 2019, ongoing"
    said = say(value, "en", ongoing=True, attested=day)
    assert said == "from 5 February 2019, ongoing (attested to 1 June 2019)"
    said = say(value, "es", ongoing=True, attested=day)
    assert (
        said == "desde el 5 de febrero de 2019, en curso (constatado hasta el 1 de junio de 2019)"
    )
