"""Why each column about people is held, who sees it, and until when; a table, longer than other files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from unions.retention import admission, night
from unions.retention.rule import NOBODY, Clock, Rule

_UNTIL_ERASED = _("until the person erases the account")
_WITH_ACCOUNT = _("as long as the account")
_OF_ORGANISATION = _("as long as the organisation is listed; it is the organisation's, not a person's")
_OF_EMPLOYER = _("as long as the employer is listed; it is the employer's, not a person's")
_DIRECTORY = _("to be found and recognised in the directory")
_UNUSED = _("nothing: the framework brings the column, and it stays empty")

ONESELF = _("the person alone")
AUDITORS = _("the person, and the auditors of the network")
ADMINS = _("the person, and the admins of the organisation")
_KEEPERS = _("the admins of the organisation; network admins, where nobody of it is here")
READERS = _("whoever may read the object that it belongs to")
EVERYONE = _("everyone, where the organisation is listed publicly")
DECIDERS = _("those who decide on the report: reviewers, safeguarding and network admins of other organisations")
VOUCHING = _("the person, and those who may answer for them: admins of their union, and network admins")


def mine(purpose: Any, keep: Any = _UNTIL_ERASED, seen_by: Any = ONESELF) -> Rule:
    """A thing of the account that stays until its person ends it."""
    return Rule(purpose, keep, seen_by=seen_by)


def of_organisation(purpose: Any, keep: Any = _OF_ORGANISATION) -> Rule:
    """A thing that an organisation says of itself."""
    return Rule(purpose, keep, seen_by=EVERYONE)


def of_invitation(purpose: Any, seen_by: Any = ADMINS) -> Rule:
    """A thing of an invitation, which goes 30 days after it ran out."""
    clock = Clock("expires_at", night.DEAD_INVITATIONS)
    return Rule(purpose, _("30 days after the invitation ran out"), night.forget_dead_invitations, seen_by, clock)


def of_recovery(purpose: Any, seen_by: Any = VOUCHING) -> Rule:
    """A thing of the recovery of a second factor, which goes 90 days after it was asked for."""
    clock = Clock("asked_at", night.DEAD_RECOVERIES)
    return Rule(purpose, _("90 days after it was asked for"), night.forget_dead_recoveries, seen_by, clock)


def of_report(purpose: Any, seen_by: Any = DECIDERS) -> Rule:
    """A thing of a report on a text, which goes a year after the decision."""
    clock = Clock("decided_at", night.REPORTS)
    return Rule(purpose, _("a year after the report was decided"), night.forget_reports, seen_by, clock)


def of_hidden_text(purpose: Any, seen_by: Any = DECIDERS) -> Rule:
    """What was written about a hidden text, and the text: gone when nobody can ask for it any more."""
    clock = Clock("decided_at", night.HIDDEN_TEXTS)
    return Rule(purpose, _("90 days after the decision; encrypted"), night.empty_hidden_texts, seen_by, clock)


def of_suspension(purpose: Any, seen_by: Any = AUDITORS) -> Rule:
    """A thing of the decision to suspend, remove or freeze an organisation."""
    return Rule(purpose, _("six years after the decision ended"), night.forget_suspensions, seen_by)


def of_proposal(purpose: Any) -> Rule:
    """A thing of a proposal that somebody become a network admin."""
    keep = _("three months; gone at once when the account is erased")
    return Rule(purpose, keep, night.forget_proposals, _("the person, and the network admins"))


_TRAIL = Rule(
    _("to answer for every act that changes something for others"),
    _("six years"),
    night.forget_trail,
    AUDITORS,
    Clock("at", night.TRAIL),
)
_MAIL = Rule(_("to hand a mail over; encrypted"), _("until it is sent"), night.empty_mails, NOBODY)

RULES: dict[str, Rule] = {
    "unions.User.handle": mine(
        _("to sign in and to be recognised by others"),
        seen_by=_("the person, the admins of their union, and a union they pledge to, if they chose so"),
    ),
    "unions.User.email": Rule(
        _("to sign in, to be told, and to get back into the account"),
        _("until it is changed or the account erased; seven days if nobody confirms it"),
        night.forget_unconfirmed_accounts,
        ONESELF,
    ),
    "unions.User.password": mine(_("to sign in; a hash that cannot be read back"), seen_by=NOBODY),
    "unions.User.ui_language": mine(_("to write to the person in their language")),
    "unions.User.reading_languages": mine(_("to show texts that the person can read")),
    "unions.User.time_zone": mine(_("to show deadlines in the person's own time")),
    "unions.User.safe_mode": mine(_("to keep contents out of mails")),
    "unions.User.last_login": mine(_("to find accounts that nobody ever opened")),
    "unions.User.joined_at": mine(_("to find accounts that nobody ever opened"), _WITH_ACCOUNT),
    "unions.User.public_id": mine(
        _("to name the person in addresses without betraying how many there are"), _WITH_ACCOUNT, ADMINS
    ),
    "unions.User.is_active": mine(_("to close an account"), _WITH_ACCOUNT),
    "unions.User.erased_at": mine(
        _("to know that nothing may be added any more"), _("for good; it says nothing else"), NOBODY
    ),
    "unions.User.is_superuser": mine(_UNUSED, _WITH_ACCOUNT, NOBODY),
    "unions.User.groups": mine(_UNUSED, _WITH_ACCOUNT, NOBODY),
    "unions.User.user_permissions": mine(_UNUSED, _WITH_ACCOUNT, NOBODY),
    "unions.Recipient.user": mine(_("so that mails and signed links name no person"), _WITH_ACCOUNT, NOBODY),
    "unions.Recipient.contact_address": Rule(
        _("to reach an organisation that has no account; encrypted"), _OF_ORGANISATION, seen_by=_KEEPERS
    ),
    "unions.Recipient.refusals": Rule(
        _("to write to no address again that wanted no mail; no address can be read from it"),
        _OF_ORGANISATION,
        seen_by=NOBODY,
    ),
    "unions.Recipient.quiet_from": mine(_("to leave the person alone in these hours")),
    "unions.Recipient.quiet_until": mine(_("to leave the person alone in these hours")),
    "unions.Recipient.paused_until": mine(_("to leave the person alone until this day")),
    "unions.AlertChoice.recipient": mine(_("to tell the person as often as they want, and where")),
    "unions.OwnChannel.recipient": mine(_("to tell the person on their own devices and in their own chats")),
    "unions.OwnChannel.name": mine(_("to know the device or the chat again")),
    "unions.OwnChannel.address": mine(_("to reach the device or the chat; encrypted")),
    "unions.OwnChannel.code": Rule(
        _("to find out whether a chat is the person's own; encrypted"),
        _("until it is typed in; the chat goes after a week without it"),
        night.forget_unconfirmed_chats,
        NOBODY,
    ),
    "unions.Unsubscription.recipient": mine(_("to send no mail that is not wanted")),
    "unions.Membership.user": Rule(
        _("so that the people of a union may read and act for it"),
        _("until a year after the role ended; gone at once when the account is erased"),
        night.forget_ended_memberships,
        ADMINS,
        Clock("ended_at", night.ENDED_MEMBERSHIPS),
    ),
    "unions.Membership.verified_by": Rule(
        _("to answer for who was let in"), _("as long as the membership"), seen_by=ADMINS
    ),
    "unions.NetworkRole.user": Rule(
        _("so that people may serve the network"), _("as long as the duty lasts"), seen_by=ONESELF
    ),
    "unions.NetworkRole.granted_by": Rule(
        _("to answer for who was given a duty"), _("as long as the duty lasts"), seen_by=ONESELF
    ),
    "unions.Invitation.made_by": of_invitation(_("to answer for who was invited")),
    "unions.Invitation.used_by": of_invitation(_("to show the admins which invitations were used")),
    "unions.Invitation.for_user": of_invitation(_("to open an account that has no way to sign in")),
    "unions.Invitation.token_hash": of_invitation(_("to know the link again; the link itself is held nowhere"), NOBODY),
    "unions.FactorRecovery.user": of_recovery(_("to let a person back in who has lost their second factor")),
    "unions.FactorRecovery.first_by": of_recovery(_("to answer for who said that it is the person")),
    "unions.FactorRecovery.second_by": of_recovery(_("to answer for who said that it is the person")),
    "unions.FactorRecovery.stopped_by": of_recovery(_("to answer for who stopped it")),
    "unions.FactorRecovery.token_hash": of_recovery(
        _("to know the link again; the link itself is held nowhere"), NOBODY
    ),
    "unions.TextReport.reported_by": of_report(
        _("so that one reader reports a text once"), _("the person alone; those who decide do not see it")
    ),
    "unions.TextReport.author": of_report(_("so that nobody decides on their own text"), NOBODY),
    "unions.TextReport.decided_by": of_report(_("so that others take the second look"), AUDITORS),
    "unions.TextReport.decided_again_by": of_report(_("to answer for the second look"), AUDITORS),
    "unions.TextReport.asked_again_by": of_report(_("to answer for who asked for a second look"), AUDITORS),
    "unions.TextReport.note": of_report(
        _("to say why a text was hidden"), _("those who decide, and the union whose text it is")
    ),
    "unions.TextReport.words": of_hidden_text(_("to say what is wrong with a text")),
    "unions.TextReport.kept_text": of_hidden_text(
        _("to put a hidden text back after a second look"), _("those who take the second look")
    ),
    "unions.TextReport.plea": of_hidden_text(_("to say why a hidden text should stand")),
    "unions.Follow.user": Rule(
        _("to tell the person what they want to hear of"), _("until they follow it no longer"), seen_by=ONESELF
    ),
    "unions.Consent.user": Rule(
        _("to prove what the person agreed to, in which words"),
        _("until three years after it was taken back; gone at once when the account is erased"),
        night.forget_withdrawn_consents,
        ONESELF,
        Clock("withdrawn_at", night.WITHDRAWN_CONSENTS),
    ),
    "unions.OutgoingMail.envelope_to": _MAIL,
    "unions.OutgoingMail.message": _MAIL,
    "unions.ReturnedMail.recipient": Rule(
        _("so that a report of a mail that came back counts once"),
        _("until a year after it came back; gone at once when the account is erased"),
        night.forget_returned_mails,
        NOBODY,
        Clock("at", night.RETURNED_MAILS),
    ),
    "unions.AuditEvent.actor": _TRAIL,
    "unions.AuditEvent.actor_recipient": _TRAIL,
    "unions.Update.posted_by": Rule(_("to answer for what was posted"), _("as long as the text"), seen_by=NOBODY),
    "unions.Translation.translator": Rule(_("to answer for a translation"), _("as long as the text"), seen_by=NOBODY),
    "unions.Translation.reviewer": Rule(_("to answer for a translation"), _("as long as the text"), seen_by=NOBODY),
    "unions.Translation.text": Rule(
        _("to show a text in the reader's language"), _("as long as the text"), seen_by=READERS
    ),
    "unions.Announcement.made_by": Rule(
        _("to answer for news that went out"), _("as long as the news is held"), seen_by=NOBODY
    ),
    "unions.Organisation.name": of_organisation(_DIRECTORY),
    "unions.Organisation.acronym": of_organisation(_DIRECTORY),
    "unions.Organisation.city": of_organisation(_DIRECTORY),
    "unions.Organisation.statement": of_organisation(_("to say in its own words who the organisation is")),
    "unions.Organisation.public_email": of_organisation(_("to reach the organisation")),
    "unions.OrganisationName.name": of_organisation(_DIRECTORY),
    "unions.Employer.name": of_organisation(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Worksite.name": of_organisation(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Worksite.city": of_organisation(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "account.EmailAddress.email": mine(_("to know which address was confirmed")),
    "mfa.Authenticator.data": mine(_("to check the second factor; secrets are encrypted"), seen_by=NOBODY),
    "usersessions.UserSession.user_agent": Rule(
        _("so that people see where they are signed in, and can sign out there"),
        _("as long as the session; no network address is held"),
        night.forget_sessions,
        ONESELF,
    ),
    "unions.Suspension.words": of_suspension(
        _("to say why an organisation lost its rights; encrypted"), _("network admins and auditors")
    ),
    "unions.Suspension.decided_by": of_suspension(_("to answer for the decision")),
    "unions.Suspension.ended_by": of_suspension(_("to answer for the decision")),
    "unions.DutyProposal.user": of_proposal(_("so that two people make a network admin")),
    "unions.DutyProposal.proposed_by": of_proposal(_("so that two people make a network admin")),
    "unions.DutyProposal.decided_by": of_proposal(_("to answer for a duty")),
} | admission.RULES
