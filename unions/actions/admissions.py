"""Decisions on applications: admitted provisionally by one admin, in full by a second from elsewhere, or declined."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from unions.actions import entering, invitations, look_alikes, memberships, union_applications
from unions.announcements import announce_again
from unions.audit import record
from unions.choices import HELD_STATES, ApplicationState, DecisionOutcome, OrganisationState, Role
from unions.mail.single import single_mail
from unions.models import Decision, Invitation, Organisation, UnionApplication, User
from unions.validators import Refused, check_fields

ENTERS_FROM = {
    DecisionOutcome.PROVISIONAL: ApplicationState.SUBMITTED,
    DecisionOutcome.APPROVED: ApplicationState.PROVISIONAL,
}


class NotToDecide(Refused):
    """Another admin decides: of another union and country, without a word given for it, and not the same one twice."""

    def __init__(self) -> None:
        super().__init__(_("You cannot decide on this application now. Somebody may have decided a moment ago."))


class StillLacking(Refused):
    """Not all that the decision needs is there; `lacks` of the application says what is not."""

    def __init__(self) -> None:
        super().__init__(_("Something is still missing for this decision."))


class NotCompared(Refused):
    """The name looks like that of a member; a person must have compared the two."""

    def __init__(self) -> None:
        words = _("Its name looks like that of a member. Compare them, and say that you did.")
        super().__init__(words, field="has_compared")


@transaction.atomic
def make_provisional(
    *,
    application: UnionApplication,
    by: User,
    at: datetime,
    words: str = "",
    has_compared: bool = False,
    entry: Organisation | None = None,
) -> UnionApplication:
    """Admit a union provisionally, as an entry of the directory or a new one, and invite its first admin.

    Raises NotToDecide, StillLacking, NotCompared, and what the directory refuses.
    """
    held = _held(application, DecisionOutcome.PROVISIONAL, by, has_compared)
    decision = _decide(held, DecisionOutcome.PROVISIONAL, by, at, words=words, has_compared=has_compared)
    held.organisation = entering.enter(application=held, entry=entry, by=by, at=at)
    _move(held, ApplicationState.PROVISIONAL, decision)
    held.vouches.update(organisation=held.organisation)
    _invite(held, by, at)
    announce_again("application_vote", held, by=by, at=at)
    return held


@transaction.atomic
def approve(
    *, application: UnionApplication, by: User, at: datetime, words: str = "", has_compared: bool = False
) -> UnionApplication:
    """Admit a provisional union in full, as the second admin. Raises NotToDecide, StillLacking, NotCompared."""
    held = _held(application, DecisionOutcome.APPROVED, by, has_compared)
    decision = _decide(held, DecisionOutcome.APPROVED, by, at, words=words, has_compared=has_compared)
    held.decided_at = at
    _move(held, ApplicationState.APPROVED, decision)
    _set_state(held, OrganisationState.APPROVED, by, at)
    _tell(held, decision)
    return held


@transaction.atomic
def decline(*, application: UnionApplication, reason: str, words: str, by: User, at: datetime) -> UnionApplication:
    """Decline with a reason and in words that the applicant reads; the way in ends at once. Raises NotToDecide."""
    held = _to_decide(application, by)
    if not reason:
        raise Refused(_("Choose a reason."), field="reason")
    if not words.strip():
        raise Refused(_("Say it in words as well: the union reads them."), field="words")
    decision = _decide(held, DecisionOutcome.DECLINED, by, at, words=words, reason=reason)
    was_in = held.state == ApplicationState.PROVISIONAL
    held.decided_at = at
    _move(held, ApplicationState.DECLINED, decision)
    if was_in:
        _set_state(held, OrganisationState.DECLINED, by, at)
        _put_out(held, by, at)
    _tell(held, decision)
    return held


@transaction.atomic
def invite_again(*, application: UnionApplication, by: User, at: datetime) -> None:
    """Mail a new invitation to a union whose first one was lost; the old one opens nothing any more. Raises Refused."""
    held = (
        UnionApplication.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=application.pk)
    )
    is_in = held.organisation is not None and held.organisation.is_member
    if held.organisation is None or not is_in or not held.contact_address:
        raise Refused(_("Nobody can be invited for this application."))
    if held.organisation.memberships.verified().filter(role=Role.UNION_ADMIN).exists():
        raise Refused(_("The union has an admin, who invites everybody else."))
    Invitation.objects.valid(at).filter(organisation=held.organisation).update(revoked_at=at)
    _invite(held, by, at)


def _to_decide(application: UnionApplication, by: User) -> UnionApplication:
    """Take the application in hand, and only then ask who may decide: of two at once the second sees the first."""
    UnionApplication.objects.select_for_update().get(pk=application.pk)
    found = UnionApplication.objects.to_decide_by(by).select_related("organisation").filter(pk=application.pk)
    held: UnionApplication | None = found.first()
    if held is None:
        raise NotToDecide
    return held


def _held(application: UnionApplication, outcome: DecisionOutcome, by: User, has_compared: bool) -> UnionApplication:
    held = _to_decide(application, by)
    if held.state != ENTERS_FROM[outcome]:
        raise NotToDecide
    if held.lacks:
        raise StillLacking
    twins = look_alikes.approved_like(held.name, held.acronym)
    if twins and not has_compared:
        raise NotCompared
    held.looks_like.set(twins)
    return held


def _decide(
    application: UnionApplication,
    outcome: DecisionOutcome,
    by: User,
    at: datetime,
    *,
    words: str,
    reason: str = "",
    has_compared: bool = False,
) -> Decision:
    """Write the decision; the admin decides as one of the first of their member unions."""
    own = Organisation.objects.belonging_to(by).approved().order_by("pk")
    decision = Decision(
        application=application, outcome=outcome, reason=reason, words=words.strip(), has_compared=has_compared,
        by=by, organisation=own[0], at=at,
    )  # fmt: skip
    check_fields(decision, ["words", *(["reason"] if outcome == DecisionOutcome.DECLINED else [])])
    decision.save()
    return decision


def _move(application: UnionApplication, state: ApplicationState, decision: Decision) -> None:
    before, application.state = application.state, state
    application.save(update_fields=["state", "organisation", "decided_at"])
    record(
        f"union_application.{state.value}", application, by=decision.by, at=decision.at, from_state=before,
        to_state=state, reason=decision.reason,
    )  # fmt: skip


def _set_state(application: UnionApplication, state: OrganisationState, by: User, at: datetime) -> None:
    organisation = Organisation.objects.select_for_update(of=("self",)).get(applications=application)
    if organisation.state in HELD_STATES:  # somebody has taken its rights since this admin began to decide
        raise NotToDecide
    before, organisation.state, organisation.state_changed_at = organisation.state, state, at
    organisation.save(update_fields=["state", "state_changed_at"])
    record(f"organisation.{state.value}", organisation, by=by, at=at, from_state=before, to_state=state)


def _put_out(application: UnionApplication, by: User, at: datetime) -> None:
    """End what its people had: whoever claims this entry of the directory next may be somebody else."""
    organisation = application.organisation
    if organisation is None:
        raise ValueError("Only a union that was admitted can be put out.")
    Invitation.objects.valid(at).filter(organisation=organisation).update(revoked_at=at)
    memberships.end_all(organisation=organisation, by=by, at=at)
    organisation.contacts.all().delete()


def _invite(application: UnionApplication, by: User, at: datetime) -> None:
    """Mail the first admin of the union their invitation, to the address of the application."""
    organisation, language = application.organisation, application.contact_language
    if organisation is None:
        raise ValueError("Only a union that was admitted invites its first admin.")
    made = invitations.make(organisation=organisation, role=Role.UNION_ADMIN, by=by, at=at)
    with override(language):
        url = settings.SITE_URL + reverse("unions:invitation-accept", args=[made.token])
    invitations.mail(invitation=made.invitation, url=url, to=application.contact_address, language=language)


def _tell(application: UnionApplication, decision: Decision) -> None:
    """Mail the applicant what was decided, with a new link to its page: of the old one nothing but a hash is held."""
    context = {"outcome": decision.outcome, "url": union_applications.new_link(application)}
    language = application.contact_language
    single_mail("emails/application_decided", to=application.contact_address, language=language, context=context).send()
