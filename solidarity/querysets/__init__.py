"""Reads of the roof, one file per noun."""
