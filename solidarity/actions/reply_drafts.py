"""Answers that come by mail: kept as drafts, and given by one click."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from solidarity.actions import addressees
from solidarity.alerts.variants import told_in
from solidarity.choices import Answer, NoReason
from solidarity.models import Addressee, ReplyDraft
from solidarity.notifications.answer_links import answer_page
from solidarity.notifications.links import link
from solidarity.notifications.reply_addresses import Replied, may_answer
from solidarity.querysets.reply_draft import address_mark
from unions.audit import record
from unions.mail.incoming.quoting import shortened
from unions.mail.single import single_mail
from unions.models import Recipient, User
from unions.validators import Refused

MOST_REPLIES = 10  # that wait, by one reply address in a day: more is a loop, or somebody who should come to the page
A_DAY = timedelta(days=1)
LONGEST = 1000  # as any answer
BY_ONE_CLICK = (Answer.IN_WORDS, Answer.NOT_NOW, Answer.NO)


class Settled(Refused):
    """The reply was sent or thrown away already."""


class NoLongerTheirs(Refused):
    """Who wrote the reply does not answer for the union any more."""


@transaction.atomic
def keep(*, replied: Replied, words: str, has_attachments: bool, source: bytes, at: datetime) -> ReplyDraft | None:
    """Keep a reply as a draft and mail its writer the way to confirm it; the mail goes to the address we know alone.

    Of one writer and call so many are kept that wait since a day; with one more the mail asks to come to the page, and
    what comes then is not kept. Returns None where nothing is: no words, the same mail again, or too many.
    """
    addressee = Addressee.objects.select_for_update(of=("self",)).get(pk=replied.addressee.pk)
    same = ReplyDraft.objects.filter(addressee=addressee, recipient=replied.recipient)
    own = ReplyDraft.objects.shown_to_writer(addressee, replied.recipient)
    waiting = own.filter(received_at__gt=at - A_DAY).count()
    mark = salted_hmac("solidarity.reply_draft", source, algorithm="sha256").hexdigest()
    if not words or same.filter(mark=mark).exists() or waiting > MOST_REPLIES:
        return None
    draft: ReplyDraft = ReplyDraft.objects.create(
        addressee=addressee,
        recipient=replied.recipient,
        text=shortened(words, LONGEST),
        language=replied.recipient.language,
        has_attachments=has_attachments,
        mark=mark,
        address_mark=address_mark(replied.recipient),
        received_at=at,
    )
    record("reply_received", addressee, by=replied.recipient, at=at)
    _write_back(draft, replied, "emails/reply_received" if waiting < MOST_REPLIES else "emails/replies_waiting")
    return draft


@transaction.atomic
def confirm(*, draft: ReplyDraft, answer: str, by: User | Recipient, at: datetime) -> Addressee:
    """Give the union's answer in the words of one's own reply, while one may answer for it.

    Raises Settled, NoLongerTheirs, or what `addressees.answer` raises.
    """
    found = _locked(draft, by)
    if not may_answer(found.recipient, found.addressee):
        raise NoLongerTheirs(_("You do not answer for this union any more."))
    if answer not in BY_ONE_CLICK:
        raise addressees.NotWhole(_("Choose an answer."))
    no_reason = NoReason.OTHER.value if answer == Answer.NO else ""
    words: dict[str, Any] = {"text": found.text, "language": found.language, "no_reason": no_reason}
    answered = addressees.answer(addressee=found.addressee, answer=answer, by=by, at=at, **words)
    _settle(found, at)
    return answered


@transaction.atomic
def discard(*, draft: ReplyDraft, by: User | Recipient, at: datetime) -> None:
    """Throw one's own reply away; nobody else has read it. Raises Settled."""
    found = _locked(draft, by)
    _settle(found, at)
    record("reply_discarded", found.addressee, by=by, at=at)


def _locked(draft: ReplyDraft, by: User | Recipient) -> ReplyDraft:
    writer = by.recipient if isinstance(by, User) else by
    own = ReplyDraft.objects.select_for_update(of=("self",)).shown_to_writer(draft.addressee, writer)
    joined = own.select_related("recipient__user", "addressee__solidarity_request__organisation")
    found: ReplyDraft | None = joined.filter(pk=draft.pk).first()
    if found is None:
        raise Settled(_("This reply was sent or thrown away already."))
    return found


def _settle(draft: ReplyDraft, at: datetime) -> None:
    draft.text, draft.settled_at = "", at
    draft.save(update_fields=["text", "settled_at"])


def _write_back(draft: ReplyDraft, replied: Replied, stem: str) -> None:
    """Write to the recipient, whoever the mail says it is from; in words that say nothing of the request."""
    language = told_in(replied.recipient)
    with translation.override(language):
        is_contact = replied.recipient.user_id is None
        page = (
            answer_page(draft.addressee.public_id) if is_contact else link("answer-create", draft.addressee.public_id)
        )
    context = {"url": f"{page}#reply-title", "has_attachments": draft.has_attachments}
    mail = single_mail(stem, to=replied.recipient.address, language=language, context=context)
    mail.extra_headers |= {"Auto-Submitted": "auto-replied"}
    mail.send()
