"""A provisional union's request is published by a union that vouched for it, and reaches the first wave only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from solidarity.actions import drafts, needs, solidarity_requests, vouched_requests
from solidarity.choices import RequestState, Visibility
from solidarity.models import SolidarityRequest
from solidarity.notifications.publishing import own_staff, vouchers
from solidarity.notifications.readers import readers_of
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.solidarity import asking
from unions.choices import OrganisationState
from unions.models import Announcement, NeedKind, Organisation, Recipient, User
from unions.validators import Refused

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]


def provisional(voucher: Organisation | None = None) -> Organisation:
    """A union that is admitted provisionally; `voucher` stands with its word for it."""
    union = factories.make_organisation(state=OrganisationState.PROVISIONAL, country="BD")
    if voucher is not None:
        factories.make_vouch(voucher, union)
    return union


def put(voucher: Organisation, **answers: Any) -> SolidarityRequest:
    """A whole draft that waits for the union that vouched."""
    by = factories.make_staff(provisional(voucher))
    draft = asking.whole_draft(by, **answers)
    return vouched_requests.put(
        by=by, at=NOW, solidarity_request=draft, organisations=[asking.union_at(draft.employer)]
    )


def publish(draft: SolidarityRequest, by: User, through: Organisation, **options: Any) -> SolidarityRequest:
    """Publish it as it was put."""
    act = {"by": by, "at": NOW, "solidarity_request": draft, "through": through, "seen_at": draft.put_to_vouchers_at}
    return vouched_requests.publish(**(act | options))


@pytest.fixture
def voucher() -> Organisation:
    """An approved union."""
    return factories.make_organisation("Union that vouches")


@pytest.fixture
def staff(voucher: Organisation) -> User:
    """Somebody who speaks for it."""
    return factories.make_staff(voucher)


def test_a_provisional_union_cannot_publish_by_itself(voucher: Organisation) -> None:
    by = factories.make_staff(provisional(voucher))
    draft = asking.whole_draft(by)
    with pytest.raises(Refused, match="provisional"):
        solidarity_requests.publish(by=by, at=NOW, solidarity_request=draft, organisations=[asking.union_at(None)])


def test_an_approved_union_puts_nothing_to_others() -> None:
    by = factories.make_staff(factories.make_organisation())
    draft = asking.whole_draft(by)
    asked = [asking.union_at(draft.employer)]
    with pytest.raises(Refused, match="publishes its requests itself"):
        vouched_requests.put(by=by, at=NOW, solidarity_request=draft, organisations=asked)


def test_without_a_word_in_force_nobody_can_be_asked(voucher: Organisation) -> None:
    by = factories.make_staff(provisional())
    draft = asking.whole_draft(by)
    with pytest.raises(Refused, match="No member union stands"):
        vouched_requests.put(by=by, at=NOW, solidarity_request=draft, organisations=[asking.union_at(draft.employer)])


def test_staff_of_the_voucher_are_told_and_nobody_else(voucher: Organisation, staff: User) -> None:
    factories.make_member(voucher)
    draft = put(voucher)
    news = Announcement.objects.get(kind="publishing_wanted", object_id=draft.pk)
    assert list(vouchers(news)) == [staff.recipient]


def test_publishing_tells_the_unions_asked_and_opens_it_to_them_alone(voucher: Organisation, staff: User) -> None:
    published = publish(put(voucher, wanted_visibility=Visibility.PUBLIC), staff, voucher)
    assert (published.state, published.visibility) == (RequestState.OPEN, Visibility.NAMED_ORGANISATIONS)
    assert published.wanted_visibility == Visibility.NAMED_ORGANISATIONS
    assert published.published_through == voucher
    kinds = set(Announcement.objects.values_list("kind", flat=True))
    assert {"request_addressed", "publishing_answered"} <= kinds
    assert "request_to_review" not in kinds


def test_what_stays_behind_the_scenes_stays_there(voucher: Organisation, staff: User) -> None:
    published = publish(put(voucher, wanted_visibility=Visibility.BEHIND_THE_SCENES), staff, voucher)
    assert published.visibility == Visibility.BEHIND_THE_SCENES


def test_a_provisional_union_cannot_ask_for_more_readers(voucher: Organisation, staff: User) -> None:
    published = publish(put(voucher), staff, voucher)
    with pytest.raises(Refused, match="reach the unions that are asked alone"):
        solidarity_requests.ask_wider(by=staff, at=NOW, solidarity_request=published, visibility=Visibility.NETWORK)


def test_a_union_that_did_not_vouch_cannot_publish(voucher: Organisation) -> None:
    draft, other = put(voucher), factories.make_organisation()
    with pytest.raises(Refused, match="does not stand with its word"):
        publish(draft, factories.make_staff(other), other)


def test_a_voucher_that_is_suspended_meanwhile_cannot_publish(voucher: Organisation, staff: User) -> None:
    draft = put(voucher)
    Organisation.objects.filter(pk=voucher.pk).update(state=OrganisationState.SUSPENDED)
    with pytest.raises(Refused, match="does not stand with its word"):
        publish(draft, staff, voucher)


@pytest.mark.parametrize("change", ["answer", "need"])
def test_a_draft_that_changes_must_be_put_anew(change: str, voucher: Organisation, staff: User) -> None:
    draft = put(voucher)
    if change == "answer":
        drafts.change(by=draft.made_by, at=NOW, solidarity_request=draft, title="Something else")
    else:
        kind = NeedKind.objects.get(pk=draft.needs.get().kind_id)
        needs.add(by=draft.made_by, at=NOW, solidarity_request=draft, kind=kind, quantity=5, wanted_by=NOW.date())
    with pytest.raises(vouched_requests.NotWaiting):
        publish(draft, staff, voucher)
    assert not SolidarityRequest.objects.publishable_by(staff).exists()


def test_a_draft_put_again_is_not_the_one_that_was_seen(voucher: Organisation, staff: User) -> None:
    draft = put(voucher)
    with pytest.raises(vouched_requests.NotWaiting):
        publish(draft, staff, voucher, seen_at=NOW - timedelta(hours=1))


def test_it_can_be_sent_back_with_a_remark(voucher: Organisation, staff: User) -> None:
    draft = put(voucher)
    act = {"by": staff, "at": NOW, "solidarity_request": draft, "seen_at": draft.put_to_vouchers_at}
    with pytest.raises(Refused):
        vouched_requests.send_back(**act, remark="  ")
    back = vouched_requests.send_back(**act, remark="Which gate?")
    assert (back.state, back.voucher_remark, back.put_to_vouchers_at) == (RequestState.DRAFT, "Which gate?", None)
    news = Announcement.objects.get(kind="publishing_answered", object_id=draft.pk)
    assert list(own_staff(news)) == [draft.made_by.recipient]


def test_the_voucher_may_read_what_it_published(voucher: Organisation, staff: User) -> None:
    draft = put(voucher)
    assert not SolidarityRequest.objects.visible_to(staff).exists()
    published = publish(draft, staff, voucher)
    assert list(SolidarityRequest.objects.visible_to(staff)) == [published]
    assert Recipient.objects.get(user=staff) in readers_of(published)


def test_nobody_publishes_what_they_wrote_or_what_their_own_union_asks(voucher: Organisation) -> None:
    draft = put(voucher)
    both = factories.make_staff(voucher)
    factories.join(both, draft.organisation)
    assert not SolidarityRequest.objects.publishable_by(both).exists()


def test_the_database_holds_that_only_drafts_wait(voucher: Organisation) -> None:
    draft = put(voucher)
    rows = SolidarityRequest.objects.filter(pk=draft.pk)
    with pytest.raises(IntegrityError, match="request_put_to_vouchers_is_a_draft"), transaction.atomic():
        rows.update(state=RequestState.OPEN, published_at=NOW, number=1)
    with pytest.raises(IntegrityError, match="request_published_through_another_union"), transaction.atomic():
        rows.update(published_through=draft.organisation, published_at=NOW)


def test_the_page_publishes_in_the_name_of_the_union_that_vouched(
    voucher: Organisation, staff: User, signed_in: SignIn
) -> None:
    draft = put(voucher)
    page, client = f"/en/vouched/{draft.public_id}/", signed_in(staff)
    assert page in client.get("/en/answers/").text
    shown = client.get(page)
    assert draft.what_happens in shown.text
    form = {"through": voucher.public_id, "seen_at": shown.context["publishing"].initial["seen_at"], "publish": "1"}
    assert client.post(page, form).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.published_through) == (RequestState.OPEN, voucher)
    assert client.post(page, form).status_code == 404


def test_the_page_keeps_the_remark_that_is_refused(voucher: Organisation, staff: User, signed_in: SignIn) -> None:
    draft = put(voucher)
    page, client = f"/en/vouched/{draft.public_id}/", signed_in(staff)
    shown = client.post(page, {"seen_at": "nonsense", "remark": "Which gate?", "back": "1"})
    assert shown.status_code == 200
    assert "Which gate?" in shown.text
    seen_at = shown.context["publishing"].initial["seen_at"]
    assert client.post(page, {"seen_at": seen_at, "remark": "Which gate?", "back": "1"}).status_code == 302
    own = signed_in(draft.made_by).get(f"/en/ask/{draft.public_id}/unions/")
    assert "Which gate?" in own.text


def test_others_find_nothing_there(voucher: Organisation, signed_in: SignIn) -> None:
    draft = put(voucher)
    for reader in (factories.make_member(voucher), factories.make_staff(factories.make_organisation())):
        assert signed_in(reader).get(f"/en/vouched/{draft.public_id}/").status_code == 404


def test_the_last_step_puts_it_to_the_vouchers(voucher: Organisation, staff: User, signed_in: SignIn) -> None:
    by = factories.make_staff(provisional(voucher))
    draft = asking.whole_draft(by)
    asked = asking.union_at(draft.employer)
    answers = {"title": draft.title, "urgency": "normal", "closes_on": (NOW + timedelta(days=60)).date().isoformat()}
    form = {**answers, "organisations": [asked.public_id], "publish": "1"}
    assert signed_in(by).post(f"/en/ask/{draft.public_id}/unions/", form).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.put_to_vouchers_at) == (RequestState.DRAFT, NOW)


def test_the_last_step_does_not_promise_that_anybody_is_told_at_once(voucher: Organisation, signed_in: SignIn) -> None:
    draft = put(voucher)
    page = signed_in(draft.made_by).get(f"/en/ask/{draft.public_id}/unions/").content.decode()
    assert "told once it is published" in page
    assert "told at once" not in page


def test_the_desk_asks_as_much_for_five_as_for_one(voucher: Organisation, staff: User, signed_in: SignIn) -> None:
    put(voucher)
    client = signed_in(staff)
    client.get("/en/answers/")
    one = queries_of(lambda: client.get("/en/answers/"))
    for _ in range(4):
        put(voucher)
    assert queries_of(lambda: client.get("/en/answers/")) == one
