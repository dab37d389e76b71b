"""How are IRIs and language tags written?"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

MAX_IRI: Final = 8_192
_PCT: Final = "%[0-9A-Fa-f]{2}"
_UCS: Final = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd\U00040000-\U0004fffd"
    "\U00050000-\U0005fffd\U00060000-\U0006fffd\U00070000-\U0007fffd\U00080000-\U0008fffd"
    "\U00090000-\U0009fffd\U000a0000-\U000afffd\U000b0000-\U000bfffd\U000c0000-\U000cfffd"
    "\U000d0000-\U000dfffd\U000e1000-\U000efffd"
)
_NAME: Final = f"(?:[A-Za-z0-9._~!$&'()*+,;={_UCS}-]|{_PCT})"
_CHAR: Final = f"(?:[A-Za-z0-9._~!$&'()*+,;=:@{_UCS}-]|{_PCT})"
_TAIL: Final = f"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?{_UCS}-]|{_PCT})"
_PATH: Final = f"(?:/{_CHAR}*)*"
_HOST: Final = f"//(?:(?:{_NAME}|:)*@)?{_NAME}*(?::[0-9]*)?{_PATH}"
_IRI: Final = (
    f"[A-Za-z][A-Za-z0-9+.-]*:"
    f"(?:{_HOST}|/(?:{_CHAR}+{_PATH})?|{_CHAR}+{_PATH}|)"
    rf"(?:\?{_TAIL}*)?(?:\#{_TAIL}*)?"
)
_PRIVATE: Final = "x(?:-[a-z0-9]{1,8})+"
_TAG: Final = re.compile(
    "(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"  # language, extended language
    "(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"  # script, region
    "(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    f"(?:-[a-wy-z0-9](?:-[a-z0-9]{{2,8}})+)*(?:-{_PRIVATE})?|{_PRIVATE}"  # extensions, private use
)
MAX_TAG: Final = 64


def is_language_tag(text: str) -> bool:
    """Whether the text is a well-formed language tag, whatever the case of its letters.

    Cost: linear; what is longer than `MAX_TAG` is refused.
    Source: RFC 5646, section 2.1, without the tags that it keeps for old times' sake.
    """
    lower = text.lower()
    return text.isascii() and len(text) <= MAX_TAG and _TAG.fullmatch(lower) is not None


def is_iri(text: str) -> bool:
    """Whether the text is an absolute IRI, ready to be written in any RDF syntax.

    Hosts that are numeric IPv6 addresses are left out.
    Cost: linear; what is longer than `MAX_IRI` is refused unread.
    Source: RFC 3987, section 2.2.
    """
    return len(text) <= MAX_IRI and _pattern().fullmatch(text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    """The grammar of IRIs: compiled at first use, since it takes its time."""
    return re.compile(_IRI)


def language_tag(text: str) -> str:
    """A BCP 47 tag in its customary letters: `ES-mx` is `es-MX`, `zh-hant` is `zh-Hant`.

    RDF compares tags without regard to case, and stores may write them small: a tag in these
    letters comes back as it went.
    Source: RFC 5646, section 2.1.1.
    """
    done: list[str] = []
    for part in text.lower().split("-"):
        if done and len(done[-1]) > 1 and part.isalpha():
            if len(part) == 2:
                done.append(part.upper())
                continue
            if len(part) == 4:
                done.append(part.title())
                continue
        done.append(part)
    return "-".join(done)
