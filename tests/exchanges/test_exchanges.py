"""Posting, changing, withdrawing an exchange, and its deadline."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from exchanges.actions import exchanges
from exchanges.choices import Direction, ExchangeState, OfferState, Visibility
from exchanges.models import Exchange
from tests import factories
from tests.exchanges import meeting
from tests.factories import NOW, TODAY
from unions.choices import OrganisationState
from unions.models import Announcement, AuditEvent
from unions.validators import Refused


def by(exchange: Exchange) -> Any:
    """Who acts for the union of an exchange, and when."""
    return {"exchange": exchange, "by": meeting.staff_of(exchange.organisation), "at": NOW}


def test_a_draft_may_lack_everything_and_keeps_what_there_is() -> None:
    union = meeting.union()
    draft = exchanges.start(organisation=union, by=meeting.staff_of(union), at=NOW, language="es", people=3)
    draft.refresh_from_db()
    assert (draft.state, draft.people, draft.title) == (ExchangeState.DRAFT, 3, "")


@pytest.mark.parametrize("missing", ["title", "why", "from_on", "until_on", "deadline_on", "languages"])
def test_it_is_not_posted_before_it_is_whole(missing: str) -> None:
    draft = meeting.draft()
    empty: Any = [] if missing == "languages" else None if missing.endswith("_on") else ""
    Exchange.objects.filter(pk=draft.pk).update(**{missing: empty})
    with pytest.raises(exchanges.NotWhole) as refused:
        exchanges.publish(**by(draft))
    assert refused.value.field == missing


@pytest.mark.parametrize("direction", [Direction.WE_ARE_COMING, Direction.OFFERS_TO_HOST])
def test_who_comes_or_hosts_says_in_which_country(direction: str) -> None:
    with pytest.raises(exchanges.NotWhole, match="needed"):
        meeting.posted(direction=direction, countries=[])


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"deadline_on": TODAY - timedelta(days=1)}, "deadline_on"),
        ({"deadline_on": meeting.LAST + timedelta(days=1)}, "deadline_on"),
    ],
)
def test_days_that_are_over_or_too_late_are_refused(days: dict[str, Any], field: str) -> None:
    with pytest.raises(exchanges.WrongDays) as refused:
        meeting.posted(**days)
    assert refused.value.field == field


def test_the_last_day_does_not_come_before_the_first() -> None:
    with pytest.raises(exchanges.WrongDays):
        meeting.draft(until_on=meeting.FIRST - timedelta(days=1))


def test_posting_is_announced_once_and_stands_in_the_trail() -> None:
    exchange = meeting.posted()
    assert Announcement.objects.get(kind="exchange_call").object_id == exchange.pk
    assert AuditEvent.objects.get(action="exchange_published").to_state == ExchangeState.OPEN
    with pytest.raises(exchanges.IllegalMove):
        exchanges.publish(**by(exchange))


def test_what_is_open_stays_whole_and_keeps_who_it_is_for() -> None:
    exchange = meeting.posted()
    changed = exchanges.change(**by(exchange), title="Five machinists", visibility=Visibility.PUBLIC)
    assert (changed.title, changed.visibility) == ("Five machinists", Visibility.NETWORK)
    with pytest.raises(exchanges.NotWhole):
        exchanges.change(**by(exchange), why="")


def test_what_has_a_visit_is_no_longer_changed_or_withdrawn() -> None:
    exchange = meeting.planned().exchange
    for act in (exchanges.change, exchanges.withdraw, exchanges.publish, exchanges.discard):
        with pytest.raises(exchanges.IllegalMove):
            act(**by(exchange))


def test_a_draft_is_thrown_away_and_something_open_is_not() -> None:
    exchanges.discard(**by(meeting.draft()))
    assert not Exchange.objects.exists()
    with pytest.raises(exchanges.IllegalMove):
        exchanges.discard(**by(meeting.posted()))


def test_withdrawing_thanks_those_who_answered() -> None:
    exchange = meeting.posted()
    offer = meeting.offer(exchange)
    exchanges.withdraw(**by(exchange))
    offer.refresh_from_db()
    exchange.refresh_from_db()
    assert (exchange.state, offer.state) == (ExchangeState.WITHDRAWN, OfferState.DECLINED)
    assert Announcement.objects.filter(kind="offer_decided", object_id=offer.pk).count() == 1


def test_it_expires_the_day_after_its_deadline_and_not_before() -> None:
    exchange = meeting.posted()
    with pytest.raises(exchanges.IllegalMove):
        exchanges.expire(exchange=exchange, at=meeting.on(meeting.DEADLINE))
    expired = exchanges.expire(exchange=exchange, at=meeting.on(meeting.DEADLINE + timedelta(days=1)))
    assert expired.state == ExchangeState.EXPIRED


def test_words_that_hide_something_are_refused() -> None:
    with pytest.raises(Refused):
        meeting.draft(title="Come\u202eto us")


@pytest.mark.parametrize(
    "broken",
    [
        {"people": 0},
        {"until_on": meeting.FIRST - timedelta(days=1)},
        {"title": ""},
        {"published_at": None},
        {"deadline_on": None},
        {"state": ExchangeState.ENDED},
        {"ended_at": NOW},
    ],
    ids=str,
)
def test_the_database_keeps_an_open_exchange_whole(broken: dict[str, Any]) -> None:
    exchange = meeting.posted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Exchange.objects.filter(pk=exchange.pk).update(**broken)


def seen(exchange: Exchange) -> set[str]:
    """Return who sees it, of a cast with one of each kind."""
    cast = {
        "stranger": AnonymousUser(),
        "account": factories.make_user(),
        "member": factories.make_member(factories.make_organisation()),
        "suspended": factories.make_staff(factories.make_organisation(state=OrganisationState.SUSPENDED)),
        "staff": factories.make_staff(factories.make_organisation()),
        "own": meeting.staff_of(exchange.organisation),
        "own_member": factories.make_member(exchange.organisation),
    }
    every = Exchange.objects.filter(pk=exchange.pk)
    return {name for name, user in cast.items() if every.visible_to(user).exists()}


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PUBLIC, {"stranger", "account", "member", "suspended", "staff", "own", "own_member"}),
        (Visibility.NETWORK, {"member", "staff", "own", "own_member"}),
    ],
)
def test_who_sees_what_was_posted(visibility: str, readers: set[str]) -> None:
    assert seen(meeting.posted(visibility=visibility)) == readers


def test_a_draft_is_for_staff_of_its_own_union() -> None:
    assert seen(meeting.draft(visibility=Visibility.PUBLIC)) == {"own"}


def test_what_was_withdrawn_is_gone_for_all_but_the_two_unions() -> None:
    exchange = meeting.posted(visibility=Visibility.PUBLIC)
    offer = meeting.offer(exchange)
    exchanges.withdraw(**by(exchange))
    exchange.refresh_from_db()
    assert seen(exchange) == {"own"}
    assert Exchange.objects.visible_to(meeting.staff_of(offer.organisation)).get() == exchange


def test_nothing_of_a_suspended_union_is_shown() -> None:
    exchange = meeting.posted(visibility=Visibility.PUBLIC)
    exchange.organisation.state = OrganisationState.SUSPENDED
    exchange.organisation.save()
    assert seen(exchange) == set()
