"""Closed lists of the ground floor; tables of words, so longer than other files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(TextChoices):
    LOCAL_BRANCH = "local_branch", pgettext_lazy("kind of organisation", "Local or branch")
    UNION = "union", pgettext_lazy("kind of organisation", "Union")
    UNION_FEDERATION = "union_federation", _("Union federation")
    NATIONAL_CENTRE = "national_centre", _("National centre")
    REGIONAL_FEDERATION = "regional_federation", _("Regional federation")
    GLOBAL_UNION_FEDERATION = "global_union_federation", _("Global union federation")
    WORKS_COUNCIL = "works_council", _("Works council")
    EUROPEAN_WORKS_COUNCIL = "european_works_council", _("European works council")
    WORLD_WORKS_COUNCIL = "world_works_council", _("World works council")
    WORKER_COMMITTEE_UNREGISTERED = "worker_committee_unregistered", _("Workers’ committee, not registered")
    WORKER_CENTRE = "worker_centre", _("Workers’ centre")
    LABOUR_CENTRE = "labour_centre", _("Labour centre")
    NGO_ALLY = "ngo_ally", _("Allied organisation")
    NETWORK = "network", pgettext_lazy("kind of organisation", "Network")
    FOUNDATION = "foundation", pgettext_lazy("kind of organisation", "Foundation")


class LegalStatus(TextChoices):
    REGISTERED = "registered", _("Registered")
    UNREGISTERED_BY_CHOICE = "unregistered_by_choice", _("Not registered, by choice")
    REGISTRATION_REFUSED = "registration_refused", _("Registration refused")
    DEREGISTERED = "deregistered", _("Struck off the register")
    DISSOLVED_BY_AUTHORITY = "dissolved_by_authority", _("Dissolved by the authorities")
    BANNED = "banned", _("Banned")
    UNKNOWN = "unknown", _("Not known")


class OrganisationState(TextChoices):
    LISTED = "listed", pgettext_lazy("state of an organisation", "Listed, not a member")
    APPLYING = "applying", pgettext_lazy("state of an organisation", "Applying")
    PROVISIONAL = "provisional", pgettext_lazy("state of an organisation", "Provisional member")
    APPROVED = "approved", pgettext_lazy("state of an organisation", "Member")
    DECLINED = "declined", pgettext_lazy("state of an organisation", "Declined")
    SUSPENDED = "suspended", pgettext_lazy("state of an organisation", "Suspended")
    REMOVED = "removed", pgettext_lazy("state of an organisation", "Removed")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an organisation", "Left the network")
    FROZEN = "frozen", pgettext_lazy("state of an organisation", "Frozen")


# What an organisation is while the network has taken its rights: its people, its requests and its invitations rest.
HELD_STATES = (OrganisationState.SUSPENDED, OrganisationState.REMOVED, OrganisationState.FROZEN)


class SuspensionReason(TextChoices):
    COMPLAINT = "complaint", pgettext_lazy("reason to suspend", "A complaint is being looked into")
    STOLEN_ACCOUNT = "stolen_account", pgettext_lazy("reason to suspend", "Somebody else uses its accounts")
    NOT_INDEPENDENT = (
        "not_independent",
        pgettext_lazy("reason to suspend", "It is not independent of an employer or a state"),
    )
    CONDUCT = "conduct", pgettext_lazy("reason to suspend", "It broke what it agreed to")
    NOT_REACHED = "not_reached", pgettext_lazy("reason to suspend", "Nobody answers for it any more")
    BANNED = "banned", pgettext_lazy("reason to suspend", "The authorities have banned it")
    DISSOLVED = "dissolved", pgettext_lazy("reason to suspend", "It was dissolved")


FREEZING_REASONS = (SuspensionReason.BANNED, SuspensionReason.DISSOLVED)


class Listing(TextChoices):
    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the network")
    UNLISTED = "unlisted", _("Not listed")


class NameType(TextChoices):
    OFFICIAL = "official", _("Official name")
    ACRONYM = "acronym", _("Acronym")
    SHORT = "short", _("Short name")
    TRANSLATED = "translated", _("Translated name")
    FORMER = "former", _("Former name")


class LanguageUse(TextChoices):
    CORRESPONDENCE = "correspondence", _("Correspondence")
    SPOKEN = "spoken", _("Spoken")
    CAN_TRANSLATE_FROM = "can_translate_from", _("Can translate from")
    CAN_TRANSLATE_TO = "can_translate_to", _("Can translate to")


class FigureSource(TextChoices):
    SELF = "self", pgettext_lazy("who counted the members", "the organisation itself")
    REGULATOR = "regulator", pgettext_lazy("who counted the members", "a public register")
    FEDERATION = "federation", pgettext_lazy("who counted the members", "its federation")


class AffiliationStatus(TextChoices):
    CLAIMED = "claimed", _("Said by the organisation")
    CONFIRMED_BY_PARENT = "confirmed_by_parent", _("Confirmed by the federation")
    ENDED = "ended", _("Ended")


class Role(TextChoices):
    MEMBER = "member", pgettext_lazy("role of a person", "Member")
    TRANSLATOR = "translator", pgettext_lazy("role of a person", "Translator")
    UNION_STAFF = "union_staff", pgettext_lazy("role of a person", "Union staff")
    UNION_ADMIN = "union_admin", pgettext_lazy("role of a person", "Union admin")
    ALLY_STAFF = "ally_staff", pgettext_lazy("role of a person", "Staff of an ally")


STAFF_ROLES = (Role.UNION_STAFF, Role.UNION_ADMIN, Role.ALLY_STAFF)


class NetworkRoleKind(TextChoices):
    REVIEWER = "reviewer", pgettext_lazy("role of a person", "Reviewer")
    SAFEGUARDING = "safeguarding", pgettext_lazy("role of a person", "Safeguarding")
    NETWORK_ADMIN = "network_admin", pgettext_lazy("role of a person", "Network admin")
    AUDITOR = "auditor", pgettext_lazy("role of a person", "Auditor")


class MembershipState(TextChoices):
    CLAIMED = "claimed", pgettext_lazy("state of a membership", "Waiting for the union")
    VERIFIED = "verified", pgettext_lazy("state of a membership", "Verified")
    REJECTED = "rejected", pgettext_lazy("state of a membership", "Rejected")
    LAPSED = "lapsed", pgettext_lazy("state of a membership", "Lapsed")
    REMOVED = "removed", pgettext_lazy("state of a membership", "Removed")
    LEFT = "left", pgettext_lazy("state of a membership", "Left")


UNPROVEN = (MembershipState.CLAIMED, MembershipState.REJECTED)  # nobody has ever said that the person belongs there


class EmployerKind(TextChoices):
    COMPANY = "company", pgettext_lazy("kind of employer", "Company")
    GROUP = "group", pgettext_lazy("kind of employer", "Group of companies")
    BRAND = "brand", pgettext_lazy("kind of employer", "Brand")
    PUBLIC_BODY = "public_body", pgettext_lazy("kind of employer", "Public body")
    AGENCY = "agency", pgettext_lazy("kind of employer", "Employment agency")
    JOINT_VENTURE = "joint_venture", pgettext_lazy("kind of employer", "Joint venture")


class OwnershipKind(TextChoices):
    OWNS = "owns", _("Owns")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    FRANCHISE = "franchise", _("Franchise")
    MANAGES = "manages", _("Manages")
    AGENCY_FOR = "agency_for", _("Agency for")


class RecognitionStatus(TextChoices):
    PRESENT = "present", _("Members there")
    RECOGNISED = "recognised", _("Recognised by the employer")
    AGREEMENT = "agreement", _("Collective agreement")
    ORGANISING = "organising", _("Organising")
    LOST = "lost", _("No longer there")


class NeedLevel(TextChoices):
    SYMBOLIC = "symbolic", pgettext_lazy("level of a need", "Symbolic")
    PRACTICAL = "practical", pgettext_lazy("level of a need", "Practical")
    MATERIAL = "material", pgettext_lazy("level of a need", "Material")
    JOINT_ACTION = "joint_action", pgettext_lazy("level of a need", "Joint action")
    INDUSTRIAL = "industrial", pgettext_lazy("level of a need", "Industrial")


class WhoMay(TextChoices):
    PERSON = "person", _("People")
    ORGANISATION = "organisation", _("Organisations")
    BOTH = "both", _("People and organisations")


class Channel(TextChoices):
    """Ways to reach a recipient; a digest is mail that gathers what came in a day or a week."""

    MAIL = "mail", _("Mail")
    DIGEST = "digest", _("Digest by mail")
    PUSH = "push", _("Push to a device")
    CHAT = "chat", _("Chat")


class Frequency(TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


HOW_OFTEN = [(each.value, each.label) for each in (Frequency.AT_ONCE, Frequency.DAILY, Frequency.WEEKLY)]


class TranslationState(TextChoices):
    MACHINE = "machine", pgettext_lazy("state of a translation", "Machine draft")
    HUMAN = "human", pgettext_lazy("state of a translation", "Translated by a person")
    REVIEWED = "reviewed", pgettext_lazy("state of a translation", "Reviewed by a second person")
    STALE = "stale", pgettext_lazy("state of a translation", "The original has changed since")


class UpdateKind(TextChoices):
    NEWS = "news", pgettext_lazy("kind of update", "News")
    NEED_CHANGE = "need_change", pgettext_lazy("kind of update", "The need has changed")
    VICTORY = "victory", pgettext_lazy("kind of update", "Victory")
    SETBACK = "setback", pgettext_lazy("kind of update", "Setback")
    SAFETY = "safety", pgettext_lazy("kind of update", "Safety")
    THANKS = "thanks", pgettext_lazy("kind of update", "Thanks")


class UpdateAudience(TextChoices):
    PLEDGERS = "pledgers", _("Those who pledged")
    NETWORK = "network", _("Everyone in the network who may read the request")
    PUBLIC = "public", _("Everyone who may read the request")


class Grade(TextChoices):
    """How much a mail may say (alerts.md)."""

    PUBLIC = "public", _("Everything")
    NETWORK = "network", _("Country, sector, kind of help and date")
    NOTICE = "notice", _("Only that something waits in the portal")


class ConsentPurpose(TextChoices):
    ACCOUNT = "account", _("To hold an account")
    MEMBERSHIP = "membership", _("To record membership of a union")
    ALERTS = "alerts", _("To be told by mail")
    PLEDGE = "pledge", _("To record a pledge")


class ApplicationState(TextChoices):
    APPLYING = "applying", pgettext_lazy("state of an application", "Being written")
    SUBMITTED = "submitted", pgettext_lazy("state of an application", "Sent")
    PROVISIONAL = "provisional", pgettext_lazy("state of an application", "Provisionally admitted")
    APPROVED = "approved", pgettext_lazy("state of an application", "Admitted")
    DECLINED = "declined", pgettext_lazy("state of an application", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an application", "Withdrawn")


class CheckKind(TextChoices):
    CALL_BACK = "call_back", _("Called back, on a number found elsewhere")
    INDEPENDENT = "independent", _("Independent of employers and of the state")
    NO_EMPLOYERS_BODY = "no_employers_body", _("Not a body of employers")
    CONDUCT = "conduct", _("Agreed to the rules of conduct and of data protection")
    ELECTIONS = "elections", _("Elects its leaders, or explains why not")
    REGISTRATION = "registration", _("Stands in a register, or explains why not")


# Passed by an explanation as well: nobody is turned away for want of a register or of a ballot under repression.
EXPLAINABLE_CHECKS = (CheckKind.ELECTIONS, CheckKind.REGISTRATION)


class CheckResult(TextChoices):
    PASS = "pass", pgettext_lazy("result of a check", "In order")
    FAIL = "fail", pgettext_lazy("result of a check", "Not in order")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("result of a check", "Does not apply, as explained")
    UNKNOWN = "unknown", pgettext_lazy("result of a check", "Not known")


class VouchKind(TextChoices):
    AFFILIATION = "affiliation", _("It is affiliated to us")
    VOUCH = "vouch", _("We know it and vouch for it")


class HowKnown(TextChoices):
    WORKED_TOGETHER = "worked_together", _("We have worked together")
    SAME_EMPLOYER = "same_employer", _("We face the same employer")
    SAME_BODY = "same_body", _("We sit in the same federation or council")
    VISITED = "visited", _("We have visited each other")
    OTHER = "other", pgettext_lazy("how a union is known", "Otherwise, as said below")


class DecisionOutcome(TextChoices):
    PROVISIONAL = "provisional", pgettext_lazy("decision", "Admitted provisionally")
    APPROVED = "approved", pgettext_lazy("decision", "Admitted")
    DECLINED = "declined", pgettext_lazy("decision", "Declined")


class DeclineReason(TextChoices):
    NOT_REACHED = "not_reached", _("Nobody could be called back independently")
    NOT_A_UNION = "not_a_union", _("It is not an organisation of workers")
    EMPLOYER = "employer", _("An employer founded, leads or pays it")
    STATE = "state", _("The state founded, leads or pays it")
    NO_WORD = "no_word", _("No federation and no member union knows it")
    IDENTITY = "identity", _("It is not who it says it is")
    CONDUCT = "conduct", _("It does not keep the rules of conduct")


class ObjectionGround(TextChoices):
    NOT_A_UNION = "not_a_union", _("It is not an organisation of workers")
    EMPLOYER = "employer", _("An employer founded, leads or pays it")
    STATE = "state", _("The state founded, leads or pays it")
    IDENTITY = "identity", _("It is not who it says it is")
    CONDUCT = "conduct", _("It does not keep the rules of conduct")
    DANGER = "danger", _("Letting it in would put people in danger")


class Lack(TextChoices):
    """What an application still lacks for its next decision."""

    CALL_BACK = "call_back", _("An independent call-back")
    WORD = "word", _("A federation’s word, or a member union that vouches")
    TWO_WORDS = "two_words", _("A federation’s word, or two unions that vouch, one of them from another country")
    INDEPENDENT = "independent", _("That it is independent of employers and of the state")
    NO_EMPLOYERS_BODY = "no_employers_body", _("That it is no body of employers")
    CONDUCT = "conduct", _("Its consent to the rules of conduct and of data protection")
    ELECTIONS = "elections", _("Elections, or an explanation")
    REGISTRATION = "registration", _("A register, or an explanation")
    OBJECTIONS = "objections", _("An answer to each objection")

    @property
    def is_check(self) -> bool:
        """Whether somebody who vets can mend it by writing a check down."""
        return self.value in CheckKind.values


FEDERATION_KINDS = (
    OrganisationKind.UNION_FEDERATION,
    OrganisationKind.NATIONAL_CENTRE,
    OrganisationKind.REGIONAL_FEDERATION,
    OrganisationKind.GLOBAL_UNION_FEDERATION,
)
ALLY_KINDS = (OrganisationKind.NGO_ALLY, OrganisationKind.FOUNDATION, OrganisationKind.LABOUR_CENTRE)


class ChannelTrouble(TextChoices):
    """Why a device or a chat did not take a message."""

    GONE = "gone", _("It is gone: it was switched off, or signed out, there.")
    REFUSED = "refused", _("The service refused the message.")
    UNREACHABLE = "unreachable", _("The service could not be reached.")
    NOT_PUBLIC = "not_public", _("Its address is not on the public internet.")


class ReportReason(TextChoices):
    """Why somebody thinks that a text should not stand here; the gravest first."""

    DANGER = "danger", _("It puts somebody in danger")
    NAMES_A_PERSON = "names_a_person", _("It names a person, or shows who it is")
    HATE = "hate", _("It insults or threatens people")
    FALSE = "false", _("It is not true")
    ADVERTISING = "advertising", _("It advertises something")
    OTHER = "other", pgettext_lazy("why a text is reported", "Something else")


class ReportState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a report", "Waits for a decision")
    UPHELD = "upheld", pgettext_lazy("state of a report", "The text is hidden")
    REJECTED = "rejected", pgettext_lazy("state of a report", "The text stays")
    DUPLICATE = "duplicate", pgettext_lazy("state of a report", "Reported before")
    ASKED_AGAIN = "asked_again", pgettext_lazy("state of a report", "Hidden; others look at it again")
    RESTORED = "restored", pgettext_lazy("state of a report", "The text stands again")


class RecoveryChannel(TextChoices):
    """How somebody who vouches for a person has spoken to them."""

    FACE_TO_FACE = "face_to_face", _("Face to face")
    VIDEO = "video", _("By video, and I know the face")
    KNOWN_NUMBER = "known_number", _("By telephone, at a number that I had before")
    KNOWN_COLLEAGUE = "known_colleague", _("Through a colleague whom we both know, who was with them")


class ReturnKind(TextChoices):
    """What came back of a mail."""

    HARD = "hard", pgettext_lazy("mail that came back", "The address takes no mail")
    SOFT = "soft", pgettext_lazy("mail that came back", "Not delivered this time")
    COMPLAINT = "complaint", pgettext_lazy("mail that came back", "Reported as a nuisance")


class LostBy(TextChoices):
    """Why calls no longer reach the office of an organisation."""

    COMPLAINT = "complaint", pgettext_lazy("why an office is not reached", "A mail was reported as a nuisance")
    ENDED = "ended", pgettext_lazy("why an office is not reached", "It wants no such mails")
    CAME_BACK = "came_back", pgettext_lazy("why an office is not reached", "Mail came back")


# Stands in the column of a text that the network has hidden; readers see words for it (`or_hidden`). Where somebody
# forgot them, this sign says nothing of what stood there.
HIDDEN_TEXT = "[· · ·]"

# Languages in which members may write and which workers speak, beyond those of the interface; named by CLDR.
WRITING_LANGUAGES = (
    "am", "ar", "bn", "de", "en", "es", "fa", "fil", "fr", "he", "hi", "ht", "id", "it", "ja", "ka", "km", "ko", "my",
    "nb", "ne", "nl", "pa", "pl", "pt", "pt-BR", "ru", "si", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh-Hans",
    "zh-Hant",
)  # fmt: skip
