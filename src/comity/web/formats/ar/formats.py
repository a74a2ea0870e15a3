"""Dates and times in Arabic: the day first, as Django has dates without a time."""

DATETIME_FORMAT = "j F، Y، H:i"
