"""Who is tied to whom, when?

Arrays underneath (`Adjacency`, built from the columns once per snapshot), NetworkX for
people and algorithms. Two members are tied by taking part in the same event, by a
relation, a tenure, an office's organisation, an instrument's issuer or party. Which rows
count (clocks, window) is the caller's business: every function takes `Mask`s.
"""

from kg.network.adjacency import TIE_TABLES, Adjacency, Mask, TieKind, adjacency_of
from kg.network.compact import Compact, compact_of
from kg.network.files import NETWORK_FORMATS, write_network
from kg.network.folding import folded_graph
from kg.network.fromcolumns import NODES, Drawing, draw_ties
from kg.network.fromrecords import INCLUDE, TIES, NetworkParts, drawn_of
from kg.network.networkx_view import network_members, networkx_graph
from kg.network.paths import Hop, Step, k_shortest_paths
from kg.network.shared import Shared, co_participants, neighbours, tie_counts

__all__ = [
    "INCLUDE",
    "NETWORK_FORMATS",
    "NODES",
    "TIES",
    "TIE_TABLES",
    "Adjacency",
    "Compact",
    "Drawing",
    "Hop",
    "Mask",
    "NetworkParts",
    "Shared",
    "Step",
    "TieKind",
    "adjacency_of",
    "co_participants",
    "compact_of",
    "draw_ties",
    "drawn_of",
    "folded_graph",
    "k_shortest_paths",
    "neighbours",
    "network_members",
    "networkx_graph",
    "tie_counts",
    "write_network",
]
