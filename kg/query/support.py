"""On how many independent sources does something rest?

Sources that repeat one another (`derived_from`, at any distance) are one origin: copies add no
support.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Source
from kg.query.sight import Sight


def origins(sight: Sight, sources: Iterable[str]) -> list[list[str]]:
    """The sources, those that go back to a common one together; each group by id, groups too.

    Cost: one read for each step of repetition.
    """
    asked = sorted(set(sources))
    roots: dict[str, str] = {}

    def root(name: str) -> str:
        while roots.setdefault(name, name) != name:
            name = roots[name]
        return name

    level, seen = asked, set(asked)
    while level:
        above: set[str] = set()
        for source in (s for s in sight.get_many(level) if isinstance(s, Source)):
            for earlier in source.derived_from:
                roots[root(source.id)] = root(earlier)
                above.add(earlier)
        level = sorted(above - seen)
        seen |= above
    groups: dict[str, list[str]] = {}
    for name in asked:
        groups.setdefault(root(name), []).append(name)
    return sorted(groups.values())
