"""What do I type?

One file per command; `kg.cli.main` puts them together. Commands load what they need when
they run, so that `kg --help` answers at once.
"""
