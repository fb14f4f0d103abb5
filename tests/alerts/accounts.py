"""People of every sort, and a plain account, without SQL, of which rows a piece of news brings them, and for when."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.utils import timezone

from solidarity.alerts.models import AlertDelivery
from unions.models import AlertChoice, OwnChannel, Unsubscription, User

Rows = dict[tuple[int, str], tuple[str, str, datetime]]

ZONES = ["UTC", "Asia/Kathmandu", "America/Lima", "Pacific/Kiritimati", "Nowhere/City"]  # none with a summer time
ANOTHER_KIND = "something_else"
EAGERNESS = ["at_once", "daily", "weekly"]


@dataclass
class Person:
    """Somebody of an audience, and all that decides what they are told; `followed` holds where the news is followed."""

    zone: str
    followed: str
    is_active: bool
    has_address: bool
    is_confirmed: bool
    is_suspended: bool
    is_paused: bool
    quiet: tuple[time, time] | None
    ended: list[str]
    own: dict[str, str]
    choices: dict[tuple[str, str], str]
    pk: int = 0


def somebody(chosen: random.Random, kind: str) -> Person:
    """Return a person of any sort; what stops all mail is rare enough to hide little else."""

    def rarely() -> bool:
        return chosen.random() < 0.1

    begins, ends = chosen.sample(range(24), 2)
    states = ["", "", "in use", "in use", "suspended", "without its code"]
    return Person(
        zone=chosen.choice(ZONES),
        followed=chosen.choice(EAGERNESS),
        is_active=not rarely(),
        has_address=not rarely(),
        is_confirmed=not rarely(),
        is_suspended=rarely(),
        is_paused=rarely(),
        quiet=chosen.choice([None, (time(begins, 30), time(ends, 15))]),
        ended=[each for each in (kind, "", ANOTHER_KIND) if rarely()],
        own={channel: chosen.choice(states) for channel in ("push", "chat")},
        choices=some_choices(chosen, kind),
    )


def some_choices(chosen: random.Random, kind: str) -> dict[tuple[str, str], str]:
    """Return how often somebody wants some kinds by some channels."""
    offered = {"mail": EAGERNESS, "push": ["at_once", "never"], "chat": ["at_once", "never"]}
    pairs = [(channel, each) for channel in offered for each in (kind, "", ANOTHER_KIND)]
    return {pair: chosen.choice(offered[pair[0]]) for pair in pairs if chosen.random() < 0.3}


def settle(person: Person, user: User) -> None:
    """Make the rows of this user say what the person is."""
    user.time_zone, user.is_active = person.zone, person.is_active
    user.email = user.email if person.has_address else None
    user.save()
    EmailAddress.objects.filter(user=user).update(verified=person.is_confirmed)
    own, now = user.recipient, timezone.now()
    own.suspended_at = now if person.is_suspended else None
    own.paused_until = now + timedelta(days=1 if person.is_paused else -1)
    own.quiet_from, own.quiet_until = person.quiet or (None, None)
    own.save()
    person.pk = own.pk
    for kind in person.ended:
        Unsubscription.objects.create(recipient=own, kind=kind, at=now)
    for (channel, kind), frequency in person.choices.items():
        AlertChoice.objects.create(recipient=own, channel=channel, kind=kind, frequency=frequency)
    for channel, state in person.own.items():
        fields = {"suspended": {"suspended_at": now}, "without its code": {"code": "123456"}}.get(state, {})
        if state:
            OwnChannel.objects.create(recipient=own, channel=channel, name="Mine", address="{}", made_at=now, **fields)


@dataclass(frozen=True)
class Account:
    """What one piece of news brings, written down at one moment."""

    kind: str
    is_owed: bool
    is_urgent: bool
    is_followed: bool
    now: datetime

    def rows(self, people: list[Person]) -> Rows:
        """Return the state, the reason and the moment of each row, by recipient and channel."""
        return {(person.pk, channel): row for person in people for channel, row in self._rows(person).items()}

    def _rows(self, person: Person) -> dict[str, tuple[str, str, datetime]]:
        presses = self.is_urgent or self.is_owed
        followed = person.followed if self.is_followed and not presses else "at_once"
        by_mail = "at_once" if presses else max(followed, self._chosen(person, "mail"), key=EAGERNESS.index)
        reason = self._hindrance(person)
        moment = self._at_once(person) if by_mail == "at_once" else self._at_seven(person, by_mail)
        state = "suppressed" if reason else "waiting"
        rows = {"mail" if by_mail == "at_once" else "digest": (state, reason, moment)}
        for channel in ("push", "chat"):
            if followed == "at_once" and self._comes_by(person, channel):
                rows[channel] = ("waiting", "", self._at_once(person))
        return rows

    def _hindrance(self, person: Person) -> str:
        reasons = {
            "gone": not person.is_active,
            "no_address": not person.has_address,
            "not_confirmed": not person.is_confirmed,
            "suspended": person.is_suspended,
            "unsubscribed": self._has_ended(person),
            "paused": person.is_paused and not self.is_owed,
        }
        return next((reason for reason, holds in reasons.items() if holds), "")

    def _comes_by(self, person: Person, channel: str) -> bool:
        if not person.is_active or person.own[channel] != "in use" or (person.is_paused and not self.is_owed):
            return False
        if self._has_ended(person) and (channel, self.kind) not in person.choices:
            return False
        return self._chosen(person, channel) == "at_once"

    def _has_ended(self, person: Person) -> bool:
        return self.kind in person.ended or ("" in person.ended and not self.is_owed)

    def _chosen(self, person: Person, channel: str) -> str:
        return person.choices.get((channel, self.kind)) or person.choices.get((channel, "")) or "at_once"

    def _at_once(self, person: Person) -> datetime:
        if self.is_urgent or person.quiet is None:
            return self.now
        wall = self._wall(person)
        return self.now if (end := _end_of_quiet(person.quiet, wall)) is None else end

    def _at_seven(self, person: Person, how_often: str) -> datetime:
        """Return seven o'clock on their wall, or the end of the quiet that is then: the next of any day or a Monday."""
        wall = self._wall(person)
        seven = (wall - timedelta(days=9)).replace(hour=7, minute=0, second=0, microsecond=0)
        mornings = (seven + timedelta(days=days) for days in range(18))
        wanted = (each for each in mornings if how_often != "weekly" or each.weekday() == 0)
        moments = ((person.quiet and _end_of_quiet(person.quiet, each)) or each for each in wanted)
        return next(moment for moment in moments if moment > wall)

    def _wall(self, person: Person) -> datetime:
        return self.now.astimezone(ZoneInfo("UTC" if person.zone == "Nowhere/City" else person.zone))


def _end_of_quiet(quiet: tuple[time, time], wall: datetime) -> datetime | None:
    """Return when the quiet hours end in which this moment is; None where it is in none."""
    (begins, ends), hour = quiet, wall.time()
    if not (begins <= hour < ends if begins < ends else hour >= begins or hour < ends):
        return None
    day = wall.date() if hour < ends else wall.date() + timedelta(days=1)
    return datetime.combine(day, ends, wall.tzinfo)


def written() -> Rows:
    """Return the rows that there are."""
    rows = AlertDelivery.objects.values_list("recipient_id", "channel", "state", "reason", "not_before")
    return {(recipient, channel): (state, reason, at) for recipient, channel, state, reason, at in rows}
