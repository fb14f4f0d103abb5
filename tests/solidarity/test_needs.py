"""Needs: added and changed by their rules, and with care once somebody has pledged."""

from datetime import timedelta
from typing import Any

import pytest

from solidarity.actions import needs, pledges
from solidarity.choices import RequestState
from solidarity.models import Need, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from unions.choices import WhoMay
from unions.models import AuditEvent
from unions.validators import Refused

SOON = TODAY + timedelta(days=7)


def add(solidarity_request: SolidarityRequest | None = None, **answers: Any) -> Need:
    """Add ten letters by next week, unless said otherwise."""
    values: dict[str, Any] = {"kind": factories.make_need_kind(), "quantity": 10, "wanted_by": SOON} | answers
    return needs.add(
        by=factories.make_user(), at=NOW, solidarity_request=solidarity_request or factories.make_draft(), **values
    )


def change(need: Need, **answers: Any) -> Need:
    """Change a need."""
    return needs.change(by=factories.make_user(), at=NOW, need=need, **answers)


def pledged(quantity: int = 4) -> Need:
    """A need of an open request that somebody has pledged to."""
    need = factories.make_request().needs.get()
    pledges.make(need=need, quantity=quantity, by=factories.make_user(), at=NOW)
    need.refresh_from_db()
    return need


def test_a_need_follows_its_kind_unless_said() -> None:
    kind = factories.make_need_kind("delegate", needs_acceptance=True, has_ceiling=True, effort_minutes=480)
    usual = add(kind=kind, needs_acceptance=None, has_ceiling=None, who_may="")
    assert (usual.needs_acceptance, usual.has_ceiling, usual.effort_minutes) == (True, True, 480)
    said = add(kind=kind, needs_acceptance=False, has_ceiling=False)
    assert (said.needs_acceptance, said.has_ceiling) == (False, False)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": -3}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"quantity": 10**12}, "quantity"),
        ({"wanted_by": TODAY - timedelta(days=1)}, "wanted_by"),
        ({"wanted_by": TODAY + timedelta(days=91)}, "wanted_by"),
        ({"weight": "huge"}, "weight"),
        ({"title": "x" * 121}, "title"),
        ({"title": "hidden\u202etext"}, "title"),
        ({"who_may": "everyone"}, "who_may"),
    ],
)
def test_nonsense_is_refused_with_its_field(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(**answers)
    assert refusal.value.field == field
    assert not Need.objects.exists()


def test_money_wants_its_currency_and_nothing_else_has_one() -> None:
    money = factories.make_need_kind("funds", unit="funds")
    with pytest.raises(Refused) as refusal:
        add(kind=money)
    assert refusal.value.field == "currency"
    assert add(kind=money, currency="EUR").currency == "EUR"
    assert add(currency="EUR").currency == ""


def test_a_kind_for_organisations_is_not_for_people() -> None:
    strike = factories.make_need_kind("industrial_action", who_may=WhoMay.ORGANISATION)
    assert add(kind=strike).who_may == WhoMay.ORGANISATION
    with pytest.raises(Refused) as refusal:
        add(kind=strike, who_may=WhoMay.BOTH)
    assert refusal.value.field == "who_may"


def test_a_word_that_a_need_has_not_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError):
        add(taken=4)


def test_a_need_may_change_its_kind_while_it_is_a_draft() -> None:
    visit = factories.make_need_kind("embassy_visit", unit="visits", effort_minutes=180)
    changed = change(add(), kind=visit, quantity=3)
    assert (changed.kind, changed.quantity, changed.effort_minutes) == (visit, 3, 180)


def test_the_kind_of_a_published_need_stays() -> None:
    need = factories.make_request().needs.get()
    with pytest.raises(Refused) as refusal:
        change(need, kind=factories.make_need_kind("embassy_visit"))
    assert refusal.value.field == "kind"


def test_a_quantity_never_falls_below_what_is_pledged() -> None:
    need = pledged(4)
    assert change(need, quantity=4).quantity == 4
    with pytest.raises(Refused) as refusal:
        change(need, quantity=3)
    assert refusal.value.field == "quantity"


def test_other_words_of_an_old_need_can_change_without_a_new_day() -> None:
    need = factories.make_request().needs.get()
    Need.objects.filter(pk=need.pk).update(wanted_by=TODAY - timedelta(days=3))
    assert change(need, title="To the embassy").title == "To the embassy"


def test_a_need_that_somebody_pledged_to_cannot_be_taken_away() -> None:
    need = pledged()
    factories.make_need(need.solidarity_request)
    with pytest.raises(Refused):
        needs.remove(by=factories.make_user(), at=NOW, need=need)


def test_the_last_need_of_a_published_request_stays() -> None:
    need = factories.make_request().needs.get()
    with pytest.raises(Refused):
        needs.remove(by=factories.make_user(), at=NOW, need=need)
    needs.remove(by=factories.make_user(), at=NOW, need=add())
    assert Need.objects.get() == need


@pytest.mark.parametrize("state", [RequestState.CLOSED, RequestState.TAKEN_DOWN])
def test_nothing_is_added_to_what_has_ended(state: str) -> None:
    ended = factories.make_request(state=state, outcome="won" if state == "closed" else "")
    with pytest.raises(Refused):
        add(ended)


def test_every_change_leaves_a_line_in_the_trail() -> None:
    need = add()
    change(need, quantity=3)
    needs.remove(by=factories.make_user(), at=NOW, need=need)
    lines = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(lines) == ["need_added", "need_changed", "need_removed"]


def test_staff_add_and_change_needs_of_a_published_request(at_now: Any, signed_in: Any) -> None:
    solidarity_request = factories.make_request()
    client = signed_in(factories.make_staff(solidarity_request.organisation))
    fields = {"kind": "protest_letter", "quantity": "20", "wanted_by": SOON.isoformat(), "weight": "decisive"}
    client.post(f"/en/requests/{solidarity_request.public_id}/needs/", fields)
    added = solidarity_request.needs.get(quantity=20)
    page = client.post(f"/en/needs/{added.public_id}/change/", fields | {"quantity": "0"})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"quantity"}
    client.post(f"/en/needs/{added.public_id}/remove/")
    assert not solidarity_request.needs.filter(quantity=20).exists()


def test_needs_of_other_unions_are_not_there(signed_in: Any) -> None:
    need = factories.make_request().needs.get()
    client = signed_in(factories.make_staff(factories.make_organisation()))
    assert client.get(f"/en/needs/{need.public_id}/change/").status_code == 404
    assert client.post(f"/en/needs/{need.public_id}/remove/").status_code == 404
    assert client.get(f"/en/requests/{need.solidarity_request.public_id}/needs/").status_code == 404
