"""`bin/bench NAME`: measurements, each a module of this package.

A bench is a module with a docstring, `def run(options) -> Report`, and if it takes options
`def add_options(parser)`. It gets its world from world.py, measures the path that a person or client takes beside the
best hand-written SQL for the same work in the same run, and returns its figures. Results with machine and date are kept
in docs/performance.md.
"""
