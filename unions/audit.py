"""Writes the trail; called inside the transaction of the act it records."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models

from unions.models import AuditEvent, Recipient, User


def record(
    action: str,
    subject: models.Model,
    *,
    by: User | Recipient | None,
    at: datetime,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
) -> AuditEvent:
    """Write one line: who did what to what, from which state to which. `by` is None for the clock."""
    event = _line(action, subject, by, at)
    event.from_state, event.to_state, event.reason = from_state, to_state, reason
    event.save(force_insert=True)
    return event


def record_each(
    action: str,
    subjects: Sequence[models.Model],
    *,
    by: User | Recipient | None,
    at: datetime,
    from_states: Sequence[str],
    to_state: str,
) -> None:
    """Write one line for each of many objects of one kind, in one statement."""
    events = [_line(action, subject, by, at) for subject in subjects]
    for event, from_state in zip(events, from_states, strict=True):
        event.from_state, event.to_state = from_state, to_state
    AuditEvent.objects.bulk_create(events)


def _line(action: str, subject: models.Model, by: User | Recipient | None, at: datetime) -> AuditEvent:
    return AuditEvent(
        action=action,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        actor=by if isinstance(by, User) else None,
        actor_recipient=by if isinstance(by, Recipient) else None,
        at=at,
    )
