"""What the roof holds of people: why, how long, and what happens then."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from solidarity.alerts.models import AlertDelivery, InboxFeed
from solidarity.choices import OPEN_PLEDGE_STATES, PledgeState, RequestState, ShownAs
from solidarity.models import Delivery, GuestPledge, Photo, Pledge, ReplyDraft, SolidarityRequest
from unions import retention as unions_retention
from unions.models import User
from unions.retention import NOBODY, ONESELF, Clock, Rule, when_erased, when_handed_back

CONTACTS_AND_PHOTOS = timedelta(days=30)
ARCHIVE_AFTER = timedelta(days=365)
# Longer than any request runs: whoever was told must be told of a take-down. A delivery names a recipient by key and
# holds no address; the mail itself holds one until it is handed over, or for a week (`empty_mails`).
DELIVERIES = timedelta(days=365)
REPLIES = timedelta(days=30)
ENDED_STATES = (RequestState.CLOSED, RequestState.TAKEN_DOWN)


def empty_contacts(at: datetime) -> int:
    """Empty contact and place of requests that ended a month ago."""
    ended = _ended_before(at - CONTACTS_AND_PHOTOS).exclude(contact="", place="")
    return int(ended.update(contact="", place=""))


def delete_photos(at: datetime) -> int:
    """Delete photos, rows and files, of requests that ended a month ago."""
    photos = list(Photo.objects.filter(solidarity_request__in=_ended_before(at - CONTACTS_AND_PHOTOS)))
    for photo in photos:
        transaction.on_commit(partial(photo.image.storage.delete, str(photo.image.name)))
        photo.delete()
    return len(photos)


def empty_archived_pledges(at: datetime) -> int:
    """Empty what pledgers wrote, and how they are shown, on requests that ended a year ago; the numbers stay."""
    pledges = Pledge.objects.filter(need__solidarity_request__in=_ended_before(at - ARCHIVE_AFTER))
    Delivery.objects.filter(pledge__in=pledges).exclude(note="").update(note="")
    shown = pledges.exclude(message="", shown_as=ShownAs.NOBODY, country="")
    return int(shown.update(message="", shown_as=ShownAs.NOBODY, country="", contact_ok=False))


def forget_guests(at: datetime) -> int:
    """Delete pledges that no guest confirmed in 24 hours."""
    return int(GuestPledge.objects.expired(at).delete()[0])


def forget_deliveries(at: datetime) -> int:
    """Delete who was told what, a year after the news went out."""
    over = AlertDelivery.objects.filter(announcement__finished_at__lt=at - DELIVERIES)
    return int(over.delete()[0])


def forget_replies(at: datetime) -> int:
    """Delete replies by mail a month after they came, confirmed or not; what was confirmed is the union's answer."""
    return int(ReplyDraft.objects.filter(received_at__lt=at - REPLIES).delete()[0])


def _ended_before(moment: datetime) -> QuerySet[SolidarityRequest]:
    ended = SolidarityRequest.objects.filter(state__in=ENDED_STATES)
    return ended.filter(closed_at__lt=moment) | ended.filter(taken_down_at__lt=moment)


NIGHTLY = (empty_contacts, delete_photos, empty_archived_pledges, forget_guests, forget_deliveries, forget_replies)


def run(at: datetime) -> dict[str, int]:
    """End what is over here; return how many rows each rule ended."""
    return unions_retention.run(at, NIGHTLY)


@when_erased
def forget_inbox(user: User) -> None:
    """Delete the private feed of a person who erases their account, and when they read what."""
    InboxFeed.objects.filter(recipient__user=user).delete()
    AlertDelivery.objects.filter(recipient__user=user, read_at__isnull=False).update(read_at=None)


@when_handed_back
def end_feed(user: User) -> None:
    """End the private feed of an account that is given back to its person: somebody else may have its address."""
    InboxFeed.objects.filter(recipient__user=user).delete()


@when_erased
def forget_pledger(user: User) -> None:
    """Withdraw open pledges of a person who erases their account, and empty what the others say of them.

    The count of places follows in the night.
    """
    if user.email:
        GuestPledge.objects.filter(address_hash=GuestPledge.hash_of(user.email)).delete()
    ReplyDraft.objects.filter(recipient__user=user).delete()
    own = Pledge.objects.filter(user=user)
    GuestPledge.objects.filter(pledge__in=own).delete()
    own.filter(state__in=OPEN_PLEDGE_STATES).update(state=PledgeState.WITHDRAWN, held_until=None)
    Delivery.objects.filter(pledge__in=own).update(note="")
    own.update(message="", shown_as=ShownAs.NOBODY, country="", contact_ok=False)


_ONE_MONTH = _("until 30 days after the request has ended")
_ONE_YEAR = _("until a year after the request has ended")
_WITH_REQUEST = _("as long as the request is held")
_ONE_DAY = _("24 hours, if it is not confirmed")
_ASKER = _("the union that asks")
_READERS = _("those who may read the request")
_STAFF = _("nobody on a page; it stands in the trail")
_ARCHIVED = Clock("need__solidarity_request__closed_at", ARCHIVE_AFTER)


def of_request(purpose: Any, seen_by: Any = _STAFF) -> Rule:
    """A thing that stays as long as the request does."""
    return Rule(purpose, _WITH_REQUEST, seen_by=seen_by)


def of_guest(purpose: Any, seen_by: Any = NOBODY) -> Rule:
    """A thing of a pledge that nobody has confirmed yet."""
    return Rule(purpose, _ONE_DAY, forget_guests, seen_by)


def of_pledge(purpose: Any, seen_by: Any = _ASKER, clock: Clock | None = _ARCHIVED) -> Rule:
    """A thing that goes from a pledge when its request is archived."""
    return Rule(purpose, _ONE_YEAR, empty_archived_pledges, seen_by, clock)


def of_photo(purpose: Any, seen_by: Any) -> Rule:
    """A thing of a picture, which goes a month after its request."""
    clock = Clock("solidarity_request__closed_at", CONTACTS_AND_PHOTOS)
    return Rule(purpose, _ONE_MONTH, delete_photos, seen_by, clock)


def of_feed(purpose: Any, seen_by: Any = NOBODY) -> Rule:
    """A thing of a person's private feed."""
    return Rule(purpose, _("until the person ends the feed or erases the account"), seen_by=seen_by)


def of_reply(purpose: Any, seen_by: Any = _STAFF) -> Rule:
    """A thing of a reply by mail that waits for its writer."""
    clock = Clock("received_at", REPLIES)
    keep = _("until it is confirmed or thrown away, 30 days at most; gone at once when the account is erased")
    return Rule(purpose, keep, forget_replies, seen_by, clock)


_STORY = of_request(_("to say what happens and what would help, to those who may read the request"), _READERS)

RULES: dict[str, Rule] = {
    "solidarity.SolidarityRequest.made_by": of_request(_("to answer for what was asked")),
    "solidarity.SolidarityRequest.opened_by": of_request(_("to answer for who opened it wider")),
    "solidarity.SolidarityRequest.contact": Rule(
        _("so that the unions asked can reach the union that asks; encrypted"),
        _ONE_MONTH,
        empty_contacts,
        _("the union that asks, and staff of the unions that it asked"),
    ),
    "solidarity.SolidarityRequest.place": Rule(
        _("so that help finds its way; encrypted"),
        _ONE_MONTH,
        empty_contacts,
        _("the union that asks, and those whom it chose for the place"),
    ),
    "solidarity.SolidarityRequest.voucher_remark": Rule(
        _("to say what a union should change before the union that vouched for it publishes"),
        _("until the request is published or its draft thrown away"),
        seen_by=_("the union that asks"),
    ),
    "solidarity.SolidarityRequest.title": _STORY,
    "solidarity.SolidarityRequest.what_happens": _STORY,
    "solidarity.SolidarityRequest.own_action": _STORY,
    "solidarity.SolidarityRequest.demands": _STORY,
    "solidarity.SolidarityRequest.background": _STORY,
    "solidarity.SolidarityRequest.further_do_not": _STORY,
    "solidarity.SolidarityRequest.symbolic_reason": _STORY,
    "solidarity.Need.title": _STORY,
    "solidarity.Photo.alt_text": of_photo(_("so that those who do not see know what it shows"), _READERS),
    "solidarity.Photo.image": of_photo(_("to show what happens"), _READERS),
    "solidarity.Photo.added_by": of_photo(_("to answer for a picture"), _STAFF),
    "solidarity.Addressee.answered_by": of_request(_("to answer for what a union said")),
    "solidarity.Addressee.text": of_request(
        _("what a union answers; only the union that asks reads it"), _("the union that asks, and the one that answers")
    ),
    "solidarity.Endorsement.made_by": of_request(_("to answer for who spoke for a union")),
    "solidarity.CampaignLink.attached_by": of_request(_("to answer for who attached it")),
    "solidarity.CheckIn.by": of_request(_("to answer for a sign of safety")),
    "solidarity.ClosingReport.by": of_request(_("to answer for a report")),
    "solidarity.ClosingReport.thanks": of_request(_("to thank those who helped"), _READERS),
    "solidarity.Pledge.user": Rule(
        _("so that people see their own pledges and are told what came of them; the union that asks does not see it"),
        _("as long as the account"),
        seen_by=ONESELF,
    ),
    "solidarity.Pledge.made_by": of_request(_("to answer for what a union promised")),
    "solidarity.Pledge.message": of_pledge(_("a word to the workers")),
    "solidarity.Pledge.country": of_pledge(_("to show where help comes from")),
    "solidarity.Pledge.shown_as": of_pledge(_("to show no more than was agreed")),
    "solidarity.Delivery.note": of_pledge(_("to say how help was sent"), clock=None),
    "solidarity.Delivery.confirmed_by": of_request(_("to answer for what arrived")),
    "solidarity.GuestPledge.address": of_guest(
        _("to send the link that confirms a pledge; encrypted, and empty once it is confirmed")
    ),
    "solidarity.GuestPledge.address_hash": of_guest(_("so that one address asks once")),
    "solidarity.GuestPledge.token_hash": of_guest(_("to know the link again")),
    "solidarity.GuestPledge.message": of_guest(_("a word to the workers")),
    "solidarity.GuestPledge.country": of_guest(_("to show where help comes from")),
    "solidarity.GuestPledge.shown_as": of_guest(_("to show no more than was agreed")),
    "solidarity.GuestPledge.consent_wording": of_guest(_("to prove what was agreed")),
    "solidarity.ReplyDraft.recipient": of_reply(_("to answer for a reply by mail, and to count each once")),
    "solidarity.ReplyDraft.text": of_reply(
        _("what somebody of a union that is asked wrote in reply to a mail, until they confirm it; encrypted"),
        ONESELF,
    ),
    "unions.Update.posted_by": of_request(_("to answer for news")),
    "unions.Update.text": of_request(_("to tell how it goes"), _("those for whom its author meant it")),
    "alerts.InboxFeed.recipient": of_feed(
        _("so that a feed reader of the person's own choice tells them what a mail would"), ONESELF
    ),
    "alerts.InboxFeed.token_hash": of_feed(
        _("to know the address of the feed again; the address itself is held nowhere")
    ),
    "alerts.AlertDelivery.read_at": Rule(
        _("to show the person what they have not read yet"),
        _("until a year after the news went out; gone at once when the account is erased"),
        forget_deliveries,
        ONESELF,
        Clock("announcement__finished_at", DELIVERIES),
    ),
    "alerts.AlertDelivery.recipient": Rule(
        _("so that nobody is told twice, and who was told can be told that it is over"),
        _("until a year after the news went out"),
        forget_deliveries,
        NOBODY,
        Clock("announcement__finished_at", DELIVERIES),
    ),
}
