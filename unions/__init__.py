"""The ground floor: who we are."""
