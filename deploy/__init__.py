"""How the portal is run: on one machine, in production, and under audit."""
