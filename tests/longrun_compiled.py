"""Compare compiled with stock execution for long.

    python -m tests.longrun_compiled [OPERATIONS]

Compares so many operations (20,000) over the datasets of the gate, and tells how often every
field, argument, key and code was reached. One that never was is a failure, as is any
difference; the operation is then shown.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.properties.compiled_world import (
    GROUNDS,
    Comparison,
    fields_of_schema,
    generated,
    words_of_schema,
)

CODES = (
    *("BAD_IDENTIFIER", "BAD_FILTER", "BAD_QUESTION", "BAD_DATE", "BAD_CURSOR"),
    *("LIMIT_EXCEEDED", "BAD_USER_INPUT"),
)
BLOCK = 170  # operations drawn on one dataset before the next takes its turn


def main(words: list[str]) -> int:
    """Draw, compare, tell."""
    wanted = int(words[0]) if words else 20_000
    one: Comparison | None = None
    codes: Counter[str] = Counter()
    names, done, turn = list(GROUNDS), 0, 0
    while done < wanted:
        name = names[turn % len(names)]
        ground = generated(turn) if name == "generated" else GROUNDS[name]()
        one = Comparison.on(ground, turn, one)
        one.draw(BLOCK)
        turn += 1
        done += one.compared
        codes += one.codes
        sys.stdout.write(f"{done:>7} operations alike ({name})\n")
        sys.stdout.flush()
    if one is None:
        return 2
    reached, drawn = one.reached, one.drawer.drawn
    never = [key for key in sorted(fields_of_schema()) if not reached[key]]
    never += [key for key in sorted(words_of_schema() - fields_of_schema()) if not drawn[key]]
    never += [code for code in CODES if not codes[code]]
    for key, count in sorted((reached + drawn).items(), key=lambda pair: pair[1])[:40]:
        sys.stdout.write(f"{count:>9}  {key}\n")
    sys.stdout.write(f"{dict(codes)}\nnever reached: {', '.join(never) or 'nothing'}\n")
    return 1 if never else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
