"""The roof: what unions ask of each other and promise, and the wiring of the portal."""

from solidarity.celery import app as celery_app

__all__ = ["celery_app"]
