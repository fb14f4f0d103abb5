"""Feed, sitemap and robots.txt: public requests only."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import RequestState, Visibility
from tests import factories
from tests.queries import queries_of
from unions.choices import Listing, OrganisationState
from unions.models import Translation
from unions.queries import source_hash

pytestmark = pytest.mark.usefixtures("at_now")
ATOM = "{http://www.w3.org/2005/Atom}"
POLYGLOT = "]]><script>alert(1)</script>&\"'"


def entries(client: Client, language: str = "en") -> list[str]:
    """Return the titles of the feed."""
    response = client.get(f"/{language}/requests/feed/")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.content)
    return [str(entry.findtext(f"{ATOM}title")) for entry in root.iter(f"{ATOM}entry")]


def test_the_feed_holds_open_public_requests_with_their_country(client: Client) -> None:
    factories.make_request(title="Dismissed")
    assert entries(client) == ["Bangladesh: Dismissed"]


def test_the_feed_speaks_the_language_of_its_address(client: Client) -> None:
    solidarity_request = factories.make_request(title="Dismissed")
    Translation.objects.create(
        subject=solidarity_request,
        field="title",
        language="es",
        text="Despedidas",
        source_hash=source_hash("Dismissed"),
        changed_at=factories.NOW,
    )
    assert entries(client, "es") == ["Bangladés: Despedidas"]


@pytest.mark.parametrize(
    "hidden",
    [
        *({"visibility": level} for level in Visibility if level != Visibility.PUBLIC),
        {"state": RequestState.PAUSED},
        {"state": RequestState.TAKEN_DOWN},
        {"state": RequestState.CHECKING, "opened_at": None},
    ],
)
def test_nothing_else_is_in_the_feed(client: Client, hidden: dict[str, Any]) -> None:
    factories.make_request(**hidden)
    assert entries(client) == []


def test_even_members_get_only_public_requests_in_the_feed(signed_in: Any) -> None:
    factories.make_request(visibility=Visibility.NETWORK)
    assert entries(signed_in(factories.make_member(factories.make_organisation()))) == []


def test_texts_cannot_break_the_feed(client: Client) -> None:
    factories.make_request(title=POLYGLOT, what_happens=POLYGLOT)
    assert entries(client) == [f"Bangladesh: {POLYGLOT}"]


def test_a_reader_that_takes_the_summary_for_html_finds_no_script(client: Client) -> None:
    factories.make_request(what_happens=POLYGLOT)
    root = ElementTree.fromstring(client.get("/en/requests/feed/").content)
    summary = root.find(f".//{ATOM}summary")
    assert summary is not None
    assert "<script>" not in str(summary.text)
    assert summary.get("type") == "html"


def test_five_entries_cost_as_many_queries_as_one(client: Client) -> None:
    factories.make_request(language="bn")
    entries(client)
    one = queries_of(lambda: entries(client))
    for _ in range(4):
        factories.make_request(language="bn")
    assert queries_of(lambda: entries(client)) == one


def test_the_sitemap_names_public_requests_in_every_language(client: Client) -> None:
    shown = factories.make_request()
    hidden = [factories.make_request(visibility=v) for v in Visibility if v != Visibility.PUBLIC]
    hidden += [factories.make_request(factories.make_organisation(state=OrganisationState.SUSPENDED))]
    hidden += [factories.make_request(state=RequestState.TAKEN_DOWN)]
    text = client.get("/sitemap-requests.xml").content.decode()
    for language in ("en", "es", "fr", "ar"):
        assert f"/{language}/requests/{shown.public_id}/" in text
    assert not [each for each in hidden if each.public_id in text]


def test_the_sitemap_names_public_profiles_alone(client: Client) -> None:
    shown = factories.make_organisation(slug="shown")
    factories.make_organisation(slug="for-members", listing=Listing.MEMBERS)
    factories.make_organisation(slug="removed", state=OrganisationState.REMOVED)
    text = client.get("/sitemap-organisations.xml").content.decode()
    assert f"/ar/unions/{shown.slug}/" in text
    assert "for-members" not in text and "removed" not in text


def test_the_sitemap_leads_to_its_parts(client: Client) -> None:
    text = client.get("/sitemap.xml").content.decode()
    for part in ("pages", "requests", "organisations"):
        assert f"/sitemap-{part}.xml" in text
        assert client.get(f"/sitemap-{part}.xml").status_code == 200


def test_robots_learn_where_the_sitemap_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"http://testserver{reverse('sitemap')}" in text
