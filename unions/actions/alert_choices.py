"""What reaches a person, where, and how often."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.actions import follows, unsubscriptions, users
from unions.actions.unsubscriptions import EVERYTHING
from unions.announcements import kinds_of_news
from unions.audit import record
from unions.choices import Channel, Frequency
from unions.localised import number
from unions.models import AlertChoice, Recipient, User
from unions.validators import Refused

Ways = Mapping[Channel, Frequency]
SHORTEST_PAUSE, LONGEST_PAUSE = 1, 60  # days


class QuietHoursUnclear(Refused):
    """Quiet hours have a beginning and another moment as their end, or neither."""

    def __init__(self) -> None:
        super().__init__(_("Say from when and until when, or leave both empty."), field="quiet_until")


class PauseTooLong(Refused):
    """A pause lasts neither no day nor for ever."""

    def __init__(self) -> None:
        words = _("Choose a number of days from %(fewest)s to %(most)s.")
        super().__init__(words % pauses(), field="days")


def pauses() -> dict[str, str]:
    """Return how many days a pause lasts at the fewest and at the most, for words to name."""
    return {"fewest": number(SHORTEST_PAUSE), "most": number(LONGEST_PAUSE)}


def chosen(recipient: Recipient) -> dict[str, dict[Channel, Frequency]]:
    """Return, by kind of news, how often it comes by each channel; two questions.

    Having ended all mail that is not owed is left aside: it says nothing of one kind.
    """
    rows = {(row.kind, row.channel): Frequency(row.frequency) for row in recipient.alert_choices.all()}
    ended = set(recipient.unsubscriptions.values_list("kind", flat=True))
    found: dict[str, dict[Channel, Frequency]] = {}
    for kind in kinds_of_news():
        name, is_ended = kind.name, bool(ended & set(kind.unsubscribed_by))
        by_mail = Frequency.AT_ONCE if kind.is_owed else _of_all(rows, Channel.MAIL)
        found[name] = {Channel.MAIL: Frequency.NEVER if name in ended else rows.get((name, Channel.MAIL), by_mail)}
        for channel in (Channel.PUSH, Channel.CHAT):
            otherwise = Frequency.NEVER if is_ended else _of_all(rows, channel)
            found[name][channel] = rows.get((name, channel), otherwise)
    return found


@transaction.atomic
def change(
    *,
    by: User,
    at: datetime,
    kinds: Mapping[str, Ways],
    is_everything_ended: bool,
    followed: Mapping[Any, Frequency],
    quiet_hours: tuple[time | None, time | None],
    **settings: Any,
) -> None:
    """Keep all choices of the page: kinds of news by channel, follows by their rows, quiet hours, languages, safe mode.

    A channel that is left out of a kind stays as it was. What is owed comes by mail at once or, each kind by itself,
    not at all; ValueError for anything else. Raises QuietHoursUnclear.
    """
    recipient = Recipient.objects.select_for_update().get(user=by)
    _end_and_want_again(recipient, kinds, is_everything_ended, at)
    _choose(recipient, kinds, at)
    _keep_quiet(recipient, quiet_hours, at)
    follows.choose_frequencies(by=by, frequencies=followed)
    if any(getattr(by, name) != value for name, value in settings.items()):
        users.change(by=by, at=at, **settings)


@transaction.atomic
def pause(*, by: User, days: int, at: datetime) -> datetime:
    """Tell nothing but what is owed for so many days; return until when. Raises PauseTooLong."""
    if not SHORTEST_PAUSE <= days <= LONGEST_PAUSE:
        raise PauseTooLong
    until = at + timedelta(days=days)
    Recipient.objects.filter(user=by).update(paused_until=until)
    record("recipient.paused", by.recipient, by=by, at=at)
    return until


@transaction.atomic
def end_pause(*, by: User, at: datetime) -> None:
    """Tell everything again from now on; twice does no harm."""
    if Recipient.objects.filter(user=by, paused_until__isnull=False).update(paused_until=None):
        record("recipient.pause_ended", by.recipient, by=by, at=at)


def _of_all(rows: Mapping[tuple[str, str], Frequency], channel: Channel) -> Frequency:
    return rows.get(("", channel), Frequency.AT_ONCE)


def _end_and_want_again(
    recipient: Recipient, kinds: Mapping[str, Ways], is_everything_ended: bool, at: datetime
) -> None:
    """Make the unsubscriptions what was chosen; those from kinds that were not asked for stay."""
    ended = set(recipient.unsubscriptions.values_list("kind", flat=True))
    wanted = {name for name, ways in kinds.items() if ways[Channel.MAIL] == Frequency.NEVER}
    wanted |= {EVERYTHING} if is_everything_ended else set()
    for kind in sorted(wanted - ended):
        unsubscriptions.unsubscribe(recipient=recipient, kind=kind, by=recipient, at=at)
    for kind in sorted((ended - wanted) & {EVERYTHING, *kinds}):
        unsubscriptions.resubscribe_alone(recipient=recipient, kind=kind, by=recipient, at=at)


def _choose(recipient: Recipient, kinds: Mapping[str, Ways], at: datetime) -> None:
    """Write a row for each choice: of mail where it is gathered, of devices and chats always."""
    owed = {kind.name for kind in kinds_of_news() if kind.is_owed}
    pairs = {(name, channel): frequency for name, ways in kinds.items() for channel, frequency in ways.items()}
    if any(name in owed and channel == Channel.MAIL and f in _GATHERED for (name, channel), f in pairs.items()):
        raise ValueError("What is owed is never gathered.")
    rows = {pair: f for pair, f in pairs.items() if pair[1] != Channel.MAIL or f in _GATHERED}
    asked = {("", channel) for _name, channel in pairs} | set(pairs)
    before = {(row.kind, row.channel): row for row in recipient.alert_choices.all()}
    stale = [row.pk for pair, row in before.items() if pair in asked and rows.get(pair) != row.frequency]
    fresh = [pair for pair, f in rows.items() if pair not in before or before[pair].frequency != f]
    recipient.alert_choices.filter(pk__in=stale).delete()
    AlertChoice.objects.bulk_create(
        AlertChoice(recipient=recipient, kind=name, channel=channel, frequency=rows[name, channel])
        for name, channel in fresh
    )
    if stale or fresh:
        record("recipient.alerts_chosen", recipient, by=recipient, at=at)


_GATHERED = (Frequency.DAILY, Frequency.WEEKLY)


def _keep_quiet(recipient: Recipient, hours: tuple[time | None, time | None], at: datetime) -> None:
    quiet_from, quiet_until = hours
    if (quiet_from is None) != (quiet_until is None) or (quiet_from is not None and quiet_from == quiet_until):
        raise QuietHoursUnclear
    if (recipient.quiet_from, recipient.quiet_until) != hours:
        recipient.quiet_from, recipient.quiet_until = hours
        recipient.save(update_fields=["quiet_from", "quiet_until"])
        record("recipient.quiet_hours_changed", recipient, by=recipient, at=at)
