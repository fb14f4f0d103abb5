"""What the alert engine promises, while everything around it is killed, stopped or refuses: what `make faults` does."""
