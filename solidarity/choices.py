"""Closed lists of requests, needs, pledges and answers; tables of words, so longer than other files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy


class RequestState(TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a request", "Draft")
    CHECKING = "checking", pgettext_lazy("state of a request", "Being checked")
    OPEN = "open", pgettext_lazy("state of a request", "Open")
    PAUSED = "paused", pgettext_lazy("state of a request", "Paused")
    CLOSED = "closed", pgettext_lazy("state of a request", "Closed")
    TAKEN_DOWN = "taken_down", pgettext_lazy("state of a request", "Taken down")


LIVE_STATES = (RequestState.CHECKING, RequestState.OPEN, RequestState.PAUSED)


# What of a request is translated by hand: the words that people act on.
TRANSLATED_FIELDS = ("title", "what_happens", "own_action", "demands")


class RequestKind(TextChoices):
    CALL = "call", pgettext_lazy("kind of request", "Call")
    HEADS_UP = "heads_up", pgettext_lazy("kind of request", "Early warning")


class Outcome(TextChoices):
    WON = "won", pgettext_lazy("outcome of a request", "Won")
    PARTLY = "partly", pgettext_lazy("outcome of a request", "Won in part")
    LOST = "lost", pgettext_lazy("outcome of a request", "Lost")
    GOES_ON = "goes_on", pgettext_lazy("outcome of a request", "The struggle goes on")
    WITHDRAWN = "withdrawn", pgettext_lazy("outcome of a request", "Withdrawn")
    UNREPORTED = "unreported", pgettext_lazy("outcome of a request", "Not reported")


class Urgency(TextChoices):
    NORMAL = "normal", _("Within a week")
    URGENT_72H = "urgent_72h", _("Urgent: within three days")
    EMERGENCY_24H = "emergency_24h", _("Emergency: within a day")


ANSWER_HOURS = {Urgency.NORMAL: 7 * 24, Urgency.URGENT_72H: 72, Urgency.EMERGENCY_24H: 24}


class Situation(TextChoices):
    IN_STRUGGLE = "in_struggle", _("We are in a struggle")
    UNDER_ATTACK = "under_attack", _("We are under attack")
    ANTICIPATED = "anticipated", _("We see it coming")
    DISASTER = "disaster", _("A disaster has struck")


class Visibility(TextChoices):
    """From the tightest to the widest."""

    BEHIND_THE_SCENES = "behind_the_scenes", _("Behind the scenes: only the unions asked, and nothing is announced")
    NAMED_ORGANISATIONS = "named_organisations", _("Only staff of the unions asked")
    NETWORK = "network", _("Members of the network")
    PUBLIC = "public", _("Everyone")


VISIBILITY_ORDER = tuple(Visibility.values)

# Place and photos stand one circle tighter than their request; for them "behind the scenes" means the asker alone.
ONE_TIGHTER = {
    Visibility.PUBLIC: Visibility.NETWORK,
    Visibility.NETWORK: Visibility.NAMED_ORGANISATIONS,
    Visibility.NAMED_ORGANISATIONS: Visibility.BEHIND_THE_SCENES,
    Visibility.BEHIND_THE_SCENES: Visibility.BEHIND_THE_SCENES,
}


class SafetyAnswer(TextChoices):
    YES = "yes", pgettext_lazy("answer to a safety question", "Yes")
    NO = "no", pgettext_lazy("answer to a safety question", "No")
    NOT_SURE = "not_sure", pgettext_lazy("answer to a safety question", "Not sure")


class Mandate(TextChoices):
    LOCAL_VOTE = "local_vote", _("A vote of the local")
    EXECUTIVE = "executive", _("The union’s executive")
    NATIONAL_CENTRE = "national_centre", _("The national centre")
    FEDERATION = "federation", _("The federation")


class DoNot(TextChoices):
    NO_NAMES = "no_names", _("Do not name any worker")
    NO_WORKPLACE_CONTACT = "no_workplace_contact", _("Do not contact the workplace")
    NO_PRESS = "no_press", _("Do not go to the press")
    NO_SOCIAL_MEDIA = "no_social_media", _("Do not post it on social media")
    NO_EMPLOYER_CONTACT = "no_employer_contact", _("Do not contact the employer unless we ask for it")


DEFAULT_DO_NOTS = [DoNot.NO_NAMES.value, DoNot.NO_WORKPLACE_CONTACT.value, DoNot.NO_PRESS.value]


class Weight(TextChoices):
    DECISIVE = "decisive", pgettext_lazy("weight of a need", "Decisive")
    USEFUL = "useful", pgettext_lazy("weight of a need", "Useful")
    WELCOME = "welcome", pgettext_lazy("weight of a need", "Welcome")


class PledgeState(TextChoices):
    PLEDGED = "pledged", pgettext_lazy("state of a pledge", "Pledged")
    UNDER_WAY = "under_way", pgettext_lazy("state of a pledge", "Under way")
    DELIVERED = "delivered", pgettext_lazy("state of a pledge", "Delivered")
    CONFIRMED = "confirmed", pgettext_lazy("state of a pledge", "Arrived, confirmed")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a pledge", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("state of a pledge", "Lapsed")
    REFUSED = "refused", pgettext_lazy("state of a pledge", "Not accepted")
    RELEASED = "released", pgettext_lazy("state of a pledge", "Released, the request has ended")


OPEN_PLEDGE_STATES = (PledgeState.PLEDGED, PledgeState.UNDER_WAY)
HOLDING_PLEDGE_STATES = (PledgeState.PLEDGED, PledgeState.UNDER_WAY, PledgeState.DELIVERED, PledgeState.CONFIRMED)


class RefusalReason(TextChoices):
    ENOUGH = "enough", pgettext_lazy("reason for not accepting a pledge", "We have enough of this now")
    NOT_POSSIBLE = "not_possible", pgettext_lazy("reason for not accepting a pledge", "It is not possible at this time")
    NOT_SAFE = "not_safe", pgettext_lazy("reason for not accepting a pledge", "It could put somebody at risk")
    OTHER = "other", pgettext_lazy("reason for not accepting a pledge", "Another reason")


class ShownAs(TextChoices):
    NOBODY = "nobody", pgettext_lazy("how a pledge is shown", "Nobody: only the number counts")
    COUNTRY = "country", pgettext_lazy("how a pledge is shown", "My country only")
    UNION = "union", pgettext_lazy("how a pledge is shown", "My union")
    HANDLE = "handle", pgettext_lazy("how a pledge is shown", "My handle")


class Answer(TextChoices):
    PLEDGES = "pledges", pgettext_lazy("answer of a union", "Yes, we pledge")
    PARTLY = "partly", pgettext_lazy("answer of a union", "In part")
    NO = "no", pgettext_lazy("answer of a union", "No")
    DECIDE_BY = "decide_by", pgettext_lazy("answer of a union", "We decide by a date")
    NOT_NOW = "not_now", pgettext_lazy("answer of a union", "Not now")
    FORWARDED_TO = "forwarded_to", pgettext_lazy("answer of a union", "Forwarded")
    QUESTION = "question", pgettext_lazy("answer of a union", "We have a question")
    REFERS_ELSEWHERE = "refers_elsewhere", pgettext_lazy("answer of a union", "Take it elsewhere")
    IN_WORDS = "in_words", pgettext_lazy("answer of a union", "An answer in words")


# A question, a referral and mere words are answers that leave the call open.
OPEN_ANSWERS = (Answer.QUESTION, Answer.REFERS_ELSEWHERE, Answer.IN_WORDS)


class NoReason(TextChoices):
    LAW_FORBIDS = "law_forbids", pgettext_lazy("reason for a no", "Our law forbids it")
    NO_CAPACITY = "no_capacity", pgettext_lazy("reason for a no", "We cannot take it on now")
    NOT_OUR_FIELD = "not_our_field", pgettext_lazy("reason for a no", "It is not our field")
    DISAGREE = "disagree", pgettext_lazy("reason for a no", "We do not agree with the request")
    OTHER = "other", pgettext_lazy("reason for a no", "Another reason")


class Why(TextChoices):
    """Why a union or a person is told, nearest tie first."""

    SAME_WORKSITE = "same_worksite", _("You organise at the same worksite")
    SAME_EMPLOYER = "same_employer", _("You organise at the same employer")
    SAME_PARENT = "same_parent", _("You organise in the same group of companies")
    SAME_SECTOR = "same_sector", _("You organise in the same sector")
    SAME_COUNTRY = "same_country", _("You are in the same country")
    SHARED_LANGUAGE = "shared_language", _("You use a language of the workers concerned")
    ASKED_BY_NAME = "asked_by_name", _("The union that asks chose you")
    FORWARDED = "forwarded", _("A union that was asked passed it on to you")
    FOLLOWS_COUNTRY = "follows_country", _("You follow this country")
    FOLLOWS_SECTOR = "follows_sector", _("You follow this sector")
    FOLLOWS_EMPLOYER = "follows_employer", _("You follow this employer")
    FOLLOWS_ORGANISATION = "follows_organisation", _("You follow this union")
    FOLLOWS_KIND = "follows_kind", _("You follow this kind of help")
    FOLLOWS_LANGUAGE = "follows_language", _("You follow this language")
    PLEDGED = "pledged", _("You pledged help")
    ASKED = "asked", _("You speak for the union that asks")


# The same ties in words for the union that chooses whom to ask.
TIES = {
    Why.SAME_WORKSITE: _("organises at the same worksite"),
    Why.SAME_EMPLOYER: _("organises at the same employer"),
    Why.SAME_PARENT: _("organises in the same group of companies"),
    Why.SAME_SECTOR: _("organises in the same sector"),
    Why.SAME_COUNTRY: _("is in the same country"),
    Why.SHARED_LANGUAGE: _("uses a language of the workers concerned"),
    Why.ASKED_BY_NAME: _("you chose it by name"),
}

# Who organises so near owes an answer; a sector, a country or a language alone puts no one under a clock.
CLOSE_TIES = (Why.SAME_WORKSITE, Why.SAME_EMPLOYER, Why.SAME_PARENT)


class ExtensionReason(TextChoices):
    STRUGGLE_GOES_ON = "struggle_goes_on", pgettext_lazy("reason to extend", "The struggle goes on")
    DECISION_DUE = "decision_due", pgettext_lazy("reason to extend", "We wait for a decision or a judgment")
    HELP_COMES_LATER = "help_comes_later", pgettext_lazy("reason to extend", "Promised help comes later")


class TakeDownReason(TextChoices):
    DANGER = "danger", pgettext_lazy("reason to take down", "Somebody is in danger")
    WITHDRAWN_BY_UNION = "withdrawn_by_union", pgettext_lazy("reason to take down", "Our union withdraws it")
    MISTAKE = "mistake", pgettext_lazy("reason to take down", "It was published by mistake")
    UNTRUE = "untrue", pgettext_lazy("reason to take down", "What it says is not true")


class MembersKnew(TextChoices):
    YES = "yes", pgettext_lazy("did members know of the support", "Yes, most of them")
    SOME = "some", pgettext_lazy("did members know of the support", "Some of them")
    NO = "no", pgettext_lazy("did members know of the support", "No")


# The words of a unit with its number; Arabic has six forms of it.
UNITS = {
    "letters": ngettext_lazy("%(count)s letter", "%(count)s letters", "count"),
    "messages": ngettext_lazy("%(count)s message", "%(count)s messages", "count"),
    "actions": ngettext_lazy("%(count)s action", "%(count)s actions", "count"),
    "funds": ngettext_lazy("%(count)s unit of money", "%(count)s units of money", "count"),
    "words": ngettext_lazy("%(count)s word", "%(count)s words", "count"),
    "hours": ngettext_lazy("%(count)s hour", "%(count)s hours", "count"),
    "person-days": ngettext_lazy("%(count)s person-day", "%(count)s person-days", "count"),
    "interventions": ngettext_lazy("%(count)s intervention", "%(count)s interventions", "count"),
    "signatures": ngettext_lazy("%(count)s signature", "%(count)s signatures", "count"),
    "visits": ngettext_lazy("%(count)s visit", "%(count)s visits", "count"),
    "meetings": ngettext_lazy("%(count)s meeting", "%(count)s meetings", "count"),
    "contacts": ngettext_lazy("%(count)s contact", "%(count)s contacts", "count"),
    "briefs": ngettext_lazy("%(count)s brief", "%(count)s briefs", "count"),
    "sessions": ngettext_lazy("%(count)s session", "%(count)s sessions", "count"),
    "days": ngettext_lazy("%(count)s day", "%(count)s days", "count"),
    "pieces": ngettext_lazy("%(count)s piece", "%(count)s pieces", "count"),
    "items": ngettext_lazy("%(count)s item", "%(count)s items", "count"),
    "nights": ngettext_lazy("%(count)s night", "%(count)s nights", "count"),
    "stops": ngettext_lazy("%(count)s stop", "%(count)s stops", "count"),
    "cases": ngettext_lazy("%(count)s case", "%(count)s cases", "count"),
    "acts": ngettext_lazy("%(count)s act of help", "%(count)s acts of help", "count"),
}
