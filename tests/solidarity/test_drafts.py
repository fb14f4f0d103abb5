"""Asking in five steps: what is kept, what is refused beside its field, what is proposed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from solidarity.actions import drafts
from solidarity.models import Need, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from tests.queries import queries_of
from tests.solidarity import asking
from unions.choices import NeedLevel
from unions.models import AuditEvent, Employer, User, Worksite
from unions.validators import Refused

SOON = (TODAY + timedelta(days=7)).isoformat()
STORY = {
    "what_happens": "Twelve delegates were dismissed.",
    "language": "en",
    "employer_name": "Hafen AG",
    "country": "DE",
    "situation": "in_struggle",
    "demands": "Take them back.",
}
NEED = {"kind": "protest_letter", "quantity": "100", "wanted_by": SOON, "weight": "decisive"}
SAFETY = {"danger": "no", "recognisable": "no", "wanted_visibility": "network"}
Browser = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def staff() -> User:
    """A person who asks for a union."""
    factories.make_need_kind()
    return factories.make_staff(factories.make_organisation(public_email="office@union.example"))


@pytest.fixture
def client(signed_in: Browser, staff: User) -> Client:
    """Their browser."""
    return signed_in(staff)


@pytest.fixture
def draft(staff: User) -> SolidarityRequest:
    """A whole draft of theirs."""
    return asking.whole_draft(staff)


def begin(client: Client, **answers: str) -> Any:
    """Send the first page."""
    return client.post("/en/ask/", STORY | answers)


def send(client: Client, draft: SolidarityRequest, step: str, **answers: Any) -> Any:
    """Send a step and read the draft anew."""
    answer = client.post(f"/en/ask/{draft.public_id}/{step}/", answers)
    draft.refresh_from_db()
    return answer


def errors(answer: Any) -> set[str]:
    """The fields that have an error, after an answer that shows the page again."""
    assert answer.status_code == 200, answer.headers
    return set(answer.context["form"].errors)


def test_the_first_page_begins_a_draft_of_ones_union(client: Client, staff: User) -> None:
    answer = begin(client)
    draft = SolidarityRequest.objects.get()
    assert answer["Location"] == f"/en/ask/{draft.public_id}/needs/"
    assert (draft.state, draft.made_by, draft.organisation) == ("draft", staff, staff.memberships.get().organisation)
    assert AuditEvent.objects.get(action="request_drafted").actor == staff


def test_a_text_that_is_too_long_stays_typed_and_the_rest_is_kept(client: Client) -> None:
    too_long = "x" * 601
    answer = begin(client, what_happens=too_long)
    assert errors(answer) == {"what_happens"}
    assert too_long in answer.content.decode()
    kept = SolidarityRequest.objects.get()
    assert (kept.what_happens, kept.demands) == ("", "Take them back.")
    assert f'action="/en/ask/{kept.public_id}/story/"' in answer.content.decode()


def test_the_page_that_began_a_draft_does_not_offer_it_as_another(client: Client) -> None:
    assert not begin(client, what_happens="x" * 601).context["drafts"]
    assert len(client.get("/en/ask/").context["drafts"]) == 1


@pytest.mark.parametrize(("situation", "is_wanted"), [("in_struggle", True), ("anticipated", False)])
def test_demands_are_wanted_where_there_is_a_struggle(client: Client, situation: str, is_wanted: bool) -> None:
    assert client.get("/en/ask/").context["form"].fields["demands"].required
    answer = begin(client, situation=situation, demands="")
    assert (answer.status_code == 200) == is_wanted
    assert not is_wanted or errors(answer) == {"demands"}


def test_line_breaks_count_once(client: Client) -> None:
    begin(client, what_happens="x\r\n" * 300)
    assert len(SolidarityRequest.objects.get().what_happens) == 599


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("what_happens", ""),
        ("what_happens", "hidden\u202etext"),
        ("employer_name", ""),
        ("employer_name", "x" * 201),
        ("country", ""),
        ("country", "XX"),
        ("language", "klingon"),
        ("situation", "bored"),
        ("sector", "999999"),
        ("workers_concerned", "-1"),
        ("workers_concerned", "many"),
        ("workers_concerned", "99999999999"),
        ("place", "x" * 121),
        ("languages", "xx"),
    ],
)
def test_nonsense_on_the_first_page_is_refused_beside_its_field(client: Client, name: str, value: str) -> None:
    assert errors(begin(client, **{name: value})) == {name}


def test_a_new_employer_is_added(client: Client) -> None:
    begin(client)
    employer = SolidarityRequest.objects.get().employer
    assert employer is not None
    assert (employer.name, employer.country) == ("Hafen AG", "DE")


def test_an_employer_of_that_name_in_that_country_is_taken(client: Client) -> None:
    employer = factories.make_employer("Hafen AG")
    begin(client, employer_name="hafen ag")
    assert SolidarityRequest.objects.get().employer == employer


def test_where_several_employers_may_be_meant_one_is_chosen(client: Client) -> None:
    other = factories.make_employer("Hafen AG Hamburg")
    answer = begin(client)
    assert errors(answer) == {"employer_choice"}
    draft = SolidarityRequest.objects.get()
    assert draft.employer is None
    assert send(client, draft, "story", **STORY, employer_choice=other.public_id).status_code == 302
    assert draft.employer == other


def test_none_of_these_employers_adds_ones_own(client: Client) -> None:
    factories.make_employer("Hafen AG Hamburg")
    begin(client, employer_choice="new")
    assert str(SolidarityRequest.objects.get().employer) == "Hafen AG"
    assert Employer.objects.count() == 2


def test_leaving_keeps_an_unfinished_page(client: Client) -> None:
    answer = client.post("/en/ask/", {"what_happens": "Twelve delegates", "leave": "1"})
    assert answer["Location"] == "/en/ask/"
    assert SolidarityRequest.objects.get().what_happens == "Twelve delegates"
    assert SolidarityRequest.objects.get().public_id in client.get("/en/ask/").content.decode()


def test_who_speaks_for_two_unions_says_for_which(client: Client, staff: User) -> None:
    other = factories.make_organisation()
    staff.memberships.create(organisation=other, role="union_staff", state="verified", verified_at=NOW)
    assert errors(begin(client)) == {"organisation"}
    begin(client, organisation=other.public_id)
    assert SolidarityRequest.objects.get().organisation == other


def test_members_cannot_ask(signed_in: Browser) -> None:
    assert signed_in(factories.make_member(factories.make_organisation())).get("/en/ask/").status_code == 403


def test_a_visitor_is_sent_to_sign_in(draft: SolidarityRequest) -> None:
    for path in ("/en/ask/", f"/en/ask/{draft.public_id}/story/"):
        assert Client().get(path)["Location"].startswith("/en/account/login/")


def test_drafts_of_other_unions_are_not_there(signed_in: Browser, draft: SolidarityRequest) -> None:
    stranger = signed_in(factories.make_staff(factories.make_organisation()))
    assert stranger.get(f"/en/ask/{draft.public_id}/story/").status_code == 404
    assert stranger.post(f"/en/ask/{draft.public_id}/discard/").status_code == 404
    assert draft.public_id not in stranger.get("/en/ask/").content.decode()


def test_a_step_that_there_is_not_is_not_there(client: Client, draft: SolidarityRequest) -> None:
    assert client.get(f"/en/ask/{draft.public_id}/money/").status_code == 404


@pytest.mark.parametrize("step", ["story", "needs", "ourselves", "safety", "unions"])
def test_looking_at_a_step_changes_nothing(client: Client, draft: SolidarityRequest, step: str) -> None:
    assert client.get(f"/en/ask/{draft.public_id}/{step}/").status_code == 200
    changed_at = draft.changed_at
    draft.refresh_from_db()
    assert draft.changed_at == changed_at
    assert not AuditEvent.objects.exists()


def test_needs_are_added_one_after_the_other(client: Client, draft: SolidarityRequest) -> None:
    answer = send(client, draft, "needs", **NEED, add="1")
    assert answer["Location"].endswith("/needs/")
    assert send(client, draft, "needs", go="1")["Location"].endswith("/ourselves/")
    assert draft.needs.count() == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quantity", "0"),
        ("quantity", "-5"),
        ("quantity", "many"),
        ("quantity", ""),
        ("wanted_by", (TODAY - timedelta(days=1)).isoformat()),
        ("wanted_by", (TODAY + timedelta(days=91)).isoformat()),
        ("wanted_by", "soon"),
        ("kind", "miracle"),
        ("weight", "huge"),
        ("title", "x" * 121),
    ],
)
def test_nonsense_in_a_need_is_refused_beside_its_field(
    client: Client, draft: SolidarityRequest, name: str, value: str
) -> None:
    answer = send(client, draft, "needs", **(NEED | {name: value}), go="1")
    assert errors(answer) == {name}
    assert name in {"kind", "weight"} or value in answer.content.decode()
    assert draft.needs.count() == 1


def test_a_request_without_a_need_does_not_go_on(client: Client, staff: User) -> None:
    empty = factories.make_draft(staff.memberships.get().organisation)
    assert "kind" in errors(send(client, empty, "needs", go="1"))
    assert send(client, empty, "needs", leave="1")["Location"] == "/en/ask/"


def test_only_symbolic_needs_ask_for_the_reason(client: Client, staff: User) -> None:
    empty = factories.make_draft(staff.memberships.get().organisation)
    factories.make_need_kind("message_of_solidarity", level=NeedLevel.SYMBOLIC)
    answer = send(client, empty, "needs", **(NEED | {"kind": "message_of_solidarity"}), go="1")
    assert set(answer.context["reason"].errors) == {"symbolic_reason"}
    assert empty.needs.count() == 1
    answer = send(client, empty, "needs", symbolic_reason="They are read out at the gate.", go="1")
    assert answer["Location"].endswith("/ourselves/")
    assert empty.symbolic_reason == "They are read out at the gate."


def test_a_need_is_changed_and_removed(client: Client, draft: SolidarityRequest) -> None:
    need = draft.needs.get()
    page = client.get(f"/en/ask/{draft.public_id}/needs/?need={need.public_id}")
    assert page.context["form"].initial["quantity"] == 10
    send(client, draft, "needs", **NEED, need=need.public_id, go="1")
    assert draft.needs.get().quantity == 100
    send(client, draft, "needs", remove=need.public_id)
    assert not Need.objects.exists()


def test_the_contact_is_filled_in_and_the_do_nots_are_ticked(client: Client, staff: User) -> None:
    begin(client)
    draft = SolidarityRequest.objects.get()
    initial = client.get(f"/en/ask/{draft.public_id}/ourselves/").context["form"].initial
    assert initial["contact"] == "office@union.example"
    assert initial["do_nots"] == ["no_names", "no_workplace_contact", "no_press"]


def test_what_we_do_ourselves_is_kept(client: Client, draft: SolidarityRequest) -> None:
    assert draft.employer is not None
    site = Worksite.objects.create(employer=draft.employer, name="Gate 3", country=draft.country)
    answers = {"own_action": "A picket.", "contact": "Desk", "mandate": "local_vote", "worksite": site.pk}
    send(client, draft, "ourselves", **answers, do_nots=["no_press"], further_do_not="No flags.")
    assert (draft.own_action, draft.mandate, draft.worksite) == ("A picket.", "local_vote", site)
    assert (draft.do_nots, draft.further_do_not) == (["no_press"], "No flags.")


@pytest.mark.parametrize(
    "risk",
    [
        {"danger": "yes"},
        {"danger": "not_sure"},
        {"recognisable": "yes", "consent": "no"},
        {"recognisable": "not_sure", "consent": "not_sure"},
    ],
)
def test_danger_keeps_it_among_the_unions_asked_and_says_so(
    client: Client, draft: SolidarityRequest, risk: dict[str, str]
) -> None:
    answer = send(client, draft, "safety", **(SAFETY | risk | {"wanted_visibility": "public"}))
    assert (draft.wanted_visibility, draft.place_visibility) == ("named_organisations", "behind_the_scenes")
    assert "Because of your answers about safety" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wanted", "place"), [("public", "network"), ("network", "named_organisations"), ("behind_the_scenes",) * 2]
)
def test_without_danger_the_union_decides_and_the_place_is_tighter(
    client: Client, draft: SolidarityRequest, wanted: str, place: str
) -> None:
    send(client, draft, "safety", **(SAFETY | {"wanted_visibility": wanted}))
    assert (draft.wanted_visibility, draft.place_visibility) == (wanted, place)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"danger": ""}, "danger"),
        ({"danger": "maybe"}, "danger"),
        ({"recognisable": ""}, "recognisable"),
        ({"recognisable": "yes"}, "consent"),
        ({"wanted_visibility": ""}, "wanted_visibility"),
        ({"wanted_visibility": "galaxy"}, "wanted_visibility"),
    ],
)
def test_a_question_about_safety_left_open_is_asked_again(
    client: Client, draft: SolidarityRequest, answers: dict[str, str], field: str
) -> None:
    assert errors(send(client, draft, "safety", **(SAFETY | answers))) == {field}


def test_each_level_is_shown_in_people(client: Client, draft: SolidarityRequest) -> None:
    page = client.get(f"/en/ask/{draft.public_id}/safety/").content.decode()
    assert "Members of the network: fewer than five people of 1 union" in page
    for _ in range(6):
        factories.make_member(draft.organisation)
    assert "7 people of 1 union" in client.get(f"/en/ask/{draft.public_id}/safety/").content.decode()


def test_a_published_request_is_managed_elsewhere(client: Client, staff: User) -> None:
    published = asking.published(staff)
    answer = client.get(f"/en/ask/{published.public_id}/story/")
    assert answer["Location"] == f"/en/requests/{published.public_id}/manage/"


def test_a_draft_is_thrown_away(client: Client, draft: SolidarityRequest) -> None:
    assert "cannot be undone" in client.get(f"/en/ask/{draft.public_id}/discard/").content.decode()
    assert SolidarityRequest.objects.exists()
    client.post(f"/en/ask/{draft.public_id}/discard/")
    assert not SolidarityRequest.objects.exists()


def test_nothing_of_a_published_request_changes_through_its_draft(staff: User) -> None:
    published = asking.published(staff)
    act: dict[str, Any] = {"by": staff, "at": NOW}
    for change in (
        lambda: drafts.change(**act, solidarity_request=published, title="Other"),
        lambda: drafts.choose(**act, solidarity_request=published, organisations=[]),
        lambda: drafts.discard(**act, solidarity_request=published),
    ):
        with pytest.raises(Refused):
            change()


def test_an_answer_that_a_draft_has_not_is_a_mistake_of_the_programmer(draft: SolidarityRequest, staff: User) -> None:
    with pytest.raises(TypeError):
        drafts.change(by=staff, at=NOW, solidarity_request=draft, state="open")


@pytest.mark.parametrize("step", ["needs", "unions"])
def test_a_step_costs_the_same_for_five_as_for_one(client: Client, draft: SolidarityRequest, step: str) -> None:
    path = f"/en/ask/{draft.public_id}/{step}/"
    asking.union_at(draft.employer)
    client.get(path)
    one = queries_of(lambda: client.get(path))
    for _ in range(4):
        factories.make_need(draft)
        asking.union_at(draft.employer)
    assert queries_of(lambda: client.get(path)) == one
