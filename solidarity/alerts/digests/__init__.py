"""Digests: what somebody would rather read once a day or once a week, in one mail."""

from solidarity.alerts.digests.gathering import Preview, preview
from solidarity.alerts.digests.sending import send_digests

__all__ = ["Preview", "preview", "send_digests"]
