"""What an exchange may not: a provisional union calls nobody, and no day lies where nobody can reckon with it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.actions import exchanges, host_offers, visits
from exchanges.choices import ChangeReason, ExchangeState, OfferState
from exchanges.forms.parts import DayField
from exchanges.models import Exchange
from tests import factories
from tests.exchanges import meeting
from tests.factories import NOW
from unions.choices import OrganisationState
from unions.models import Announcement, User
from unions.validators import NotYet

SignIn = Callable[[User], Client]
FAR = date(9999, 12, 31)
TOO_FAR = "This day lies too far away."


def provisional(**fields: Any) -> Any:
    """A union that the network has admitted provisionally."""
    return meeting.union(state=OrganisationState.PROVISIONAL, **fields)


def test_a_provisional_union_keeps_a_draft_and_posts_nothing() -> None:
    with pytest.raises(NotYet):
        meeting.posted(provisional())
    assert Exchange.objects.get().state == ExchangeState.DRAFT
    assert not Announcement.objects.filter(kind="exchange_call").exists()


def test_a_provisional_union_answers_and_takes_part() -> None:
    exchange = meeting.posted()
    offered = meeting.offer(exchange, provisional(country="MX"))
    host_offers.accept(offer=offered, by=meeting.staff_of(exchange.organisation), at=NOW)
    offered.refresh_from_db()
    assert offered.state == OfferState.ACCEPTED


@pytest.mark.usefixtures("at_now")
def test_the_refusal_stands_on_the_page_and_the_draft_is_kept(signed_in: SignIn) -> None:
    draft = meeting.draft(provisional())
    typed = meeting.WHOLE | {"flexibility": "days", "mode": "in_person", "title": "Another title", "publish": "1"}
    url = reverse("exchanges:exchange-change", args=[draft.public_id])
    page = signed_in(meeting.staff_of(draft.organisation)).post(url, typed)
    assert "A provisional union cannot call others yet." in page.content.decode()
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Another title", ExchangeState.DRAFT)


@pytest.mark.parametrize("name", ["from_on", "until_on", "deadline_on"])
def test_no_day_of_an_exchange_lies_too_far_away(name: str) -> None:
    with pytest.raises(exchanges.WrongDays, match=TOO_FAR) as refused:
        meeting.draft(**{name: FAR})
    assert refused.value.field == name


def test_no_day_of_an_offer_lies_too_far_away() -> None:
    with pytest.raises(host_offers.WrongDays, match=TOO_FAR):
        meeting.offer(meeting.posted(), until_on=FAR)


def test_no_visit_is_postponed_to_days_too_far_away() -> None:
    visit = meeting.confirmed()
    by = meeting.staff_of(visit.host)
    with pytest.raises(visits.WrongDays, match=TOO_FAR):
        visits.postpone(visit=visit, from_on=meeting.FIRST, until_on=FAR, reason=ChangeReason.values[0], by=by, at=NOW)


@pytest.mark.usefixtures("at_now")
def test_an_item_on_the_last_day_of_the_calendar_is_refused_beside_its_field(signed_in: SignIn) -> None:
    visit = meeting.confirmed()
    typed = {"kind": "picket_line", "starts_on": FAR, "starts": "22:00", "ends": "01:00", "language": "en"}
    url = reverse("exchanges:item-add", args=[visit.public_id])
    page = signed_in(meeting.staff_of(visit.host)).post(url, typed)
    assert page.context["form"].errors["starts_on"] == [TOO_FAR]


def test_a_form_takes_days_that_can_be_reckoned_with() -> None:
    assert DayField().clean(meeting.FIRST) == meeting.FIRST
    assert factories.NOW.date() < meeting.FIRST
