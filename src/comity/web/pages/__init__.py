"""The pages, a file for each place that people go to. A view reads, asks for an act, and shows; it decides nothing."""
