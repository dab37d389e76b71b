"""What does an error of GraphQL say to who typed a word of `kg ask`?

The same, with the options of the command line where GraphQL names its arguments, and without
GraphQL's own words around a value that cannot be used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

OPTIONS: Final = {
    "timeRespecting": "--time-respecting",
    "maxHops": "--max-hops",
    "includeUndated": "--include-undated",
    "includeContained": "--include-contained",
    "asOf": "--as-of",
    "knownAt": "--known-at",
    "reportedBy": "--reported-by",
    "jurisdiction": "--jurisdiction",
    "earlier": "--earlier",
    "prefer": "--prefer",
    "depth": "--depth",
    "first": "--first",
    "after": "--after",
    "match": "--match",
    "states": "--state",
    "kinds": "--kind",
    "roles": "--role",
    "ties": "--tie",
    "from": "--from",
    "order": "--by-change",
    "window": "--from and --to",
    "by": "--by",
    "on": "--on",
    "to": "--to",
}
"""How the options of words are called, by the arguments of GraphQL."""
PLACES: Final = {
    "co-participants": {"actor": "ACTOR"},
    "neighbourhood": {"of": "RECORD"},
    "paths": {"from": "FROM", "to": "TO"},
    "office-holders": {"office": "OFFICE"},
    "in-force": {"jurisdiction": "PLACE"},
    "chain": {"event": "EVENT"},
    "measures": {"measure": "MEASURE"},
}
"""What each word takes without an option, by the arguments of GraphQL."""
PHRASES: Final = {
    "the order CHANGE": "--by-change",
    "officeHolders": "office-holders",
    "instrumentsInForce": "in-force",
    "--on or --from and --to": "either --on, or --from and --to",
    "ask for a window": "ask with --from and --to",
    "a window, or the clock --as-of": "--from and --to, or --as-of",
}
"""What GraphQL calls otherwise."""
_VARIABLE: Final = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ([^:]+))?: (.*)", re.S)
_SCALAR: Final = re.compile(r".*? but encountered error '(.*)'; found: .*", re.S)
_CODE: Final = re.compile(r"Value '(\w+)' does not exist in '(\w+)' enum\.")
_WORD: Final = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+")
_BEFORE: Final = r"(?:^|(?<=give )|(?<=set )|(?<=exchange )|(?<=one of )|(?<=`))"
_JOINED: Final = r"(?:, | or | and )"


def worded(word: str, error: Mapping[str, Any]) -> tuple[str, str | None]:
    """Message and hint of an error, as the word has them."""
    extensions = error.get("extensions", {})
    message, hint = error["message"], extensions.get("hint")
    if found := _VARIABLE.fullmatch(message):
        return _value(word, (found[1], found[2] or "", found[3]), hint)
    called = _called(word, extensions.get("argument"), message)
    message, hint = _options(word, message), hint and _options(word, hint)
    if called and called not in message and "--" not in message:
        message = f"{called}: {message}"
    return message, hint


def _value(word: str, found: tuple[str, str, str], hint: str | None) -> tuple[str, str | None]:
    """What is wrong with the value of an option: a variable, or what is inside it."""
    variable, inside, wrong = found
    known = {**OPTIONS, **PLACES[word]}
    called = OPTIONS.get(inside.lstrip(".")) if variable == "window" else None
    called = called or known.get(variable, variable)
    if code := _CODE.match(wrong):
        shown = code[1].lower().replace("_", "-")
        return f"{called} cannot be {shown!r}", f"one of {', '.join(_codes(code[2]))}"
    scalar = _SCALAR.fullmatch(wrong)
    told = scalar[1] if scalar else wrong
    return f"{called}: {told.removesuffix(f' ({hint})')}", hint


def _called(word: str, argument: str | None, message: str) -> str | None:
    """What the argument of an error is called; an id is named before a colon."""
    if argument is None:
        return None
    places = PLACES[word]
    if argument in places and (message.startswith(f"{argument}:") or argument not in OPTIONS):
        return places[argument]
    return OPTIONS.get(argument)


def _options(word: str, text: str) -> str:
    """A text in which arguments of GraphQL are options, wherever they are spoken of as such.

    Some are plain English words too: those count at the beginning, in a list of what to give,
    and between backticks.
    """
    known = {**OPTIONS, **{n: p for n, p in PLACES[word].items() if n not in OPTIONS}}
    for name, place in PLACES[word].items():
        text = re.sub(f"^{name}:", f"{place}:", text)
    one = rf"(?:{'|'.join(sorted(known, key=len, reverse=True))})\b"
    spoken = rf"{_BEFORE}{one}(?:{_JOINED}{one})*(?![\w-])"
    text = re.sub(spoken, lambda found: re.sub(one, lambda n: known[n[0]], found[0]), text)
    text = _WORD.sub(lambda found: known.get(found[0], found[0]), text).replace("`", "")
    for phrase, said in PHRASES.items():
        text = text.replace(phrase, said)
    return text


def _codes(enum: str) -> list[str]:
    """The codes of an enum, as the command line writes them."""
    from kg.api.schema import core, schema  # noqa: PLC0415  (loaded already: it has answered)

    codes: Any = core(schema()).type_map[enum]
    return [code.lower().replace("_", "-") for code in codes.values]
