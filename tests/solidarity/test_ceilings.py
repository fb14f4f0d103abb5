"""Many people at once, each on a connection of their own, against a real Postgres: nothing is oversold or doubled."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from solidarity.actions import closings, places, pledges
from solidarity.choices import RequestState
from solidarity.models import Need, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW
from unions.models import AuditEvent, User
from unions.validators import Refused

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 50
Act = Callable[[], Any]


def at_once(acts: list[Act]) -> list[Any]:
    """Let all begin in the same moment; return what each brought back, refusals included."""
    start = threading.Barrier(len(acts))

    def run(act: Act) -> Any:
        connection.ensure_connection()
        start.wait()
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def make_scarce_need(places_offered: int = 10) -> Need:
    """A need of which there is no more than this."""
    return factories.make_need(factories.make_request(), quantity=places_offered, has_ceiling=True)


def pledging(need: Need, user: User, quantity: int = 1) -> Act:
    """What a person does who pledges, with a need read afresh as a view does."""
    return lambda: pledges.make(
        need=Need.objects.select_related("solidarity_request", "kind").get(pk=need.pk),
        quantity=quantity,
        by=user,
        at=NOW,
    )


def people(number: int, name: str = "crowd") -> list[User]:
    """People with an account and no password to hash."""
    return [User.objects.create(handle=f"{name}{each}") for each in range(number)]


def counted(need: Need) -> tuple[int, int]:
    """Return what the need says is taken, and what its pledges add up to."""
    found = Need.objects.with_counted().get(pk=need.pk)
    return found.taken, found.counted


def test_fifty_people_at_once_on_ten_places_give_ten_pledges() -> None:
    need = make_scarce_need()
    results = at_once([pledging(need, user) for user in people(CROWD)])
    refusals = [each for each in results if isinstance(each, pledges.NoPlaceLeft)]
    assert (Pledge.objects.count(), len(refusals)) == (10, CROWD - 10)
    assert counted(need) == (10, 10)


def test_who_is_refused_leaves_nothing_behind() -> None:
    need = make_scarce_need(1)
    at_once([pledging(need, user) for user in people(8)])
    assert AuditEvent.objects.filter(action="pledge_made").count() == Pledge.objects.count() == 1


def test_large_pledges_never_pass_the_ceiling_together() -> None:
    need = make_scarce_need(10)
    at_once([pledging(need, user, quantity=3) for user in people(10)])
    assert counted(need) == (9, 9)


def test_a_double_click_of_everybody_gives_one_pledge_each() -> None:
    need = make_scarce_need(10)
    crowd = people(20)
    at_once([pledging(need, user) for user in crowd for _ in range(2)])
    assert Pledge.objects.values("user").distinct().count() == Pledge.objects.count() == 10
    assert counted(need) == (10, 10)


def test_the_same_person_many_times_at_once_makes_one_pledge() -> None:
    need = make_scarce_need(10)
    (user,) = people(1)
    results = at_once([pledging(need, user) for _ in range(10)])
    assert len({each.pk for each in results if isinstance(each, Pledge)}) == 1
    assert counted(need) == (1, 1)


def test_without_a_ceiling_everybody_finds_a_place() -> None:
    need = factories.make_need(factories.make_request(), quantity=10)
    at_once([pledging(need, user) for user in people(30)])
    assert counted(need) == (30, 30)


def test_pledging_and_withdrawing_at_once_keep_the_count_right() -> None:
    need = make_scarce_need(20)
    crowd = people(20)
    made = [pledging(need, user)() for user in crowd[:10]]
    withdrawing = [lambda pledge=pledge: pledges.withdraw(pledge=pledge, by=pledge.user, at=NOW) for pledge in made]
    at_once([*withdrawing, *[pledging(need, user) for user in crowd[10:]]])
    assert counted(need) == (10, 10)


def test_a_pledge_withdrawn_twice_at_once_gives_its_place_back_once() -> None:
    need = make_scarce_need(10)
    crowd = people(2)
    first = pledging(need, crowd[0], 4)()
    pledging(need, crowd[1], 4)()
    at_once([lambda: pledges.withdraw(pledge=first, by=crowd[0], at=NOW)] * 5)
    assert counted(need) == (4, 4)


def test_no_pledge_slips_into_a_request_that_is_closing() -> None:
    need = factories.make_need(factories.make_request(), quantity=100)

    (closer,) = people(1)

    def close() -> Any:
        return closings.close(
            solidarity_request=SolidarityRequest.objects.get(pk=need.solidarity_request_id),
            outcome="won", members_knew="yes", lifted=5, what_helped=[], language="en", by=closer, at=NOW,
        )  # fmt: skip

    acts = [pledging(need, user) for user in people(20, "pledger")]
    at_once([*acts[:10], close, *acts[10:]])
    assert SolidarityRequest.objects.get(pk=need.solidarity_request_id).state == RequestState.CLOSED
    assert not Pledge.objects.open().exists()
    assert counted(need) == (0, 0)


def test_the_database_itself_refuses_to_oversell() -> None:
    need = make_scarce_need(10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(taken=11)


def test_counting_anew_mends_a_wrong_count_and_leaves_a_line() -> None:
    need = make_scarce_need(10)
    pledging(need, people(1)[0], quantity=3)()
    Need.objects.filter(pk=need.pk).update(taken=7)
    assert places.recount(need=need, at=NOW)
    assert counted(need) == (3, 3)
    assert AuditEvent.objects.get(action="need_recounted").from_state == "7"


def test_counting_anew_leaves_a_right_count_alone() -> None:
    need = make_scarce_need(10)
    assert not places.recount(need=need, at=NOW)
    assert not AuditEvent.objects.exists()


def test_counting_anew_while_people_pledge_stays_right() -> None:
    need = make_scarce_need(40)
    acts = [pledging(need, user) for user in people(20)]
    at_once([*acts, *[lambda: places.recount(need=need, at=NOW)] * 10])
    assert counted(need) == (20, 20)
