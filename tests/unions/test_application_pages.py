"""The pages of a union that applies: it breaks off, comes back by its link, sends, and sees what comes of it."""

from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.unions import applying
from unions.actions import admissions, union_applications
from unions.choices import OrganisationState
from unions.models import Evidence, UnionApplication

NEVER_KEPT = "max-age=0, no-cache, no-store, must-revalidate, private"
FIRST = {**applying.FIRST, "contact_language": "en", "acronym": ""}


def begin(client: Client, language: str = "en", **changes: str) -> str:
    """Send the first page; return the token of the link in the mail."""
    client.post(f"/{language}/apply/", FIRST | changes)
    return applying.newest_link().split("/")[3]


def page(token: str, step: str = "") -> str:
    """Return the path of a page of this application."""
    return f"/en/apply/{token}/{step}/" if step else f"/en/apply/{token}/"


def fill(client: Client, token: str) -> None:
    """Send the second and the third page."""
    sector = factories.make_sector("transport")
    about = {name: applying.ANSWERS[name] for name in ("languages", "legal_status", "registration", "call_back")}
    client.post(page(token, "about"), about | {"sectors": [sector.pk], "go": "1"})
    client.post(page(token, "words"), {name: applying.ANSWERS[name] for name in ("independence", "elections")})


def upload(content: bytes = applying.PDF, name: str = "statutes.pdf") -> BytesIO:
    """A file as a browser sends it."""
    file = BytesIO(content)
    file.name = name
    return file


def test_the_first_page_makes_it_mails_the_link_and_goes_on(client: Client) -> None:
    answer = client.post("/en/apply/", FIRST)
    token = applying.newest_link().split("/")[3]
    assert answer["Location"] == page(token, "about")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("known", [True, False])
def test_a_known_address_is_answered_like_any_other(client: Client, known: bool) -> None:
    if known:
        factories.make_user(email=applying.ADDRESS)
    for _ in range(5):
        answer = client.post("/en/apply/", FIRST)
        assert (answer.status_code, answer["Location"].endswith("/about/")) == (302, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Hidden\u200b"}, "name"),
        ({"country": "XX"}, "country"),
        ({"contact_address": "nobody"}, "contact_address"),
        ({"contact_language": "tlh"}, "contact_language"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    client: Client, changes: dict[str, str], field: str
) -> None:
    answer = client.post("/en/apply/", FIRST | {"acronym": "CUP"} | changes)
    assert set(answer.context["form"].errors) == {field}
    assert 'value="CUP"' in answer.content.decode()
    assert not UnionApplication.objects.exists()


def test_a_listed_union_begins_from_its_entry(client: Client) -> None:
    listed = factories.make_organisation("Couriers’ Union", country="PE", state=OrganisationState.LISTED)
    profile = client.get(reverse("unions:organisation-detail", args=[listed.slug])).content.decode()
    path = f"/en/apply/?organisation={listed.slug}"
    assert path in profile
    assert client.get(path).context["form"].initial["name"] == "Couriers’ Union"
    client.post(path, FIRST)
    assert UnionApplication.objects.get().organisation == listed


def test_a_member_is_nobodys_entry_to_take(client: Client) -> None:
    member = factories.make_organisation("IG Metall")
    client.post(f"/en/apply/?organisation={member.slug}", FIRST)
    assert UnionApplication.objects.get().organisation is None


@pytest.mark.parametrize("where", ["/en/account/signup/", "/en/"])
def test_the_way_in_stands_where_a_union_would_look_for_it_and_in_the_footer(client: Client, where: str) -> None:
    assert client.get(where).content.decode().count('href="/en/apply/"') == 2


def test_what_is_right_is_kept_where_something_is_wrong(client: Client) -> None:
    token = begin(client)
    answer = client.post(page(token, "words"), {"independence": "Founded by couriers.", "elections": ""})
    assert set(answer.context["form"].errors) == {"elections"}
    assert UnionApplication.objects.get().independence == "Founded by couriers."


def test_whoever_breaks_off_comes_back_by_the_link_on_another_device(client: Client) -> None:
    token = begin(client)
    left = client.post(page(token, "words"), {"independence": "Founded by couriers.", "elections": "", "leave": "1"})
    assert left["Location"] == page(token)
    other = Client()
    status = other.get(applying.newest_link()).content.decode()
    assert "Go on writing" in status
    assert page(token, "words") in status
    assert "Founded by couriers." in other.get(page(token, "words")).content.decode()


def test_whoever_leaves_with_an_empty_name_finds_a_page_with_a_heading(client: Client) -> None:
    token = begin(client)
    client.post(page(token, "union"), FIRST | {"name": "", "leave": "1"})
    assert "A union without a name yet" in client.get(page(token)).content.decode()


def test_from_the_first_page_to_the_last(client: Client) -> None:
    token = begin(client)
    fill(client, token)
    client.post(page(token, "evidence"), {"file": upload(), "title": "Statutes"})
    answer = client.post(page(token, "send"), {"conduct": "on", "data_protection": "on", "go": "1"}, follow=True)
    application = UnionApplication.objects.get()
    assert (application.state, application.may_tell_own_country) == ("submitted", False)
    assert application.consent_wording.startswith("We accept the rules of conduct")
    assert "Statutes" in answer.content.decode()


def test_without_both_consents_nothing_is_sent(client: Client) -> None:
    token = begin(client)
    fill(client, token)
    answer = client.post(page(token, "send"), {"conduct": "on"})
    assert set(answer.context["form"].errors) == {"data_protection"}
    assert UnionApplication.objects.get().state == "applying"


def test_the_last_page_leads_to_what_is_missing(client: Client) -> None:
    token = begin(client)
    answer = client.post(page(token, "send"), {"conduct": "on", "data_protection": "on"})
    assert "Some answers are still missing" in answer.content.decode()
    assert [gap["url"] for gap in answer.context["gaps"]] == [page(token, "about"), page(token, "words")]


def test_once_sent_the_steps_lead_to_its_own_page(client: Client) -> None:
    token = begin(client)
    fill(client, token)
    client.post(page(token, "send"), {"conduct": "on", "data_protection": "on"})
    assert client.get(page(token, "about"))["Location"] == page(token)
    assert client.post(page(token, "words"), {"independence": "Changed."})["Location"] == page(token)
    assert UnionApplication.objects.get().independence == applying.ANSWERS["independence"]


def test_evidence_is_added_and_taken_away_and_added_once_more_after_sending(client: Client) -> None:
    token = begin(client)
    client.post(page(token, "evidence"), {"file": upload(), "title": "Statutes"})
    row = Evidence.objects.get()
    assert "Statutes" in client.get(page(token, "evidence")).content.decode()
    client.post(f"{page(token)}evidence/{row.public_id}/remove/")
    assert not Evidence.objects.exists()
    fill(client, token)
    client.post(page(token, "send"), {"conduct": "on", "data_protection": "on"})
    client.post(f"{page(token)}evidence/add/", {"file": upload(), "title": "Register"})
    row = Evidence.objects.get()
    client.post(f"{page(token)}evidence/{row.public_id}/remove/")
    assert Evidence.objects.get().title == "Register"


def test_whoever_goes_on_from_the_evidence_keeps_the_file_that_was_chosen(client: Client) -> None:
    token = begin(client)
    went = client.post(page(token, "evidence"), {"title": "", "go": "1"})
    assert went["Location"] == page(token, "send") and not Evidence.objects.exists()
    half = client.post(page(token, "evidence"), {"title": "Statutes", "go": "1"})
    assert set(half.context["form"].errors) == {"file"}
    went = client.post(page(token, "evidence"), {"file": upload(), "title": "Statutes", "go": "1"})
    assert went["Location"] == page(token, "send") and Evidence.objects.get().title == "Statutes"


def test_evidence_of_another_application_cannot_be_taken_away(client: Client) -> None:
    row = applying.add_evidence(applying.begun(name="Others"))
    token = begin(client)
    assert client.post(f"{page(token)}evidence/{row.public_id}/remove/").status_code == 404
    assert Evidence.objects.exists()


def test_withdrawing_asks_first(client: Client) -> None:
    token = begin(client)
    client.get(page(token, "withdraw"))
    assert UnionApplication.objects.exists()
    assert client.post(page(token, "withdraw"))["Location"] == "/en/apply/"
    assert not UnionApplication.objects.exists()


def test_a_refusal_is_read_and_appealed_once(client: Client) -> None:
    act: dict[str, Any] = {"by": applying.network_admin(), "at": factories.NOW, "application": applying.sent()}
    admissions.decline(**act, reason="no_word", words="Nobody knows you.")
    path = applying.newest_link()
    assert "Nobody knows you." in client.get(path).content.decode()
    assert set(client.post(f"{path}appeal/", {"words": ""}).context["form"].errors) == {"words"}
    assert client.post(f"{path}appeal/", {"words": "Ask the dockers."})["Location"] == path
    assert client.get(f"{path}appeal/")["Location"] == path
    assert UnionApplication.objects.get().state == "submitted"


@pytest.mark.parametrize("step", ["", "union", "about", "words", "evidence", "send", "withdraw", "appeal"])
def test_no_page_of_an_application_is_kept_on_the_way(client: Client, step: str) -> None:
    token = begin(client)
    for answer in (client.get(page(token, step)), client.get(page("guess", step))):
        assert answer["Cache-Control"] == NEVER_KEPT


@pytest.mark.parametrize("step", ["", "union", "send", "evidence/add", "withdraw", "appeal"])
def test_a_guessed_link_opens_nothing_and_says_nothing(client: Client, step: str) -> None:
    begin(client)
    answers = [client.get(page(token, step)) for token in ("guess", "0" * 43, "%00")]
    answers += [client.post(page("guess", step or "appeal"), {"words": "x"})]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content.count(b"no longer works") for answer in answers}) == 1


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_pages_and_mail_keep_the_language(client: Client, language: str) -> None:
    begin(client, language, contact_language=language)
    assert applying.newest_link().startswith(f"/{language}/")
    assert client.get(applying.newest_link()).status_code == 200


def test_a_step_that_does_not_exist_is_no_page(client: Client) -> None:
    assert client.get(page(begin(client), "bribe")).status_code == 404


def test_a_flood_of_beginnings_is_answered_in_words(client: Client) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(union_applications, "MOST_BEGUN", 0)
        answer = client.post("/en/apply/", FIRST)
    assert "try again in an hour" in answer.content.decode()
    assert mail.outbox == []
