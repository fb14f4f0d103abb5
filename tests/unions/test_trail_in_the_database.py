"""The trail is only ever added to, whoever asks the database."""

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from tests import factories
from unions.audit import record
from unions.models import AuditEvent, User

CHANGES = (
    {"action": "other"},
    {"at": factories.NOW},
    {"object_id": 0},
    {"to_state": "other"},
    {"actor_id": None, "reason": "other"},
)


def an_entry() -> tuple[User, AuditEvent]:
    """Return a person and the entry of something that they did."""
    user = factories.make_user()
    return user, record("user.changed", user, by=user, at=timezone.now())


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_an_entry_is_never_changed(change: dict[str, object]) -> None:
    _user, entry = an_entry()
    with pytest.raises(ProgrammingError, match="not changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=entry.pk).update(**change)


def test_an_entry_is_never_given_to_somebody_else() -> None:
    _user, entry = an_entry()
    other = factories.make_user()
    with pytest.raises(ProgrammingError, match="not changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=entry.pk).update(actor=other)
    with pytest.raises(ProgrammingError, match="not changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=entry.pk).update(actor_recipient=other.recipient)


def test_an_entry_is_not_deleted_before_its_time() -> None:
    _user, entry = an_entry()
    with pytest.raises(ProgrammingError, match="not changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=entry.pk).delete()


def test_the_entry_stays_when_the_person_goes() -> None:
    user, entry = an_entry()
    user.delete()
    entry.refresh_from_db()
    assert (entry.actor, entry.action) == (None, "user.changed")
