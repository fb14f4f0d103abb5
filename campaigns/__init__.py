"""A middle floor: what unions do in public together."""
