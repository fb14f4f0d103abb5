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
    return AuditEvent.objects.create(
        action=action,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        actor=by if isinstance(by, User) else None,
        actor_recipient=by if isinstance(by, Recipient) else None,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        at=at,
    )


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
    AuditEvent.objects.bulk_create(
        AuditEvent(
            action=action,
            content_type=ContentType.objects.get_for_model(subject),
            object_id=subject.pk,
            actor=by if isinstance(by, User) else None,
            actor_recipient=by if isinstance(by, Recipient) else None,
            from_state=from_state,
            to_state=to_state,
            at=at,
        )
        for subject, from_state in zip(subjects, from_states, strict=True)
    )
