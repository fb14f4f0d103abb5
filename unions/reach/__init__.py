"""The way out to devices and chats: which addresses we take, and that none leads into a private network."""

from unions.reach.outside import Trip, Unusable, trip

__all__ = ["Trip", "Unusable", "trip"]
