"""Celery: it only wakes; what is to be done, and when, stands in Postgres."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solidarity.settings")

app = Celery("solidarity")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_routes = {"solidarity.alerts.tasks.send_urgent": {"queue": "urgent"}}
app.conf.beat_schedule = {
    # A waking that comes late is worth nothing: the next one is already there.
    "alerts": {"task": "solidarity.alerts.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    # Urgent news also goes again when its time has come, without waiting for who is busy with a long mailing.
    "urgent": {"task": "solidarity.alerts.tasks.send_urgent", "schedule": 5.0, "options": {"expires": 5}},
    "mail": {"task": "unions.tasks.send_outgoing_mail", "schedule": 10.0, "options": {"expires": 10}},
    "tests": {"task": "solidarity.alerts.tasks.send_tests", "schedule": 30.0, "options": {"expires": 30}},
    "clock": {"task": "solidarity.tasks.let_the_clock_tick", "schedule": 60.0},
    "night": {"task": "solidarity.tasks.tidy_up", "schedule": crontab(hour=3, minute=0)},
}


@worker_init.connect
def prepare(**_about: Any) -> None:
    """Let a worker read what mails need before it starts its processes: none of them pays for it again."""
    from solidarity.alerts.preparing import prepare as read_once

    read_once()
