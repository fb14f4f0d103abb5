"""A middle floor: what unions share with each other."""
