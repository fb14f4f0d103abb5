"""Closed lists of exchanges, offers and visits; tables of words, so longer than other files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    SEEKS_HOST = "seeks_host", pgettext_lazy("kind of exchange", "We look for a host")
    WE_ARE_COMING = "we_are_coming", pgettext_lazy("kind of exchange", "We are coming")
    OFFERS_TO_HOST = "offers_to_host", pgettext_lazy("kind of exchange", "We would like to host")


class ExchangeState(TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an exchange", "Draft")
    OPEN = "open", pgettext_lazy("state of an exchange", "Open")
    MATCHED = "matched", pgettext_lazy("state of an exchange", "Agreed")
    ENDED = "ended", pgettext_lazy("state of an exchange", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an exchange", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("state of an exchange", "Nobody was found in time")


SHOWN_STATES = (ExchangeState.OPEN, ExchangeState.MATCHED, ExchangeState.ENDED)


class Visibility(TextChoices):
    NETWORK = "network", pgettext_lazy("who sees an exchange", "Members of the network")
    PUBLIC = "public", pgettext_lazy("who sees an exchange", "Everyone, on the internet")


class Mode(TextChoices):
    IN_PERSON = "in_person", pgettext_lazy("how people meet", "At the host’s")
    ONLINE = "online", pgettext_lazy("how people meet", "Online")
    THIRD_COUNTRY = "third_country", pgettext_lazy("how people meet", "In a third country, where both can travel")


class Flexibility(TextChoices):
    EXACT = "exact", pgettext_lazy("how firm dates are", "Exactly these days")
    DAYS = "days", pgettext_lazy("how firm dates are", "A few days earlier or later")
    WEEKS = "weeks", pgettext_lazy("how firm dates are", "Some weeks earlier or later")


class OfferState(TextChoices):
    OFFERED = "offered", pgettext_lazy("state of an offer", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("state of an offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("state of an offer", "Declined with thanks")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an offer", "Withdrawn")


STANDING_OFFERS = (OfferState.OFFERED, OfferState.ACCEPTED)


class Accommodation(TextChoices):
    HOMES = "homes", pgettext_lazy("where guests sleep", "In members’ homes")
    UNION_HOUSE = "union_house", pgettext_lazy("where guests sleep", "In a house of the union")
    PAID_BY_HOST = "paid_by_host", pgettext_lazy("where guests sleep", "In rooms that the host pays")
    PAID_BY_GUESTS = "paid_by_guests", pgettext_lazy("where guests sleep", "In rooms that the guests pay")
    NONE = "none", pgettext_lazy("where guests sleep", "No beds are needed")


class Interpreting(TextChoices):
    NOT_NEEDED = "not_needed", pgettext_lazy("who interprets", "Nobody: there is a common language")
    HOST = "host", pgettext_lazy("who interprets", "The host brings an interpreter")
    GUEST = "guest", pgettext_lazy("who interprets", "The guests bring an interpreter")
    WANTED = "wanted", pgettext_lazy("who interprets", "An interpreter is still wanted")


class VisitState(TextChoices):
    PLANNED = "planned", pgettext_lazy("state of a visit", "Being planned")
    CONFIRMED = "confirmed", pgettext_lazy("state of a visit", "Confirmed by both")
    UNDER_WAY = "under_way", pgettext_lazy("state of a visit", "Under way")
    COMPLETED = "completed", pgettext_lazy("state of a visit", "Over, reports are awaited")
    REPORTED = "reported", pgettext_lazy("state of a visit", "Reported")
    CANCELLED = "cancelled", pgettext_lazy("state of a visit", "Cancelled")
    POSTPONED = "postponed", pgettext_lazy("state of a visit", "Postponed, to be confirmed again")


TO_CONFIRM_STATES = (VisitState.PLANNED, VisitState.POSTPONED)
BEFORE_STATES = (*TO_CONFIRM_STATES, VisitState.CONFIRMED)
COMING_STATES = (*BEFORE_STATES, VisitState.UNDER_WAY)
PAST_STATES = (VisitState.COMPLETED, VisitState.REPORTED)
REPORTING_STATES = (VisitState.UNDER_WAY, *PAST_STATES)


class ChangeReason(TextChoices):
    VISA = "visa", pgettext_lazy("reason for changing a visit", "A visa was refused or is late")
    SAFETY = "safety", pgettext_lazy("reason for changing a visit", "It would not be safe now")
    STRUGGLE = "struggle", pgettext_lazy("reason for changing a visit", "A strike or another struggle needs us")
    TIME_OFF = "time_off", pgettext_lazy("reason for changing a visit", "The employer gives no time off")
    MONEY = "money", pgettext_lazy("reason for changing a visit", "The money is not there")
    ILLNESS = "illness", pgettext_lazy("reason for changing a visit", "Somebody fell ill")
    OTHER = "other", pgettext_lazy("reason for changing a visit", "Another reason")


class ParticipantRole(TextChoices):
    WORKER = "worker", pgettext_lazy("role on a visit", "Worker, from the rank and file")
    OFFICER = "officer", pgettext_lazy("role on a visit", "Elected officer")
    STAFF = "staff", pgettext_lazy("role on a visit", "Union staff")
    INTERPRETER = "interpreter", pgettext_lazy("role on a visit", "Interpreter")


class ItemKind(TextChoices):
    PICKET_LINE = "picket_line", pgettext_lazy("item of an agenda", "Picket line")
    MEETING = "meeting", pgettext_lazy("item of an agenda", "Meeting")
    ORGANISING_DRIVE = "organising_drive", pgettext_lazy("item of an agenda", "Organising drive")
    SCHOOL_CLASS = "school_class", pgettext_lazy("item of an agenda", "School class")
    UNIVERSITY_CLASS = "university_class", pgettext_lazy("item of an agenda", "University class")
    RADIO = "radio", pgettext_lazy("item of an agenda", "Radio")
    TELEVISION = "television", pgettext_lazy("item of an agenda", "Television")
    WORKPLACE_TOUR = "workplace_tour", pgettext_lazy("item of an agenda", "Workplace tour")
    TRAINING = "training", pgettext_lazy("item of an agenda", "Training")
    HOME_STAY = "home_stay", pgettext_lazy("item of an agenda", "Home stay")
    CULTURE = "culture", pgettext_lazy("item of an agenda", "Culture")
    REST = "rest", pgettext_lazy("item of an agenda", "Rest")
    TRAVEL = "travel", pgettext_lazy("item of an agenda", "Travel")


class Found(TextChoices):
    YES = "yes", pgettext_lazy("was the same employer found", "Yes, we share an employer or an owner")
    NO = "no", pgettext_lazy("was the same employer found", "No")
    NOT_SURE = "not_sure", pgettext_lazy("was the same employer found", "Not sure yet")


class Result(TextChoices):
    RELATIONSHIP = "relationship", pgettext_lazy("what came of a visit", "We know whom to call now")
    AGREEMENT = "agreement", pgettext_lazy("what came of a visit", "An agreement is being written")
    REQUEST = "request", pgettext_lazy("what came of a visit", "We ask the network for help together")
    CAMPAIGN = "campaign", pgettext_lazy("what came of a visit", "A campaign together")
    RETURN_VISIT = "return_visit", pgettext_lazy("what came of a visit", "A visit in return")


class CommitmentStatus(TextChoices):
    KEPT = "kept", pgettext_lazy("was a commitment kept", "Kept")
    PARTLY = "partly", pgettext_lazy("was a commitment kept", "Kept in part")
    NOT_KEPT = "not_kept", pgettext_lazy("was a commitment kept", "Not kept")


DUE_DAYS = (30, 90, 180)


class Why(TextChoices):
    """Why somebody is told of an exchange, the nearest tie first."""

    SAME_EMPLOYER = "same_employer", _("Your union is at the same employer")
    SAME_SECTOR = "same_sector", _("Your union organises in the same sector")
    COUNTRY_WANTED = "country_wanted", _("Your union is in a country that was named")
    SHARED_LANGUAGE = "shared_language", _("Your union speaks a language that was named")
    FOLLOWS_EMPLOYER = "follows_employer", _("You follow this employer")
    FOLLOWS_ORGANISATION = "follows_organisation", _("You follow this union")
    FOLLOWS_SECTOR = "follows_sector", _("You follow this sector")
    FOLLOWS_COUNTRY = "follows_country", _("You follow one of these countries")
    FOLLOWS_LANGUAGE = "follows_language", _("You follow one of these languages")
    POSTED = "posted", _("Your union posted this exchange")
    OFFERED = "offered", _("Your union made an offer")
    TAKES_PART = "takes_part", _("You or your union take part in this visit")
    COMMITTED = "committed", _("Your union promised this")
