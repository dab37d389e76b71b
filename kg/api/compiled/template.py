"""How do the texts of fields become the text of an object?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final


class Template:
    """What is the same in all objects of a selection, with places for what is not.

    `literals` stand before, between and after the texts of the fields.
    """

    __slots__ = ("_octets", "_woven", "literals")

    def __init__(self, literals: Sequence[str]) -> None:
        self.literals: Final = tuple(literals)
        *before, last = literals
        self._woven: list[str] = [text for literal in before for text in (literal, "")] + [last]
        self._octets: list[bytes] | None = None

    def one(self, texts: Sequence[str]) -> str:
        """The one object that these texts make, one of each field.

        Equals: kg.api.compiled.template.Template.put of columns of one text
        """
        woven = self._woven.copy()
        woven[1::2] = texts
        return "".join(woven)

    def laid(self, texts: Sequence[bytes]) -> list[bytes]:
        """The same object in bytes, before its pieces are joined."""
        if self._octets is None:
            self._octets = [text.encode() for text in self._woven]
        found = self._octets.copy()
        found[1::2] = texts
        return found

    def put(self, columns: Sequence[Sequence[str]]) -> list[str]:
        """The objects that these texts of the fields make.

        Raises: TypeError when one of them is None.
        """
        woven, found = self._woven.copy(), []
        for texts in zip(*columns, strict=True):
            woven[1::2] = texts
            found.append("".join(woven))
        return found
