"""What do I type?

One file per command; `kg.cli.main` puts them together. Commands load what they need when
they run, so that `kg --help` answers at once.
"""

import gc

# A command loads a great deal and keeps it all: looking through it for garbage every
# 700 objects, as Python does, is a sixth of the time until `kg serve` answers.
gc.set_threshold(50_000, 20, 20)
