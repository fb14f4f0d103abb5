"""How fast alerts leave, beside a yardstick and what others use, in one run: what `make bench-alerts` does."""
