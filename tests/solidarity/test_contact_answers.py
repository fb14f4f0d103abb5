"""What the contact of an organisation answers, promises and delivers by its link, without an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import Answer, PledgeState, RequestState, Visibility
from solidarity.models import Addressee, Delivery, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from tests.solidarity.answering import asked, path_for, with_contact
from unions.models import Announcement, AuditEvent

pytestmark = pytest.mark.usefixtures("at_now")
NASTY = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}'


@pytest.fixture
def addressee() -> Addressee:
    """A listed organisation that is asked."""
    return asked()


def send(addressee: Addressee, sent: dict[str, Any], client: Client | None = None) -> Any:
    """Send an answer from the page of the link."""
    return (client or Client()).post(path_for(addressee), {"language": "en"} | sent)


def yes(addressee: Addressee, amount: Any = 3) -> dict[str, Any]:
    """An amount of the only need."""
    return {"answer": "pledges", f"amount_{addressee.solidarity_request.needs.get().public_id}": amount}


def pledge_path(addressee: Addressee) -> str:
    """The page of its only pledge."""
    return f"{path_for(addressee)}pledges/{Pledge.objects.get().public_id}/"


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"answer": "no", "no_reason": "law_forbids"}, "no"),
        ({"answer": "decide_by", "decide_by": str(TODAY + timedelta(days=9))}, "decide_by"),
        ({"answer": "not_now"}, "not_now"),
        ({"answer": "question", "text": "Which brands?"}, "question"),
        ({"answer": "refers_elsewhere", "text": "Take it to your management."}, "refers_elsewhere"),
    ],
)
def test_every_answer_of_the_desk_can_be_given(addressee: Addressee, sent: dict[str, str], answer: str) -> None:
    response = send(addressee, sent)
    assert response.headers["Location"] == f"{path_for(addressee)}thanks/"
    addressee.refresh_from_db()
    assert (addressee.answer, addressee.answered_at, addressee.answered_by) == (answer, NOW, None)
    thanks = Client().get(response.headers["Location"]).content.decode()
    assert "Your answer is on its way" in thanks and sent.get("text", "") in thanks
    assert "Ask for help yourselves" in thanks


@pytest.mark.parametrize("answer", ["pledges", "partly"])
def test_a_yes_is_a_pledge_of_the_organisation(addressee: Addressee, answer: str) -> None:
    send(addressee, yes(addressee) | {"answer": answer, "text": "We print them.", "language": "en"})
    pledge = Pledge.objects.get()
    assert (pledge.organisation, pledge.user, pledge.made_by) == (addressee.organisation, None, None)
    assert (pledge.quantity, pledge.message) == (3, "We print them.")
    assert Addressee.objects.get().answer == answer


def test_a_call_is_passed_on_by_the_link() -> None:
    addressee = asked(state=RequestState.OPEN, visibility=Visibility.PUBLIC)
    other = factories.make_organisation("COBAS")
    factories.make_staff(other)
    send(addressee, {"answer": "forwarded_to", "forwarded_to": other.public_id})
    added = Addressee.objects.get(organisation=other)
    assert added.forwarded_by == addressee.organisation
    assert "COBAS" in Client().get(f"{path_for(addressee)}thanks/").content.decode()


def test_only_unions_that_everybody_may_find_are_offered_to_pass_it_on(addressee: Addressee) -> None:
    factories.make_organisation("In the open")
    factories.make_organisation("Not in the open", listing="members")
    page = Client().get(path_for(addressee)).content.decode()
    assert "In the open" in page and "Not in the open" not in page


def test_the_trail_names_the_contact_and_the_asker_is_told(addressee: Addressee) -> None:
    send(addressee, yes(addressee))
    contact = addressee.organisation.contacts.get()
    for action in ("addressee_answered", "pledge_made"):
        line = AuditEvent.objects.get(action=action)
        assert (line.actor, line.actor_recipient) == (None, contact)
    assert Announcement.objects.get(kind="answer_given").object_id == addressee.pk


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"answer": "pledges"}, "amounts"),
        ({"answer": "no"}, "no_reason"),
        ({"answer": "no", "no_reason": "other"}, "text"),
        ({"answer": "decide_by", "decide_by": "soon"}, "decide_by"),
        ({"answer": "forwarded_to"}, "forwarded_to"),
        ({"answer": "forwarded_to", "forwarded_to": "\0"}, "forwarded_to"),
        ({"answer": "question"}, "text"),
        ({"answer": "question", "text": "x" * 1001}, "text"),
        ({"answer": "question", "text": "Ask\u202ethem"}, "text"),
        ({"answer": "no", "no_reason": "law_forbids", "language": "xx-nowhere"}, "language"),
        ({}, "answer"),
        ({"answer": ["no", "perhaps"]}, "answer"),
    ],
    ids=str,
)
def test_junk_comes_back_with_words_and_nothing_is_answered(
    addressee: Addressee, sent: dict[str, Any], field: str
) -> None:
    response = send(addressee, sent)
    assert response.status_code == 200
    assert field in response.context["wrong_form"].errors
    assert "no-store" in response["Cache-Control"]
    assert Addressee.objects.get().answer == ""


@pytest.mark.parametrize("amount", ["-1", "many", "9" * 30, "1e3"])
def test_an_amount_that_is_none_is_kept_and_refused(addressee: Addressee, amount: str) -> None:
    page = send(addressee, yes(addressee, amount))
    assert page.context["wrong_form"].errors and f'value="{amount}"' in page.content.decode()
    assert not Pledge.objects.exists()


def test_what_was_typed_is_kept_and_none_of_it_is_code(addressee: Addressee) -> None:
    page = send(addressee, {"answer": "no", "text": NASTY}).content.decode()
    assert "<script>alert(2)" not in page and "<img src=x" not in page
    assert "{{7*7}}" in page and "Why not?" in page


def test_words_are_shown_as_words_to_both_sides(addressee: Addressee, signed_in: Any) -> None:
    send(addressee, {"answer": "question", "text": NASTY})
    asker = signed_in(factories.make_staff(addressee.solidarity_request.organisation))
    own = reverse("solidarity:request-manage", args=[addressee.solidarity_request.public_id])
    for page in (Client().get(f"{path_for(addressee)}thanks/"), asker.get(own)):
        words = page.content.decode()
        assert "<script>alert(2)" not in words and "<img src=x" not in words
        assert "&lt;script&gt;alert(2)" in words


def test_an_arabic_answer_keeps_its_words_and_language(addressee: Addressee) -> None:
    sent = {"answer": "question", "text": "أي علامات تجارية؟", "language": "ar"}
    response = Client().post(path_for(addressee, "ar"), sent)
    assert response.headers["Location"].startswith("/ar/asked/")
    shown = Client().get(response.headers["Location"]).content.decode()
    assert 'lang="ar" dir="rtl"' in shown and sent["text"] in shown


def test_the_form_asks_in_the_language_of_the_page(addressee: Addressee) -> None:
    form = Client().get(path_for(addressee, "fr")).context["no_form"]
    assert form.initial.get("language", form.fields["language"].initial) == "fr"


def test_a_double_click_is_one_answer_and_one_piece_of_news(addressee: Addressee) -> None:
    for _ in range(2):
        assert send(addressee, yes(addressee)).status_code == 302
    assert Pledge.objects.get().quantity == 3
    assert Announcement.objects.filter(kind="answer_given").count() == 1


def test_of_two_people_with_one_link_the_latest_word_stands(addressee: Addressee) -> None:
    send(addressee, {"answer": "question", "text": "Which brands?"})
    send(addressee, {"answer": "no", "no_reason": "no_capacity"})
    found = Addressee.objects.get()
    assert (found.answer, found.text) == (Answer.NO, "")


def test_a_look_changes_nothing_however_often(addressee: Addressee) -> None:
    client, path = Client(), path_for(addressee)
    before = AuditEvent.objects.count(), Announcement.objects.count()
    for _ in range(40):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    client.get(f"{path}?answer=no&no_reason=law_forbids")
    assert (AuditEvent.objects.count(), Announcement.objects.count()) == before
    assert Addressee.objects.get().answer == ""


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(addressee: Addressee, method: str) -> None:
    assert getattr(Client(), method)(path_for(addressee)).status_code == 405


def test_a_post_from_another_site_is_refused(addressee: Addressee) -> None:
    response = send(addressee, {"answer": "not_now"}, Client(enforce_csrf_checks=True))
    assert response.status_code == 403
    assert Addressee.objects.get().answer == ""


def test_taken_down_while_the_page_is_open_takes_no_answer(addressee: Addressee) -> None:
    Client().get(path_for(addressee))
    SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
    response = send(addressee, yes(addressee))
    assert response.status_code == 410 and "Dismissed" not in response.content.decode()
    assert not Pledge.objects.exists() and Addressee.objects.get().answer == ""


def test_one_link_sends_only_so_often_and_others_are_not_hindered(addressee: Addressee) -> None:
    other = asked(with_contact("Other Union"))
    answers = [send(addressee, {"answer": "perhaps"}).status_code for _ in range(31)]
    assert answers[-2:] == [200, 429]
    assert send(other, {"answer": "not_now"}).status_code == 302


def test_thanks_are_for_those_who_have_answered(addressee: Addressee) -> None:
    response = Client().get(f"{path_for(addressee)}thanks/")
    assert response.headers["Location"] == path_for(addressee)


def test_a_member_union_is_not_told_how_to_join() -> None:
    addressee = asked(with_contact("Member Union", "approved"))
    send(addressee, {"answer": "not_now"})
    assert "Ask for help yourselves" not in Client().get(f"{path_for(addressee)}thanks/").content.decode()


class TestItsPledge:
    @pytest.fixture(autouse=True)
    def _promised(self, addressee: Addressee) -> None:
        """Three letters are promised by the link."""
        send(addressee, yes(addressee))

    def test_it_stands_on_the_page_of_the_link(self, addressee: Addressee) -> None:
        assert pledge_path(addressee) in Client().get(path_for(addressee)).content.decode()

    def test_it_is_delivered_in_parts(self, addressee: Addressee) -> None:
        for quantity in (1, 2):
            sent = {"step": "deliver", "quantity": quantity, "note": "By post"}
            assert Client().post(pledge_path(addressee), sent).status_code == 302
        assert Pledge.objects.get().state == PledgeState.DELIVERED
        assert list(Delivery.objects.order_by("pk").values_list("quantity", flat=True)) == [1, 2]
        line = AuditEvent.objects.filter(action="pledge_delivered").latest("pk")
        assert line.actor_recipient == addressee.organisation.contacts.get()

    def test_it_is_withdrawn_and_then_a_no_is_taken(self, addressee: Addressee) -> None:
        no = {"answer": "no", "no_reason": "no_capacity"}
        assert "withdraw that first" in send(addressee, no).content.decode()
        Client().post(pledge_path(addressee), {"step": "withdraw"})
        assert Pledge.objects.get().state == PledgeState.WITHDRAWN
        assert send(addressee, no).status_code == 302

    def test_help_that_takes_longer_is_begun_first(self, addressee: Addressee) -> None:
        Pledge.objects.get().need.kind.__class__.objects.update(is_light=False)
        page = Client().get(pledge_path(addressee)).content.decode()
        assert "It is under way" in page and 'value="deliver"' not in page
        Client().post(pledge_path(addressee), {"step": "begin"})
        assert Pledge.objects.get().state == PledgeState.UNDER_WAY

    @pytest.mark.parametrize("sent", [{"step": "deliver", "quantity": 9}, {"step": "deliver"}, {"quantity": "x"}, {}])
    def test_a_step_that_is_none_comes_back_with_words(self, addressee: Addressee, sent: dict[str, Any]) -> None:
        response = Client().post(pledge_path(addressee), sent)
        assert response.status_code == 200 and response.context["form"].errors
        assert Pledge.objects.get().state == PledgeState.PLEDGED

    def test_a_step_taken_twice_says_that_it_is_done(self, addressee: Addressee) -> None:
        Client().post(pledge_path(addressee), {"step": "withdraw"})
        response = Client().post(pledge_path(addressee), {"step": "withdraw"})
        assert response.status_code == 200
        assert response.context["form"].non_field_errors() == ["This pledge can no longer be withdrawn."]

    def test_the_link_of_another_organisation_does_not_open_it(self, addressee: Addressee) -> None:
        other = factories.make_addressee(addressee.solidarity_request, with_contact("Other Union"))
        public_id = Pledge.objects.get().public_id
        for path in (path_for(other), path_for(asked(with_contact("Third Union")))):
            assert Client().get(f"{path}pledges/{public_id}/").status_code == 404
            assert Client().post(f"{path}pledges/{public_id}/", {"step": "withdraw"}).status_code == 404
        assert Pledge.objects.get().state == PledgeState.PLEDGED

    def test_a_look_at_it_changes_nothing(self, addressee: Addressee) -> None:
        response = Client().get(f"{pledge_path(addressee)}?step=withdraw")
        assert "no-store" in response["Cache-Control"]
        assert Pledge.objects.get().state == PledgeState.PLEDGED

    def test_it_ends_with_the_link(self, addressee: Addressee) -> None:
        path = pledge_path(addressee)
        SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
        assert Client().post(path, {"step": "withdraw"}).status_code == 410
        assert Pledge.objects.get().state == PledgeState.PLEDGED
