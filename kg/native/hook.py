"""What does Hatch do with the kernels when a wheel is made?

It is run by path while Daybook is installed, and is no part of what is installed.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent


class Kernels(BuildHookInterface[Any]):
    """Compiles them into the wheel; without a C compiler the wheel is pure and only slower."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile where they lie, so that an editable install and the tests find them too."""
        compiling = runpy.run_path(str(HERE / "compiling.py"))
        try:
            built = compiling["compile_all"]()
        except compiling["UncompiledError"] as error:
            said = " ".join(str(error).split())
            self.app.display_warning(f"no compiled kernels, Daybook will be slower: {said:.100}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if version != "editable":
            inside = HERE.relative_to(self.root).as_posix()
            build_data["force_include"].update({str(p): f"{inside}/{p.name}" for p in built})
