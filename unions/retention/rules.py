"""Why each column about people is held, and until when."""

from django.utils.translation import gettext_lazy as _

from unions.retention import admission
from unions.retention.night import (
    empty_mails,
    forget_dead_invitations,
    forget_ended_memberships,
    forget_proposals,
    forget_sessions,
    forget_suspensions,
    forget_trail,
    forget_unconfirmed_accounts,
    forget_withdrawn_consents,
)
from unions.retention.rule import Rule

_UNTIL_ERASED = _("until the person erases the account")
_WITH_ACCOUNT = _("as long as the account")
_OF_ORGANISATION = _("as long as the organisation is listed; it is the organisation's, not a person's")
_OF_EMPLOYER = _("as long as the employer is listed; it is the employer's, not a person's")
_DIRECTORY = _("to be found and recognised in the directory")
_UNUSED = _("nothing: the framework brings the column, and it stays empty")

RULES: dict[str, Rule] = {
    "unions.User.handle": Rule(_("to sign in and to be recognised by others"), _UNTIL_ERASED),
    "unions.User.email": Rule(
        _("to sign in, to be told, and to get back into the account"),
        _("until it is changed or the account erased; seven days if nobody confirms it"),
        forget_unconfirmed_accounts,
    ),
    "unions.User.password": Rule(_("to sign in; a hash that cannot be read back"), _UNTIL_ERASED),
    "unions.User.ui_language": Rule(_("to write to the person in their language"), _UNTIL_ERASED),
    "unions.User.reading_languages": Rule(_("to show texts that the person can read"), _UNTIL_ERASED),
    "unions.User.time_zone": Rule(_("to show deadlines in the person's own time"), _UNTIL_ERASED),
    "unions.User.safe_mode": Rule(_("to keep contents out of mails"), _UNTIL_ERASED),
    "unions.User.last_login": Rule(_("to find accounts that nobody ever opened"), _UNTIL_ERASED),
    "unions.User.joined_at": Rule(_("to find accounts that nobody ever opened"), _WITH_ACCOUNT),
    "unions.User.public_id": Rule(
        _("to name the person in addresses without betraying how many there are"), _WITH_ACCOUNT
    ),
    "unions.User.is_active": Rule(_("to close an account"), _WITH_ACCOUNT),
    "unions.User.erased_at": Rule(_("to know that nothing may be added any more"), _("for good; it says nothing else")),
    "unions.User.is_superuser": Rule(_UNUSED, _WITH_ACCOUNT),
    "unions.User.groups": Rule(_UNUSED, _WITH_ACCOUNT),
    "unions.User.user_permissions": Rule(_UNUSED, _WITH_ACCOUNT),
    "unions.Recipient.user": Rule(_("so that mails and signed links name no person"), _WITH_ACCOUNT),
    "unions.Recipient.contact_address": Rule(
        _("to reach an organisation that has no account; encrypted"), _OF_ORGANISATION
    ),
    "unions.Unsubscription.recipient": Rule(_("to send no mail that is not wanted"), _UNTIL_ERASED),
    "unions.Membership.user": Rule(
        _("so that the people of a union may read and act for it"),
        _("until a year after the role ended; gone at once when the account is erased"),
        forget_ended_memberships,
    ),
    "unions.Membership.verified_by": Rule(_("to answer for who was let in"), _("as long as the membership")),
    "unions.NetworkRole.user": Rule(_("so that people may serve the network"), _("as long as the duty lasts")),
    "unions.NetworkRole.granted_by": Rule(_("to answer for who was given a duty"), _("as long as the duty lasts")),
    "unions.Invitation.made_by": Rule(
        _("to answer for who was invited"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Invitation.used_by": Rule(
        _("to show the admins which invitations were used"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Invitation.for_user": Rule(
        _("to open an account that has no way to sign in"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Invitation.token_hash": Rule(
        _("to know the link again; the link itself is held nowhere"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Follow.user": Rule(_("to tell the person what they want to hear of"), _("until they follow it no longer")),
    "unions.Consent.user": Rule(
        _("to prove what the person agreed to, in which words"),
        _("until three years after it was taken back; gone at once when the account is erased"),
        forget_withdrawn_consents,
    ),
    "unions.OutgoingMail.envelope_to": Rule(_("to hand a mail over; encrypted"), _("until it is sent"), empty_mails),
    "unions.OutgoingMail.message": Rule(_("to hand a mail over; encrypted"), _("until it is sent"), empty_mails),
    "unions.AuditEvent.actor": Rule(
        _("to answer for every act that changes something for others"), _("six years"), forget_trail
    ),
    "unions.AuditEvent.actor_recipient": Rule(
        _("to answer for every act that changes something for others"), _("six years"), forget_trail
    ),
    "unions.Suspension.words": Rule(
        _("to say why an organisation lost its rights; encrypted, read by network admins and auditors"),
        _("six years after the decision ended"),
        forget_suspensions,
    ),
    "unions.Suspension.decided_by": Rule(
        _("to answer for the decision"), _("six years after the decision ended"), forget_suspensions
    ),
    "unions.Suspension.ended_by": Rule(
        _("to answer for the decision"), _("six years after the decision ended"), forget_suspensions
    ),
    "unions.DutyProposal.user": Rule(
        _("so that two people make a network admin"),
        _("three months; gone at once when the account is erased"),
        forget_proposals,
    ),
    "unions.DutyProposal.proposed_by": Rule(
        _("so that two people make a network admin"),
        _("three months; gone at once when the account is erased"),
        forget_proposals,
    ),
    "unions.DutyProposal.decided_by": Rule(_("to answer for a duty"), _("three months"), forget_proposals),
    "unions.Update.posted_by": Rule(_("to answer for what was posted"), _("as long as the text")),
    "unions.Translation.translator": Rule(_("to answer for a translation"), _("as long as the text")),
    "unions.Translation.reviewer": Rule(_("to answer for a translation"), _("as long as the text")),
    "unions.Announcement.made_by": Rule(_("to answer for news that went out"), _("as long as the news is held")),
    "unions.Organisation.name": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Organisation.acronym": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Organisation.city": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Organisation.statement": Rule(_("to say in its own words who the organisation is"), _OF_ORGANISATION),
    "unions.OrganisationName.name": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Employer.name": Rule(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Worksite.name": Rule(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Worksite.city": Rule(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Translation.text": Rule(_("to show a text in the reader's language"), _("as long as the text")),
    "unions.Organisation.public_email": Rule(_("to reach the organisation"), _OF_ORGANISATION),
    "account.EmailAddress.email": Rule(_("to know which address was confirmed"), _UNTIL_ERASED),
    "mfa.Authenticator.data": Rule(_("to check the second factor; secrets are encrypted"), _UNTIL_ERASED),
    "usersessions.UserSession.user_agent": Rule(
        _("so that people see where they are signed in, and can sign out there"),
        _("as long as the session; no network address is held"),
        forget_sessions,
    ),
} | admission.RULES
