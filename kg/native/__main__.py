"""`python -m kg.native`: compile the kernels where they lie, as installing Daybook does."""

from __future__ import annotations

import sys

from kg.native.compiling import compile_all

if __name__ == "__main__":
    sys.stdout.writelines(f"{path.name}\n" for path in compile_all())
