"""Votes to a map, groups and common ground, with their uncertainty. Pure functions; nothing here reads or writes.

- `analysis.analyse`: all of it, from a vote table to an `Opinion`
- `components`: the exact leading components of the centred votes, positions of people, places of statements
- `statistics`: what tells a group from the rest, consensus, group-aware consensus, priority, from counts
- `groups`: how many groups, and who is in which
- `minority`: a stable minority inside a group
- `bridging`: support across the divide, by a model that needs no groups
- `certainty`: resampling of people, intervals, the adjusted Rand index

The same votes give the same answer to the last digit, in whatever order they come and on however many cores: sums run
over fixed parts of the people in a fixed order, nothing goes through a linear algebra library that picks its code by
the processor, and random numbers come from a counter and a seed.
"""
