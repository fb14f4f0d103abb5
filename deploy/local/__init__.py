"""The portal on one machine: its environment, its services, the demonstration and the tests."""
