"""What a person chooses to be told, where and how often; and what the choices are written as."""

from datetime import time, timedelta
from typing import Any

import pytest

from tests import factories
from tests.factories import NOW
from unions import retention
from unions.actions import alert_choices, follows, unsubscriptions, users
from unions.announcements import kinds_of_news
from unions.choices import Channel, Frequency
from unions.models import AlertChoice, AuditEvent, Follow, OwnChannel, Recipient, User

OPENED, ADDRESSED = "request_opened", "request_addressed"
MAIL, PUSH = Channel.MAIL, Channel.PUSH


def change(person: User, **choices: Any) -> None:
    """Choose nothing in particular, but for these."""
    plain: dict[str, Any] = {"kinds": {}, "is_everything_ended": False, "followed": {}, "quiet_hours": (None, None)}
    alert_choices.change(by=person, at=NOW, **(plain | choices))


def rows(person: User) -> set[tuple[str, str, str]]:
    """Return the rows of a person's choices."""
    return set(person.recipient.alert_choices.values_list("kind", "channel", "frequency"))


def acts() -> list[str]:
    """Return what the trail holds of recipients, in order."""
    return list(
        AuditEvent.objects.filter(action__startswith="recipient.").order_by("pk").values_list("action", flat=True)
    )


def test_without_a_choice_everything_comes_at_once() -> None:
    chosen = alert_choices.chosen(factories.make_user().recipient)
    assert set(chosen) == {kind.name for kind in kinds_of_news()}
    assert {often for ways in chosen.values() for often in ways.values()} == {Frequency.AT_ONCE}


def test_what_was_chosen_is_what_is_read() -> None:
    person = factories.make_user()
    ways = {OPENED: {MAIL: Frequency.WEEKLY, PUSH: Frequency.NEVER}}
    change(person, kinds=ways)
    assert alert_choices.chosen(person.recipient)[OPENED] == ways[OPENED] | {Channel.CHAT: Frequency.AT_ONCE}


def test_mail_at_once_needs_no_row_and_never_is_an_unsubscription() -> None:
    person = factories.make_user()
    change(person, kinds={OPENED: {MAIL: Frequency.NEVER}, "answer_given": {MAIL: Frequency.AT_ONCE}})
    assert rows(person) == set()
    assert set(person.recipient.unsubscriptions.values_list("kind", flat=True)) == {OPENED}
    change(person, kinds={OPENED: {MAIL: Frequency.DAILY}})
    assert rows(person) == {(OPENED, "mail", "daily")}
    assert not person.recipient.unsubscriptions.exists()
    assert acts() == ["recipient.unsubscribed", "recipient.resubscribed", "recipient.alerts_chosen"]


def test_who_wants_no_mail_may_choose_a_device_all_the_same() -> None:
    person = factories.make_user()
    change(person, kinds={OPENED: {MAIL: Frequency.NEVER, PUSH: Frequency.AT_ONCE}})
    assert alert_choices.chosen(person.recipient)[OPENED][PUSH] == Frequency.AT_ONCE


def test_who_ended_the_mails_and_chose_no_device_is_not_told_there() -> None:
    person = factories.make_user().recipient
    unsubscriptions.unsubscribe(recipient=person, kind=OPENED, by=person, at=NOW)
    assert set(alert_choices.chosen(person)[OPENED].values()) == {Frequency.NEVER}


def test_all_mail_but_what_is_owed_is_ended_by_one_choice_and_the_others_are_kept() -> None:
    person = factories.make_user()
    change(person, kinds={OPENED: {MAIL: Frequency.DAILY}}, is_everything_ended=True)
    assert set(person.recipient.unsubscriptions.values_list("kind", flat=True)) == {unsubscriptions.EVERYTHING}
    change(person, kinds={OPENED: {MAIL: Frequency.DAILY}})
    assert not person.recipient.unsubscriptions.exists()
    assert rows(person) == {(OPENED, "mail", "daily")}


@pytest.mark.parametrize("often", [Frequency.DAILY, Frequency.WEEKLY])
def test_what_is_owed_is_never_gathered(often: Frequency) -> None:
    with pytest.raises(ValueError, match="owed"):
        change(factories.make_user(), kinds={ADDRESSED: {MAIL: often}})


def test_a_choice_for_all_kinds_gives_way_to_choices_for_each() -> None:
    person = factories.make_user()
    AlertChoice.objects.create(recipient=person.recipient, channel=MAIL, frequency=Frequency.WEEKLY)
    assert alert_choices.chosen(person.recipient)[OPENED][MAIL] == Frequency.WEEKLY
    assert alert_choices.chosen(person.recipient)[ADDRESSED][MAIL] == Frequency.AT_ONCE
    change(person, kinds={kind.name: {MAIL: Frequency.AT_ONCE} for kind in kinds_of_news()})
    assert rows(person) == set()


def test_choosing_the_same_again_writes_nothing() -> None:
    person, kinds = factories.make_user(), {OPENED: {MAIL: Frequency.DAILY, PUSH: Frequency.NEVER}}
    hours = (time(22), time(6))
    for _number in range(2):
        change(person, kinds=kinds, quiet_hours=hours, safe_mode=True)
    assert acts() == ["recipient.alerts_chosen", "recipient.quiet_hours_changed"]
    assert AuditEvent.objects.filter(action="user.changed").count() == 1


def test_a_follow_comes_as_often_as_was_chosen_and_nobody_chooses_for_others() -> None:
    person, other = factories.make_user(), factories.make_user()
    mine = follows.add(by=person, at=NOW, language="en", country="BD")
    theirs = follows.add(by=other, at=NOW, language="en", country="BD")
    change(person, followed={mine: Frequency.WEEKLY, theirs: Frequency.WEEKLY})
    assert dict(Follow.objects.values_list("pk", "frequency")) == {mine.pk: "weekly", theirs.pk: "at_once"}


@pytest.mark.parametrize("hours", [(time(22), None), (None, time(6)), (time(6), time(6))])
def test_quiet_hours_have_a_beginning_and_an_end(hours: tuple[Any, Any]) -> None:
    with pytest.raises(alert_choices.QuietHoursUnclear):
        change(factories.make_user(), quiet_hours=hours)


def test_quiet_hours_can_be_set_and_ended() -> None:
    person = factories.make_user()
    for hours in ((time(22), time(6)), (None, None)):
        change(person, quiet_hours=hours)
        assert Recipient.objects.values_list("quiet_from", "quiet_until").get() == hours


def test_languages_keep_their_order() -> None:
    person = factories.make_user()
    change(person, ui_language="es", reading_languages=["pt", "de", "bn"], safe_mode=True)
    person.refresh_from_db()
    assert (person.ui_language, person.reading_languages, person.safe_mode) == ("es", ["pt", "de", "bn"], True)


def test_a_pause_has_an_end_and_can_be_ended_before() -> None:
    person = factories.make_user()
    assert alert_choices.pause(by=person, days=3, at=NOW) == NOW + timedelta(days=3)
    assert Recipient.objects.get().paused_until == NOW + timedelta(days=3)
    for _number in range(2):
        alert_choices.end_pause(by=person, at=NOW)
    assert Recipient.objects.get().paused_until is None
    assert acts() == ["recipient.paused", "recipient.pause_ended"]


@pytest.mark.parametrize("days", [0, 61, -1])
def test_a_pause_is_neither_nothing_nor_for_ever(days: int) -> None:
    with pytest.raises(alert_choices.PauseTooLong):
        alert_choices.pause(by=factories.make_user(), days=days, at=NOW)


def whole() -> User:
    """Somebody who has chosen everything that can be chosen."""
    person = factories.make_user()
    OwnChannel.objects.create(recipient=person.recipient, channel=PUSH, name="Phone", address="{}", made_at=NOW)
    change(person, kinds={OPENED: {MAIL: Frequency.DAILY}}, quiet_hours=(time(22, 15), time(6, 45)))
    alert_choices.pause(by=person, days=3, at=NOW)
    return person


def test_a_person_takes_all_choices_with_them() -> None:
    held = str(retention.what_we_hold(whole()))
    for kept in ("daily", "22, 15", "6, 45", "paused_until", OPENED):
        assert kept in held


def test_erasing_ends_all_choices() -> None:
    person = whole()
    users.erase(by=person, at=NOW)
    own = Recipient.objects.get(user=person)
    assert (own.quiet_from, own.quiet_until, own.paused_until) == (None, None, None)
    assert not AlertChoice.objects.exists()
