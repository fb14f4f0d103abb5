"""Seats on a visit: given by a union, claimed by a person, without anybody's name."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchanges.actions import visits
from exchanges.choices import COMING_STATES, VisitState
from exchanges.models import Participant, Visit
from unions.audit import record
from unions.models import Membership, Organisation, User
from unions.validators import Refused, check_fields

LINK_LIVES = timedelta(days=14)
OPEN_STATES = (*COMING_STATES, VisitState.COMPLETED)  # who took part may still claim a seat, to report
OWN_ANSWERS = ("shows_handle", "photo_consent", "emergency_contact")


class Over(Refused):
    """The visit takes nobody any more."""


class NotOfThisVisit(Refused):
    """The union is neither host nor guest."""


class NoSuchMember(Refused):
    """Nobody of this union has this handle."""


class AlreadyThere(Refused):
    """The person has a seat on this visit."""


class NotValid(Refused):
    """The link was used, taken back, or is too old; which of these is nobody's business."""


class Taken(Refused):
    """Somebody sits there, or it is for more than one."""


class Seat(NamedTuple):
    """A seat and the token of its link, which is shown once and held nowhere."""

    participant: Participant
    token: str


@transaction.atomic
def add(*, visit: Visit, organisation: Organisation, role: str, by: User, at: datetime, count: int = 1) -> Participant:
    """Add so many people in a role, without saying who. Raises Over, NotOfThisVisit."""
    seat = Participant(visit=_open(visit, organisation), organisation=organisation, role=role, count=count)
    seat.added_by, seat.added_at = by, at
    check_fields(seat, ["role", "count"])
    if count < 1:
        raise Refused(_("At least one person."), field="count")
    seat.save()
    record("seat_added", seat, by=by, at=at, to_state=role)
    return seat


@transaction.atomic
def add_member(
    *, visit: Visit, organisation: Organisation, role: str, handle: str, by: User, at: datetime
) -> Participant:
    """Give a seat to a verified member of the union, by their handle. Raises NoSuchMember, AlreadyThere, Over."""
    members = Membership.objects.verified().filter(organisation=organisation, user__handle__iexact=handle.strip())
    found = members.filter(user__is_active=True).select_related("user").first()
    if found is None:
        raise NoSuchMember(_("No member of your union has this handle."), field="handle")
    seat = add(visit=visit, organisation=organisation, role=role, by=by, at=at)
    return _sit_down(seat, found.user, "seat_given", by, at)


@transaction.atomic
def make_link(*, participant: Participant, by: User, at: datetime) -> Seat:
    """Make a link by which one person claims this seat; an earlier link ends. Raises Over, Taken."""
    _open(participant.visit, participant.organisation)
    seat = _locked(participant)
    if seat.user_id is not None or seat.count != 1:
        raise Taken(_("A link is for one free seat."))
    token = secrets.token_urlsafe(32)
    seat.token_hash, seat.token_expires_at = hashed(token), at + LINK_LIVES
    seat.save(update_fields=["token_hash", "token_expires_at"])
    record("seat_link_made", seat, by=by, at=at)
    return Seat(seat, token)


@transaction.atomic
def claim(*, token: str, by: User, at: datetime) -> Participant:
    """Sit down with the account of who opened the link. Raises NotValid, AlreadyThere, Over."""
    waiting = Participant.objects.valid(at).select_for_update(of=("self",)).filter(token_hash=hashed(token))
    seat = waiting.select_related("visit", "organisation").first()
    if seat is None:
        raise NotValid(_("This link no longer opens a seat. Ask your union for a new one."))
    _open(seat.visit, seat.organisation)
    return _sit_down(seat, by, "seat_claimed", by, at)


@transaction.atomic
def settle_in(*, participant: Participant, by: User, at: datetime, **answers: Any) -> Participant:
    """Let a person say of themselves what others may see, and whom to call. Raises Refused."""
    seat = _locked(participant)
    for name in OWN_ANSWERS:
        if name in answers:
            setattr(seat, name, answers[name])
    check_fields(seat, ["emergency_contact"] if answers.get("emergency_contact") else [])
    seat.save(update_fields=[*OWN_ANSWERS])
    record("seat_settled", seat, by=by, at=at)
    return seat


@transaction.atomic
def remove(*, participant: Participant, by: User, at: datetime) -> None:
    """Take a seat away, or leave one's own; a report that was written keeps it. Raises Over, Taken."""
    _open(participant.visit, participant.organisation)
    seat = _locked(participant)
    if hasattr(seat, "report"):
        raise Taken(_("Whoever has reported keeps the seat: it stays counted."))
    record("seat_removed", seat, by=by, at=at, from_state=seat.role)
    seat.delete()


def hashed(token: str) -> str:
    """Return what is held of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _sit_down(seat: Participant, person: User, action: str, by: User, at: datetime) -> Participant:
    if Participant.objects.filter(visit=seat.visit_id, user=person).exists():
        raise AlreadyThere(_("This person has a seat on this visit already."))
    seat.user, seat.token_hash, seat.token_expires_at = person, "", None
    seat.save(update_fields=["user", "token_hash", "token_expires_at"])
    record(action, seat, by=by, at=at, to_state=seat.role)
    return seat


def _open(visit: Visit, organisation: Organisation) -> Visit:
    found = visits.hold(visit)
    if found.state not in OPEN_STATES:
        raise Over(_("This visit takes nobody any more."))
    if organisation.pk not in {found.host_id, found.guest_id}:
        raise NotOfThisVisit(_("Your union does not take part in this visit."))
    return found


def _locked(participant: Participant) -> Participant:
    found: Participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    return found
