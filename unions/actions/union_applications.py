"""What a union does that asks to come in: it begins, answers, sends, withdraws, appeals; without an account."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from unions.actions import look_alikes
from unions.announcements import announce, announce_again
from unions.audit import record
from unions.choices import ApplicationState, CheckKind, CheckResult, LegalStatus
from unions.mail.single import single_mail
from unions.models import Organisation, UnionApplication
from unions.retention.admission import forget_files
from unions.validators import Refused, check_fields

MOST_MAILS_TO_AN_ADDRESS = 3  # in 24 hours
A_DAY = 24 * 60 * 60  # seconds
MOST_BEGUN = 60  # by anybody, in an hour
REQUIRED = (
    "name", "country", "contact_address", "languages", "sectors", "legal_status", "registration", "call_back",
    "independence", "elections",
)  # fmt: skip
CONDUCT = _(
    "We accept the rules of conduct: we ask and answer honestly, name nobody who could be harmed, keep to ourselves"
    " what the network shares, and keep what we promise."
)
DATA_PROTECTION = _(
    "We agree that this portal holds what we write here, so that people of the network can check it. Files and private"
    " answers are deleted 90 days after the decision."
)


class Ended(Refused):
    """The application is past the point where this could be done."""

    def __init__(self) -> None:
        super().__init__(_("This can no longer be done: the application has moved on."))


class NotWhole(Refused):
    """Answers are missing; which, `missing` says."""

    def __init__(self) -> None:
        super().__init__(_("Some answers are still missing."))


class TooManyAtOnce(Refused):
    """So many begin at once that somebody may be playing with it."""

    def __init__(self) -> None:
        super().__init__(_("Very many unions are writing to us right now. Please try again in an hour."))


class Begun(NamedTuple):
    """A new application and the token of its link, which is mailed and held nowhere."""

    application: UnionApplication
    token: str


def hashed(token: str) -> str:
    """Return what is held of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def begin(*, at: datetime, by: None = None, organisation: Organisation | None = None, **answers: Any) -> Begun:
    """Begin an application with its first answers and mail the link by which it goes on.

    Whoever begins learns nothing of the address: known, new or written to too often, all is answered alike.
    `organisation` is the entry of the directory from which they come. Raises TooManyAtOnce, Refused.
    """
    if UnionApplication.objects.filter(made_at__gt=at - timedelta(hours=1)).count() >= MOST_BEGUN:
        raise TooManyAtOnce
    token = secrets.token_urlsafe(32)
    application = UnionApplication(
        token_hash=hashed(token), organisation=organisation, made_at=at, changed_at=at, **answers
    )
    check_fields(application, answers)
    application.save()
    record("union_application.begun", application, by=None, at=at, to_state=application.state)
    _write_to(application, token)
    return Begun(application, token)


@transaction.atomic
def change(*, application: UnionApplication, at: datetime, token: str, by: None = None, **answers: Any) -> None:
    """Keep answers of an application that is being written; a new address gets the link. Raises Ended, Refused."""
    held = _held(application, ApplicationState.APPLYING)
    address, sectors = held.contact_address, answers.pop("sectors", None)
    for name, value in answers.items():
        setattr(held, name, value)
    check_fields(held, answers)
    held.changed_at = at
    held.save(update_fields=[*answers, "changed_at"])
    if sectors is not None:
        held.sectors.set(sectors)
    if held.contact_address.strip().lower() != address.strip().lower():
        _write_to(held, token)


def missing(application: UnionApplication) -> list[str]:
    """Return the names of the answers without which it cannot be sent."""
    given = {name: getattr(application, name) for name in REQUIRED if name != "sectors"}
    given["sectors"] = application.sectors.exists()
    given["legal_status"] = application.legal_status != LegalStatus.UNKNOWN
    return [name for name in REQUIRED if not given[name]]


@transaction.atomic
def send(
    *, application: UnionApplication, at: datetime, may_tell_own_country: bool, consent_wording: str, by: None = None
) -> UnionApplication:
    """Send it to those who vet, mark the names it looks like, ask for the word of others. Raises NotWhole, Ended."""
    held = _held(application, ApplicationState.APPLYING)
    if missing(held):
        raise NotWhole
    held.state, held.submitted_at, held.changed_at = ApplicationState.SUBMITTED, at, at
    held.may_tell_own_country, held.consent_wording = may_tell_own_country, consent_wording
    held.save(update_fields=["state", "submitted_at", "changed_at", "may_tell_own_country", "consent_wording"])
    held.looks_like.set(look_alikes.approved_like(held.name, held.acronym))
    held.checks.update_or_create(kind=CheckKind.CONDUCT, defaults={"result": CheckResult.PASS, "at": at})
    _record(held, "sent", ApplicationState.APPLYING, at)
    for kind in ("application_vote", "application_open", "vouch_wanted"):
        announce(kind, held, by=None, at=at)
    return held


@transaction.atomic
def withdraw(*, application: UnionApplication, at: datetime, by: None = None) -> None:
    """Take an application back before it is decided on; what was never sent is deleted at once. Raises Ended."""
    held = _held(application, ApplicationState.APPLYING, ApplicationState.SUBMITTED)
    if held.state == ApplicationState.APPLYING:
        record("union_application.discarded", held, by=None, at=at, from_state=held.state)
        forget_files(held.evidence.all())
        held.delete()
        return
    held.state, held.decided_at = ApplicationState.WITHDRAWN, at
    held.save(update_fields=["state", "decided_at"])
    _record(held, "withdrawn", ApplicationState.SUBMITTED, at)


@transaction.atomic
def appeal(*, application: UnionApplication, words: str, at: datetime, by: None = None) -> UnionApplication:
    """Ask, once, that other admins look at a refusal; all earlier decisions fall. Raises Ended, Refused."""
    held = _held(application, ApplicationState.DECLINED)
    if held.appealed_at is not None:
        raise Ended
    held.appeal = words.strip()
    if not held.appeal:
        raise Refused(_("Say why it should be looked at again."), field="words")
    check_fields(held, ["appeal"])
    held.state, held.appealed_at, held.decided_at = ApplicationState.SUBMITTED, at, None
    held.save(update_fields=["state", "appeal", "appealed_at", "decided_at"])
    held.decisions.standing().update(overturned_at=at)
    _record(held, "appealed", ApplicationState.DECLINED, at)
    announce_again("application_vote", held, by=None, at=at)
    return held


def new_link(application: UnionApplication) -> str:
    """Give an application a new link in place of the old one, and return its address; for the mail that carries it."""
    token = secrets.token_urlsafe(32)
    application.token_hash = hashed(token)
    application.save(update_fields=["token_hash"])
    return link(token, application.contact_language)


def link(token: str, language: str) -> str:
    """Return the whole address of an application's own page, in this language."""
    with override(language):
        return settings.SITE_URL + reverse("unions:application-status", args=[token])


def _held(application: UnionApplication, *states: str) -> UnionApplication:
    held: UnionApplication = UnionApplication.objects.select_for_update().get(pk=application.pk)
    if held.state not in states:
        raise Ended
    return held


def _record(application: UnionApplication, what: str, before: str, at: datetime) -> None:
    name = f"union_application.{what}"
    record(name, application, by=None, at=at, from_state=before, to_state=application.state)


def _write_to(application: UnionApplication, token: str) -> None:
    """Mail the link, unless the address has had its share: then nothing is sent, and nothing is said.

    Mails are counted, not applications: one that moves between two addresses, or is thrown away, has been written to.
    """
    address = application.contact_address.strip().lower()
    application.address_hash = salted_hmac("unions.application", address, algorithm="sha256").hexdigest()
    application.save(update_fields=["address_hash"])
    if address and _mails_to(application.address_hash) <= MOST_MAILS_TO_AN_ADDRESS:
        language = application.contact_language
        context = {"url": link(token, language)}
        single_mail("emails/application_link", to=address, language=language, context=context).send()


def _mails_to(address_hash: str) -> int:
    """Return the how manieth mail of a day to this address the next one is; of the address only a hash is held."""
    key = f"application_link:{address_hash}"
    cache.add(key, 0, A_DAY)
    return int(cache.incr(key))
