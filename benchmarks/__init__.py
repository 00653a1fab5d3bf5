"""What the project promises in figures: each module measures one part, on its own database, and drops it.

`make bench` runs all of them (`benchmarks/run.py`). Only lines of figures go to standard output:
`name value bar ok|SHORT`. Ratios are taken inside one run, so that they hold on a busy or slow machine.
"""
