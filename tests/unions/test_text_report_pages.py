"""The pages of reports: who gets them, what they keep, what they show."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from solidarity.choices import Visibility
from solidarity.models import Photo, SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.unions.reporting import NEEDLE, decider, hide, make_request, report
from unions.actions import text_reports, translations
from unions.choices import HIDDEN_TEXT, NetworkRoleKind, ReportReason, ReportState
from unions.models import TextReport, User
from unions.panels import panels_for

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("at_now")


def report_url(asked: SolidarityRequest) -> str:
    """Where a request is reported."""
    return reverse("unions:text-report-create", args=["request", asked.public_id])


def decide_url(made: TextReport) -> str:
    """Where a report is decided."""
    return reverse("unions:text-report-detail", args=[made.public_id])


def test_a_public_request_links_to_its_report() -> None:
    asked = make_request()
    page = Client().get(reverse("solidarity:request-detail", args=[asked.public_id])).text
    assert report_url(asked) in page


def test_a_stranger_reports_without_an_account() -> None:
    asked = make_request()
    sent = Client().post(report_url(asked), {"text": "what_happens", "reason": "danger", "words": "My neighbour."})
    assert sent.status_code == 302
    made = TextReport.objects.get()
    assert (made.reported_by, made.reason, made.field) == (None, ReportReason.DANGER, "what_happens")


@pytest.mark.parametrize("kind", ["request", "nothing"])
def test_who_does_not_see_a_text_cannot_report_it(kind: str) -> None:
    asked = make_request(visibility=Visibility.NETWORK)
    url = reverse("unions:text-report-create", args=[kind, asked.public_id])
    assert Client().get(url).status_code == 404
    assert Client().post(url, {"reason": "danger"}).status_code == 404
    assert not TextReport.objects.exists()


def test_without_a_reason_what_was_typed_stays() -> None:
    page = Client().post(report_url(make_request()), {"text": "what_happens", "words": "It is my neighbour."})
    assert page.status_code == 200
    assert "It is my neighbour." in page.text
    assert not TextReport.objects.exists()


def test_reporting_the_same_text_twice_says_so(signed_in: SignIn) -> None:
    asked, reader = make_request(), factories.make_user()
    report(asked, reader)
    page = signed_in(reader).post(report_url(asked), {"text": "what_happens", "reason": "hate"})
    assert "already reported" in page.text


def test_the_decider_sees_the_text_in_its_place(signed_in: SignIn) -> None:
    page = signed_in(decider()).get(decide_url(report(make_request(), words="My neighbour."))).text
    assert NEEDLE in page
    assert "My neighbour." in page


def test_a_translation_stands_under_its_text(signed_in: SignIn) -> None:
    asked = make_request()
    translations.keep(subject=asked, texts={"title": "Le titre en français"}, language="fr", by=None, at=NOW)
    page = signed_in(decider()).get(decide_url(report(asked))).text
    assert page.index("Le titre en français") < page.index(NEEDLE)


def test_nothing_is_decided_beforehand(signed_in: SignIn) -> None:
    form = signed_in(decider()).get(decide_url(report(make_request()))).context["form"]
    assert form["decision"].value() is None
    assert form["text"].value() == "what_happens"


def test_who_reported_it_is_not_shown(signed_in: SignIn) -> None:
    reader = factories.make_user("whistleblower")
    page = signed_in(decider()).get(decide_url(report(make_request(), reader))).text
    assert "whistleblower" not in page


def test_a_reviewer_hides_the_text_everywhere(signed_in: SignIn) -> None:
    asked = make_request()
    answer = {"decision": "hide", "text": "what_happens", "note": "It names somebody."}
    assert signed_in(decider()).post(decide_url(report(asked)), answer).status_code == 302
    for url in (
        reverse("solidarity:request-detail", args=[asked.public_id]),
        reverse("solidarity:request-list"),
        reverse("solidarity:request-feed"),
    ):
        assert NEEDLE not in Client().get(url).text
    page = Client().get(reverse("solidarity:request-detail", args=[asked.public_id])).text
    assert "[hidden by the network]" in page
    assert HIDDEN_TEXT not in page


def test_a_decision_wants_a_reason(signed_in: SignIn) -> None:
    made = report(make_request())
    page = signed_in(decider()).post(decide_url(made), {"decision": "hide", "text": "what_happens", "note": ""})
    assert page.status_code == 200
    made.refresh_from_db()
    assert made.state == ReportState.OPEN


@pytest.mark.parametrize("make", [factories.make_user, lambda: factories.make_staff(factories.make_organisation())])
def test_who_has_no_duty_finds_no_report(make: Callable[[], User], signed_in: SignIn) -> None:
    client, made = signed_in(make()), report(make_request())
    assert client.get(decide_url(made)).status_code == 404
    assert client.get(reverse("unions:text-report-list")).status_code == 403


def test_the_union_reads_the_reason_and_asks_for_another_look(signed_in: SignIn) -> None:
    asked = make_request()
    made = hide(report(asked))
    client, url = (
        signed_in(factories.make_staff(asked.organisation)),
        reverse("unions:text-report-own", args=[made.public_id]),
    )
    assert "It names somebody." in client.get(url).text
    client.post(url, {"plea": "She has agreed."})
    made.refresh_from_db()
    assert (made.state, made.plea) == (ReportState.ASKED_AGAIN, "She has agreed.")
    assert "Ask for another look" not in client.get(url).text


def test_the_union_reads_that_it_was_looked_at_again(signed_in: SignIn) -> None:
    asked = make_request()
    made = hide(report(asked))
    text_reports.ask_again(report=made, by=factories.make_user(), at=NOW, plea="She has agreed.")
    client = signed_in(factories.make_staff(asked.organisation))
    url = reverse("unions:text-report-own", args=[made.public_id])
    assert "She has agreed." in client.get(url).text
    assert "You can write the text anew" not in client.get(url).text
    text_reports.decide_again(report=made, stands=False, by=decider(), at=NOW)
    assert "Looked at again on" in client.get(url).text
    assert "You can write the text anew" in client.get(url).text


def test_staff_of_other_unions_do_not_find_the_hidden_text(signed_in: SignIn) -> None:
    url = reverse("unions:text-report-own", args=[hide(report(make_request())).public_id])
    assert signed_in(factories.make_staff(factories.make_organisation())).get(url).status_code == 404


def test_a_second_reviewer_puts_it_back(signed_in: SignIn) -> None:
    asked = make_request()
    made = hide(report(asked))
    TextReport.objects.filter(pk=made.pk).update(state=ReportState.ASKED_AGAIN, asked_again_at=NOW)
    client = signed_in(decider())
    assert NEEDLE in client.get(decide_url(made)).text
    client.post(decide_url(made), {"decision": "restore"})
    asked.refresh_from_db()
    assert asked.what_happens == NEEDLE


def picture(client: Client, url: str) -> bytes:
    """The file that this reader gets."""
    return b"".join(client.get(url).streaming_content)  # type: ignore[arg-type]


def test_a_photo_is_hidden_from_all_but_its_union(signed_in: SignIn) -> None:
    asked = make_request()
    photo = Photo(solidarity_request=asked, alt_text="A gate", added_at=NOW, visibility=Visibility.PUBLIC)
    photo.image.save("gate.webp", ContentFile(b"RIFF....WEBP"))
    made = report(photo, kind="photo", text="alt_text")
    url = reverse("solidarity:photo-file", args=[photo.public_id])
    assert picture(Client(), url)
    hide(made, text="alt_text")
    assert Client().get(url).status_code == 404
    assert picture(signed_in(factories.make_staff(asked.organisation)), url)


def test_the_desk_gets_the_reports_that_wait_for_its_reader() -> None:
    report(make_request())
    (panel,) = [each for each in panels_for("desk", decider(), None) if each.context["key"] == "reports"]
    assert (panel.context["count"](), len(panel.context["rows"]())) == (1, 1)
    assert not [each for each in panels_for("desk", factories.make_user(), None) if each.context["key"] == "reports"]


def test_five_reports_cost_as_many_queries_as_one(signed_in: SignIn) -> None:
    client, url = signed_in(decider(NetworkRoleKind.NETWORK_ADMIN)), reverse("unions:text-report-list")
    report(make_request())
    client.get(url)
    one = queries_of(lambda: client.get(url))
    for _ in range(4):
        report(make_request())
    assert queries_of(lambda: client.get(url)) == one
