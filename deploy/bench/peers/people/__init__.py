"""Those who are written to."""
