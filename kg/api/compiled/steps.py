"""Which fields are read off columns?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Step = Callable[[Any, Any, Any, Any], "list[str | None]"]
"""A run, a field, a batch and its places, to a text for each source."""
Finder = Callable[[Any, Any], "Step | None"]





FINDER: Finder | None = None
