"""Objections of member unions to one that applies, and the answers to them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.announcements import announce_again
from unions.audit import record
from unions.choices import ApplicationState, DecisionOutcome, OrganisationState
from unions.models import Objection, Organisation, Suspension, UnionApplication, User
from unions.permissions import has_given_word
from unions.validators import Refused, check_fields


class TooLate(Refused):
    """Objections are taken for 14 days, and only until a refusal."""

    def __init__(self) -> None:
        super().__init__(_("Objections could be raised for 14 days. Write to the network admins if you know more."))


class AlreadyRaised(Refused):
    """One objection from each organisation."""

    def __init__(self) -> None:
        super().__init__(_("Your organisation has objected already."))


@transaction.atomic
def raise_objection(
    *, application: UnionApplication, organisation: Organisation, ground: str, text: str, by: User, at: datetime
) -> Objection:
    """Object for a member union. What was admitted in full is weighed again. Raises TooLate, AlreadyRaised, Refused."""
    held = (
        UnionApplication.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=application.pk)
    )
    open_states = (ApplicationState.SUBMITTED, ApplicationState.PROVISIONAL, ApplicationState.APPROVED)
    if held.state not in open_states or held.objections_until is None or at >= held.objections_until:
        raise TooLate
    if organisation.state != OrganisationState.APPROVED or organisation.pk == held.organisation_id:
        raise Refused(_("Full members of the network can object."))
    if held.objections.filter(organisation=organisation).exists():
        raise AlreadyRaised
    objection = Objection(application=held, organisation=organisation, ground=ground, text=text.strip(), by=by, at=at)
    if not objection.text:
        raise Refused(_("Say what you know, and how it can be checked."), field="text")
    check_fields(objection, ["ground", "text"])
    objection.save()
    record("objection.raised", objection, by=by, at=at, reason=ground)
    if held.state == ApplicationState.APPROVED:
        _reopen(held, by, at)
    announce_again("application_vote", held, by=by, at=at)
    return objection


@transaction.atomic
def answer(*, objection: Objection, answer: str, by: User, at: datetime) -> Objection:
    """Answer an objection in words; the application can then be decided on. Raises Refused."""
    held: Objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if held.answered_at is not None:
        raise Refused(_("Somebody has answered this objection already."))
    if by.memberships.verified().filter(organisation=held.organisation_id).exists():
        raise Refused(_("Nobody answers the objection of their own organisation."))
    if has_given_word(by, held.application):
        raise Refused(_("Your organisation has given its word for this one: somebody else looks at it."))
    held.answer = answer.strip()
    if not held.answer:
        raise Refused(_("Say what you found, and why it does not stand in the way."), field="answer")
    check_fields(held, ["answer"])
    held.answered_by, held.answered_at = by, at
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    record("objection.answered", held, by=by, at=at)
    return held


def _reopen(application: UnionApplication, by: User, at: datetime) -> None:
    """Make what was admitted provisional again until the objection is answered and a second admin decides anew."""
    organisation = application.organisation
    application.state, application.decided_at = ApplicationState.PROVISIONAL, None
    application.save(update_fields=["state", "decided_at"])
    application.decisions.standing().filter(outcome=DecisionOutcome.APPROVED).update(overturned_at=at)
    if organisation is not None:
        _make_provisional_again(organisation, at)
    before, after = ApplicationState.APPROVED, ApplicationState.PROVISIONAL
    record("union_application.reopened", application, by=by, at=at, from_state=before, to_state=after)


def _make_provisional_again(organisation: Organisation, at: datetime) -> None:
    """Let it be provisional, or become so again where it is suspended and would get back full membership."""
    approved, provisional = OrganisationState.APPROVED, OrganisationState.PROVISIONAL
    held = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if held.state == approved:
        held.state, held.state_changed_at = provisional, at
        held.save(update_fields=["state", "state_changed_at"])
    Suspension.objects.in_force().filter(organisation=held, before=approved).update(before=provisional)
