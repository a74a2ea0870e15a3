"""Comity runs a multistakeholder body, keeps its record, and measures whether it is what it says.

Rooms, in the order in which they may import one another (a room imports only from those before it):
`base`, `record`, `tables`, `opinion`, `charter`, `simulate`, `sources`, `report`. `study` and `cli` put them together.
"""

__version__ = "0.1.0"
