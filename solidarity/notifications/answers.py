"""News of answers: a union has answered, or owes an answer."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solidarity.choices import LIVE_STATES, OPEN_ANSWERS, Answer, Why
from solidarity.models import Addressee
from solidarity.notifications import grades, groups, reasons
from solidarity.notifications.answer_links import answer_page
from solidarity.notifications.asks import composed_ask
from solidarity.notifications.links import answers_at, link
from solidarity.notifications.quotations import title_of, written_in_call
from solidarity.notifications.readers import contacts_among, readers_of
from solidarity.notifications.reply_addresses import reply_address
from unions.announcements import KindOfNews, Variant, written_in
from unions.choices import Grade
from unions.localised import date_in_zone
from unions.models import Announcement, Recipient
from unions.notifications.circles import because, contacts_of, staff_of


def askers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union that asked."""
    if not _is_alive(announcement.subject):
        return because(Recipient.objects.none(), "")
    asker = announcement.subject.solidarity_request.organisation_id
    return because(Recipient.objects.filter(staff_of([asker])), Why.ASKED.value)


def those_who_owe(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union that is asked, or its contact, while it has not answered."""
    addressee = announcement.subject
    if not _is_alive(addressee) or addressee.answer not in {"", *OPEN_ANSWERS, Answer.DECIDE_BY}:
        return because(Recipient.objects.none(), "")
    asked = [addressee.organisation_id]
    concerned = readers_of(addressee.solidarity_request).filter(staff_of(asked) | contacts_of(asked))
    return because(concerned, (addressee.reasons or [Why.ASKED_BY_NAME])[0])


def answer_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what kind of answer came and, where it may be told, from whom."""
    addressee = announcement.subject
    url = link("request-manage", addressee.solidarity_request.public_id)
    is_public = variant.grade == Grade.PUBLIC
    return {
        "organisation": addressee.organisation.name if is_public else "",
        "quotes": title_of(addressee.solidarity_request, variant),
        "answer": Answer(addressee.answer).label if addressee.answer else "",
        "why": reasons.in_words(variant.why),
        "portal_url": url,
        "actions": [{"text": _("Read the answer"), "url": url}],
    }


def reminder_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the ask once more, with the moment until which an answer is wanted."""
    addressee = announcement.subject
    ask = composed_ask(addressee.solidarity_request, variant.language, variant.grade, variant.reads)
    is_contact = bool(variant.told_as)
    url = answer_page(addressee.public_id) if is_contact else link("answer-create", addressee.public_id)
    return {
        "ask": ask,
        "do_nots": ask.do_nots,
        "answer_by": date_in_zone(addressee.due_at, variant.time_zone) if addressee.due_at else "",
        "why": reasons.in_words(variant.why),
        "portal_url": url,
        "actions": answers_at(url),
    }


def reply_to(announcement: Announcement, variant: Variant, recipient: Recipient) -> str:
    """Return where the union that owes an answer gives it by mail."""
    return reply_address(announcement.subject.public_id, recipient, variant)


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about the request may say."""
    return grades.of_request(announcement.subject.solidarity_request)


def _is_alive(addressee: Addressee | None) -> bool:
    return addressee is not None and addressee.solidarity_request.state in LIVE_STATES


KINDS = [
    KindOfNews(
        name="answer_given",
        label=gettext_lazy("A union has answered our request"),
        group=groups.OWN_REQUESTS,
        audience=askers,
        grade=grade,
        context=answer_context,
        quotes=lambda announcement: written_in(announcement.subject.solidarity_request),
    ),
    KindOfNews(
        name="answer_due",
        label=gettext_lazy("Our union owes an answer"),
        group=groups.CALLS,
        audience=those_who_owe,
        grade=grade,
        context=reminder_context,
        told_as=contacts_among,
        quotes=lambda announcement: written_in_call(announcement.subject.solidarity_request),
        reply_to=reply_to,
        is_owed=True,
    ),
]
