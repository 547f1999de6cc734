"""Owns the ways in which a text names the road that it is about."""

PAIR = "pair"      # "A and B": either of them
COLUMN = "column"  # "B" with A in the list's column for the road
NAMED = "named"    # "on A, 100 m west of B"
