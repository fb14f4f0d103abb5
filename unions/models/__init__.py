"""The nouns of the ground floor."""

from unions.models.announcement import Announcement
from unions.models.audit_event import AuditEvent
from unions.models.consent import Consent
from unions.models.duty_proposal import DutyProposal
from unions.models.employer import Employer, OwnershipLink, Recognition, Worksite
from unions.models.factor_recovery import FactorRecovery
from unions.models.follow import Follow
from unions.models.invitation import Invitation
from unions.models.membership import Membership, NetworkRole
from unions.models.need_kind import NeedKind
from unions.models.organisation import (
    Affiliation,
    Coverage,
    Organisation,
    OrganisationIdentifier,
    OrganisationLanguage,
    OrganisationName,
)
from unions.models.outgoing_mail import OutgoingMail
from unions.models.reach import AlertChoice, OwnChannel
from unions.models.recipient import Recipient, Unsubscription
from unions.models.retention_run import RetentionRun
from unions.models.returned_mail import ReturnedMail
from unions.models.sector import Sector
from unions.models.static_page import StaticPage
from unions.models.suspension import Suspension
from unions.models.text_report import TextReport
from unions.models.translation import Translation
from unions.models.union_application import UnionApplication
from unions.models.update import Update
from unions.models.user import User
from unions.models.vetting import Check, Decision, Evidence, Objection, Vouch

__all__ = [
    "Affiliation",
    "AlertChoice",
    "Announcement",
    "AuditEvent",
    "Check",
    "Consent",
    "Coverage",
    "Decision",
    "DutyProposal",
    "Employer",
    "Evidence",
    "FactorRecovery",
    "Follow",
    "Invitation",
    "Membership",
    "NeedKind",
    "NetworkRole",
    "Objection",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationLanguage",
    "OrganisationName",
    "OutgoingMail",
    "OwnChannel",
    "OwnershipLink",
    "Recipient",
    "Recognition",
    "RetentionRun",
    "ReturnedMail",
    "Sector",
    "StaticPage",
    "Suspension",
    "TextReport",
    "Translation",
    "UnionApplication",
    "Unsubscription",
    "Update",
    "User",
    "Vouch",
    "Worksite",
]
