"""Where many are at once: ballots, which statement is drawn, the map, statements that are alike."""
