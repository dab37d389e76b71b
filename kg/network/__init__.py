"""Who is tied to whom, when?

Arrays underneath (`Adjacency`, built from the columns and kept beside them), NetworkX for
people and algorithms. Two members are tied by taking part in the same event, by a relation, a
tenure, an office's organisation, an instrument's issuer or party. Which rows count (clocks,
window) is the caller's business: every search walks through a `Sieve`.
"""

from kg.network.adjacency import Adjacency
from kg.network.build import adjacency_of, build_network, open_network
from kg.network.compact import Compact, compact_of
from kg.network.drawn import FORCED, HOLDERS, NODES, OWN, PARTS, Drawn
from kg.network.files import NETWORK_FORMATS, write_folded, write_network
from kg.network.folding import folded_graph, folded_ties
from kg.network.fromcolumns import Drawing, draw_ties, fold_ties
from kg.network.fromrecords import INCLUDE, TIES, Forces, NetworkParts, drawn_of
from kg.network.journeys import FIRST_OF_ALL, LAST_OF_ALL, Journey, Prefer, Trip, journeys
from kg.network.kinds import SETTINGS, SOURCES, TieKind
from kg.network.networkx_view import network_members, networkx_graph
from kg.network.paths import k_shortest_paths
from kg.network.shared import (
    Around,
    Shared,
    Steps,
    around,
    between,
    co_participants,
    ties_among,
)
from kg.network.sieve import BY_EVENT, Sieve, Solid, Taken
from kg.network.walk import Walk
from kg.network.weights import own_records, tied_by, weights

__all__ = [
    "BY_EVENT",
    "FIRST_OF_ALL",
    "FORCED",
    "HOLDERS",
    "INCLUDE",
    "LAST_OF_ALL",
    "NETWORK_FORMATS",
    "NODES",
    "OWN",
    "PARTS",
    "SETTINGS",
    "SOURCES",
    "TIES",
    "Adjacency",
    "Around",
    "Compact",
    "Drawing",
    "Drawn",
    "Forces",
    "Journey",
    "NetworkParts",
    "Prefer",
    "Shared",
    "Sieve",
    "Solid",
    "Steps",
    "Taken",
    "TieKind",
    "Trip",
    "Walk",
    "adjacency_of",
    "around",
    "between",
    "build_network",
    "co_participants",
    "compact_of",
    "draw_ties",
    "drawn_of",
    "fold_ties",
    "folded_graph",
    "folded_ties",
    "journeys",
    "k_shortest_paths",
    "network_members",
    "networkx_graph",
    "open_network",
    "own_records",
    "tied_by",
    "ties_among",
    "weights",
    "write_folded",
    "write_network",
]
