"""What comes due by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection

from solidarity import retention, tasks
from solidarity.actions import guest_pledges, pledges
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import Outcome, PledgeState, RequestState, ShownAs
from solidarity.models import Addressee, GuestPledge, Need, Photo, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from unions.announcements import announce
from unions.models import Announcement, AuditEvent


def tick_after(**span: float) -> None:
    """Let the clock tick so long after NOW."""
    with time_machine.travel(NOW + timedelta(**span), tick=False):
        tasks.let_the_clock_tick()


def make_pledge(**need: Any) -> Any:
    """A pledge on a need of a request whose union checks in every week."""
    request = factories.make_request(checked_in_at=NOW + timedelta(days=60))
    return pledges.make(need=factories.make_need(request, **need), quantity=2, by=factories.make_user(), at=NOW)


def news(kind: str) -> int:
    """How much news of a kind there is."""
    return Announcement.objects.filter(kind=kind).count()


def test_a_union_past_its_window_is_reminded_once() -> None:
    addressee = factories.make_addressee(factories.make_request(), factories.make_organisation())
    tick_after(days=6)
    assert news("answer_due") == 0
    for minute in range(2):
        tick_after(days=7, minutes=minute)
    assert news("answer_due") == 1
    assert Addressee.objects.get().reminded_at == NOW + timedelta(days=7)
    assert AuditEvent.objects.get(action="addressee_reminded").object_id == addressee.pk


def test_who_has_no_clock_or_is_asked_by_a_paused_request_is_not_reminded() -> None:
    factories.make_addressee(factories.make_request(), factories.make_organisation(), due_at=None)
    paused = factories.make_request(state=RequestState.PAUSED)
    factories.make_addressee(paused, factories.make_organisation())
    tick_after(days=8)
    assert news("answer_due") == 0


def test_the_weekly_page_is_asked_for_once_a_week_and_its_absence_pauses() -> None:
    factories.make_request(checked_in_at=NOW)
    for days in (6.9, 7, 8, 13):
        tick_after(days=days)
    assert news("check_in_due") == 1
    assert SolidarityRequest.objects.get().state == RequestState.OPEN
    tick_after(days=14)
    assert SolidarityRequest.objects.get().state == RequestState.PAUSED


def test_a_place_that_is_not_accepted_is_free_after_72_hours() -> None:
    pledge = make_pledge(needs_acceptance=True)
    tick_after(hours=71)
    assert Pledge.objects.get().state == PledgeState.PLEDGED
    tick_after(hours=72)
    assert Pledge.objects.get().state == PledgeState.LAPSED
    assert Need.objects.get(pk=pledge.need_id).taken == 0


def test_a_pledger_is_reminded_the_day_before_and_once() -> None:
    make_pledge(wanted_by=TODAY + timedelta(days=5))
    tick_after(days=3)
    assert news("pledge_due") == 0
    for hours in (0, 1):
        tick_after(days=4, hours=hours)
    assert news("pledge_due") == 1


def test_nobody_is_reminded_of_what_they_promised_a_moment_ago() -> None:
    make_pledge(wanted_by=TODAY + timedelta(days=1))
    tick_after(minutes=1)
    assert news("pledge_due") == 0


def test_a_forgotten_pledge_lapses_fourteen_days_after_its_day_and_its_reminder() -> None:
    pledge = make_pledge(wanted_by=TODAY + timedelta(days=2))
    tick_after(days=1)
    tick_after(days=16)
    assert Pledge.objects.get().state == PledgeState.PLEDGED
    tick_after(days=17)
    assert Pledge.objects.get().state == PledgeState.LAPSED
    assert Need.objects.get(pk=pledge.need_id).taken == 0


def test_a_late_reminder_moves_the_lapse() -> None:
    make_pledge(wanted_by=TODAY + timedelta(days=2))
    tick_after(days=20)
    assert Pledge.objects.get().state == PledgeState.PLEDGED
    tick_after(days=34)
    assert Pledge.objects.get().state == PledgeState.LAPSED


def test_what_was_done_meanwhile_is_neither_reminded_nor_lapsed() -> None:
    pledge = make_pledge()
    pledges.withdraw(pledge=pledge, by=pledge.user, at=NOW)
    for act in (pledges.remind, pledges.lapse, pledges.drop_hold):
        with pytest.raises(pledges.IllegalMove):
            act(pledge=pledge, at=NOW + timedelta(days=90))


def test_a_request_without_a_report_closes_itself() -> None:
    factories.make_request(closes_on=TODAY, checked_in_at=NOW + timedelta(days=60))
    tick_after(days=14)
    assert SolidarityRequest.objects.get().state == RequestState.OPEN
    tick_after(days=15)
    assert SolidarityRequest.objects.get().outcome == Outcome.UNREPORTED


def test_unconfirmed_pledges_of_guests_are_forgotten_after_a_day() -> None:
    guest_pledges.ask(
        need=factories.make_request().needs.get(), address="guest@example.org", quantity=1, language="en",
        consent_wording="I agree.", at=NOW,
    )  # fmt: skip
    tick_after(hours=23)
    assert GuestPledge.objects.exists()
    tick_after(hours=24)
    assert not GuestPledge.objects.exists()


def test_two_clocks_do_not_run_at_once() -> None:
    factories.make_request(checked_in_at=NOW)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [tasks.CLOCK_LOCK])
            tick_after(days=7)
            assert news("check_in_due") == 0
            cursor.execute("SELECT pg_advisory_unlock(%s)", [tasks.CLOCK_LOCK])
    finally:
        other.close()
    tick_after(days=7)
    assert news("check_in_due") == 1


def test_one_row_that_fails_does_not_stop_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    requests = [factories.make_request(), factories.make_request()]
    settled = []

    def settle(*, solidarity_request: SolidarityRequest, at: object) -> None:
        if solidarity_request == requests[0]:
            raise ValueError("broken")
        settled.append(solidarity_request)

    step = tasks.Step("solidarity_request", lambda at: SolidarityRequest.objects.all(), settle)
    with pytest.raises(ExceptionGroup):
        tasks.settle_all([step], NOW)
    assert settled == [requests[1]]
    assert f"solidarity_request={requests[0].pk}" in caplog.text


def test_at_night_wrong_counts_are_mended() -> None:
    need = make_pledge().need
    Need.objects.filter(pk=need.pk).update(taken=9)
    with time_machine.travel(NOW, tick=False):
        tasks.tidy_up()
    assert Need.objects.get(pk=need.pk).taken == 2


def test_a_year_after_the_end_the_numbers_stay_and_the_words_go() -> None:
    need = factories.make_request(state=RequestState.OPEN).needs.get()
    pledges.make(need=need, quantity=2, by=factories.make_user(), at=NOW, message="Hold on", country="FR")
    SolidarityRequest.objects.update(state=RequestState.CLOSED, outcome=Outcome.WON, closed_at=NOW)
    retention.run(NOW + timedelta(days=365))
    assert Pledge.objects.get().message == "Hold on"
    retention.run(NOW + timedelta(days=366))
    pledge = Pledge.objects.get()
    assert (pledge.message, pledge.country, pledge.shown_as, pledge.quantity) == ("", "", ShownAs.NOBODY, 2)


@pytest.fixture(params=[RequestState.CLOSED, RequestState.TAKEN_DOWN])
def ended(request: pytest.FixtureRequest) -> SolidarityRequest:
    """A request that ended at NOW, with contact, place and a photo."""
    ways: dict[str, dict[str, Any]] = {
        RequestState.CLOSED: {"outcome": Outcome.WON, "closed_at": NOW},
        RequestState.TAKEN_DOWN: {"taken_down_at": NOW},
    }
    found = factories.make_request(state=request.param, contact="Call Ana", place="Gate 4", **ways[request.param])
    image = ContentFile(b"a picture", name="gate.webp")
    Photo.objects.create(solidarity_request=found, image=image, alt_text="A gate", added_at=NOW)
    return found


def test_contact_and_place_go_a_month_after_the_end(ended: SolidarityRequest) -> None:
    for days, left in ((30, ("Call Ana", "Gate 4")), (31, ("", ""))):
        retention.run(NOW + timedelta(days=days))
        ended.refresh_from_db()
        assert (ended.contact, ended.place) == left


def test_photos_go_with_their_files_a_month_after_the_end(
    ended: SolidarityRequest, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    image = ended.photos.get().image
    for days, is_left in ((30, True), (31, False)):
        with django_capture_on_commit_callbacks(execute=True):
            retention.run(NOW + timedelta(days=days))
        assert (Photo.objects.exists(), image.storage.exists(str(image.name))) == (is_left, is_left)


def test_a_request_that_runs_keeps_all_three(ended: SolidarityRequest) -> None:
    SolidarityRequest.objects.update(state=RequestState.OPEN, outcome="", closed_at=None, taken_down_at=None)
    retention.run(NOW + timedelta(days=400))
    ended.refresh_from_db()
    assert (ended.contact, ended.place, ended.photos.count()) == ("Call Ana", "Gate 4", 1)


def test_who_erases_their_account_takes_open_pledges_with_them() -> None:
    pledge = make_pledge()
    retention.forget_pledger(pledge.user)
    assert Pledge.objects.get().state == PledgeState.WITHDRAWN
    with time_machine.travel(NOW, tick=False):
        tasks.tidy_up()
    assert Need.objects.get(pk=pledge.need_id).taken == 0


def test_who_was_told_what_is_forgotten_after_a_year() -> None:
    news = announce("pledge_due", make_pledge(), by=None, at=NOW)
    AlertDelivery.objects.create(announcement=news, recipient=factories.make_user().recipient, not_before=NOW)
    Announcement.objects.update(finished_at=NOW)
    for days, left in ((365, 1), (366, 0)):
        retention.run(NOW + timedelta(days=days))
        assert AlertDelivery.objects.count() == left
