"""Who was tied to whom, since when, and how do we know?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.errors import FilterError
from kg.front.seen import Seen
from kg.front.words import Span, code_of, first_day, last_day, span_of, through_of, window_of
from kg.network import TIES, Prefer
from kg.query.chains import Chain, chain
from kg.query.measures import Measure, MeasureOrder, MeasureQuestion, Measures
from kg.query.neighbourhoods import Neighbourhood, neighbourhood
from kg.query.networks import network_of
from kg.query.paths import InTime, Path, paths
from kg.query.relationships import CoParticipant, co_participants

if TYPE_CHECKING:
    import networkx as nx


class Tied(Seen):
    """The ties of one snapshot."""

    def network(
        self,
        from_: str | None = None,
        to: str | None = None,
        *,
        window: str | Span | None = None,
        include: Iterable[str] = (),
        ties: Iterable[str] = TIES,
        simple: bool = False,
        directed: bool = False,
        **clocks: str | None,
    ) -> nx.Graph[str]:
        """Who is tied to whom, as a NetworkX graph: a MultiGraph unless `simple`.

        `include` adds `events`, `places`, `offices`, `instruments` as nodes; `ties` draws only
        some sorts of tie (`kg.network.TIES`). With a window (`from_` and `to`, or both in
        `window`: one EDTF value or two) only what may overlap it is drawn; the clocks as in
        `view`. See `kg.network.networkx_graph` for the attributes.

        The graph is drawn when its edges are looked at; until then it counts, and NetworkX's
        PageRank, cores, components and shortest lengths run on arrays.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        if window is not None:
            if from_ is not None or to is not None:
                raise FilterError(
                    "a window and an end of one were both given",
                    hint="give window, or from_ and to",
                    argument="window",
                )
            from_, to = span_of(window, "window")
        return network_of(
            self.view(**clocks),
            window_of(from_, to),
            include=include,
            ties=ties,
            simple=simple,
            directed=directed,
        )

    def measures(
        self,
        measure: str,
        from_: str | None = None,
        to: str | None = None,
        *,
        earlier: str | Span | None = None,
        kinds: Sequence[str] = ("actor",),
        ties: Sequence[str] = (),
        roles: Sequence[str] = (),
        order: str = "VALUE",
        **clocks: str | None,
    ) -> Measures:
        """How central each record is in the network through a window, the most central first.

        `measure` is `degree`, `weighted_degree`, `pagerank`, `core` or `component`
        (`kg.query.measures` defines them). With an `earlier` window each has what it was
        `before` and its `change`, and `order="CHANGE"` puts the largest rise first. `kinds`
        other than `actor` join the network: `event`, `place`, `office`, `instrument`. `ties`
        (`kg.network.TIES`) and `roles` of participations narrow what ties.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        asked = MeasureQuestion(
            measure=code_of(Measure, measure.upper(), "measure"),
            window=window_of(from_, to),
            earlier=window_of(*span_of(earlier, "earlier")),
            kinds=tuple(kinds),
            ties=tuple(ties),
            roles=tuple(roles),
            order=code_of(MeasureOrder, order.upper(), "order"),
        )
        return Measures(self.view(**clocks), asked)

    def co_participants(
        self,
        actor: str,
        *,
        window: str | Span | None = None,
        roles: Sequence[str] = (),
        first: int = 20,
        **clocks: str | None,
    ) -> list[CoParticipant]:
        """Who took part in the same events as an actor, most shared events first.

        `window` is one EDTF text, or two of which either may be None; the clocks as in `view`.
        """
        through = through_of(window, roles=roles)
        return co_participants(self.view(**clocks), actor, through, first)

    def neighbourhood(
        self,
        of: str,
        depth: int = 1,
        *,
        window: str | Span | None = None,
        ties: Sequence[str] = (),
        roles: Sequence[str] = (),
        **clocks: str | None,
    ) -> Neighbourhood:
        """What a record is tied to, step by step; read its `page`s, and the `ties` between them."""
        return neighbourhood(self.view(**clocks), of, depth, through_of(window, ties, roles))

    def paths(  # noqa: PLR0913  (each with its own name, as in GraphQL)
        self,
        from_: str,
        to: str,
        *,
        window: str | Span | None = None,
        ties: Sequence[str] = (),
        roles: Sequence[str] = (),
        max_hops: int = 6,
        first: int = 1,
        time_respecting: bool = False,
        after: str | None = None,
        by: str | None = None,
        prefer: str = "fewest-hops",
        include_undated: bool = False,
        **clocks: str | None,
    ) -> list[Path]:
        """How one record is connected to another: chains of ties, shortest first.

        With `time_respecting` only chains whose ties can follow one another, `after` and `by`
        days; see `kg.query.paths.paths`.
        """
        in_time = InTime(
            after=first_day(after, "after"),
            by=last_day(by, "by"),
            prefer=code_of(Prefer, prefer.lower(), "prefer"),
            include_undated=include_undated,
        )
        return paths(
            self.view(**clocks),
            from_,
            to,
            through_of(window, ties, roles),
            max_hops,
            in_time=in_time if time_respecting else None,
            first=first,
        )

    def chain(
        self, event: str, depth: int = 3, kinds: Sequence[str] = (), **clocks: str | None
    ) -> Chain | None:
        """What an event is said to respond to, and what is said to respond to it, and by whom."""
        return chain(self.view(**clocks), event, depth, kinds)
