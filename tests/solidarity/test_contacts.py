"""The contact of an organisation without accounts reads what it is asked by the link in its mail."""

from typing import Any

from django.test import Client
from django.utils import translation

from solidarity.choices import RequestState, Visibility
from solidarity.models import Addressee
from solidarity.notifications.links import contact_page
from tests import factories
from unions.choices import OrganisationState
from unions.models import Recipient


def asked(**fields: Any) -> Addressee:
    """Return a listed organisation with a contact that is asked for help, by no more than its name."""
    listed = factories.make_organisation("Listed Union", state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=listed, contact_address="office@example.org")
    defaults: dict[str, Any] = {
        "state": RequestState.CHECKING,
        "opened_at": None,
        "visibility": Visibility.NAMED_ORGANISATIONS,
    }
    solidarity_request = factories.make_request(**(defaults | {"place": "Gate 4"} | fields))
    return factories.make_addressee(solidarity_request, listed)


def path_for(addressee: Addressee) -> str:
    """Return the link in the mail, without the portal's address."""
    with translation.override("en"):
        return "/" + contact_page(addressee.public_id).split("/", 3)[3]


def test_the_link_shows_what_is_asked() -> None:
    response = Client().get(path_for(asked()))
    words = response.content.decode()
    assert response.status_code == 200 and "Protest letter: 10 letters, by 30 November 2026" in words
    assert "Twelve delegates were dismissed" in words and "Do not name any worker" in words
    assert "no-store" in response["Cache-Control"] and "noindex" in words


def test_the_link_shows_neither_place_nor_contact() -> None:
    words = Client().get(path_for(asked())).content.decode()
    assert "Gate 4" not in words and "office@example.org" not in words


def test_a_forged_link_is_nothing() -> None:
    addressee = asked()
    assert Client().get(path_for(addressee)[:-2] + "_/").status_code == 404
    assert Client().get(f"/en/asked/{addressee.public_id}/").status_code == 404


def test_the_link_ends_with_the_request() -> None:
    addressee = asked()
    type(addressee.solidarity_request).objects.update(state=RequestState.TAKEN_DOWN)
    assert Client().get(path_for(addressee)).status_code == 404


def test_the_link_ends_when_the_organisation_is_asked_no_more() -> None:
    addressee = asked()
    path = path_for(addressee)
    addressee.delete()
    assert Client().get(path).status_code == 404


def test_the_link_ends_when_the_organisation_has_staff() -> None:
    addressee = asked()
    factories.make_staff(addressee.organisation)
    assert Client().get(path_for(addressee)).status_code == 404


def test_opening_the_link_changes_nothing_and_nothing_can_be_sent_to_it() -> None:
    addressee = asked()
    assert Client().post(path_for(addressee)).status_code == 405
    addressee.refresh_from_db()
    assert addressee.answer == ""
