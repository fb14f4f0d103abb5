"""Digests: what somebody would rather read once a day or once a week, in one mail."""

from solidarity.alerts.digests.gathering import preview

__all__ = ["preview"]
