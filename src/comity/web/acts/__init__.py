"""Doing an act from a page: its form, whether the rules allow it, what waits for whom."""
