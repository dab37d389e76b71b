"""Who answers SPARQL?

An Oxigraph store in memory or on disk, or an rdflib `Dataset`, over the same statements, and
the prepared questions beside the timeline questions. Only these are asked: no query text
comes from outside, none follows SERVICE or LOAD.
"""

from kg.store.memory import disk_store, kept_store, loaded_store, memory_store, rdflib_dataset
from kg.store.prepared import Prepared, Row, prepared, questions, select, select_rdflib

__all__ = [
    "Prepared",
    "Row",
    "disk_store",
    "kept_store",
    "loaded_store",
    "memory_store",
    "prepared",
    "questions",
    "rdflib_dataset",
    "select",
    "select_rdflib",
]
