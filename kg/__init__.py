"""Daybook: an event timeline knowledge graph with a query API."""
