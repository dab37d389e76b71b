"""How is a text from a file written into YAML, a template or a comment, whatever is in it?"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from kg.ingest.mapping.plan import ROW
from kg.ingest.mapping.proposelook import Column

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*")
_WORDS: Final = frozenset(("true", "false", "yes", "no", "null", "on", "off", "y", "n"))
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
WIDTH: Final = 100


def scalar(text: str) -> str:
    """A text as a YAML scalar: plain where nothing can be misread, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    code = ord(letter)
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 2**16 else f"\\U{code:08x}"
    )


def remark(text: str, most: int = 48) -> str:
    """A text in a comment: on one line, cut, and without anything that cannot be seen."""
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def wrapped(text: str, indent: str) -> Iterator[str]:
    """A remark as lines of comments."""
    width = WIDTH - len(indent) - 2
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    yield from (f"{indent}# {line}" for line in lines)


def nameable(name: str) -> bool:
    """Whether a template can name this column."""
    return bool(name) and name == name.strip() and not set(name) & set("{}") and name != ROW


class Names:
    """What columns are called in templates: by their names, or by short ones made for them.

    `made` are the columns that have to be derived, with what stands after their names.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.taken = {ROW, *(column.name for column in columns)}
        self.own: dict[str, str] = {}
        self.made: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name to be used for a column."""
        if nameable(name):
            return name
        if name not in self.own:
            self.own[name] = self.new(f"column {len(self.own) + 1}", f"{{from: {scalar(name)}}}")
        return self.own[name]

    def new(self, wanted: str, said: str) -> str:
        """A derived column under this name, or one like it that is free."""
        name, turn = wanted, 1
        while name in self.taken:
            turn += 1
            name = f"{wanted} {turn}"
        self.taken.add(name)
        self.made[name] = said
        return name

    def text(self, *parts: str | Column) -> str:
        """A template of texts and columns, as a YAML scalar."""
        return scalar(
            "".join(
                part.replace("{", "{{").replace("}", "}}")
                if isinstance(part, str)
                else f"{{{self.of(part.name)}}}"
                for part in parts
            )
        )

    def cell(self, name: str) -> str:
        """A template of one column."""
        return scalar(f"{{{self.of(name)}}}")
