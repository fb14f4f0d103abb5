"""What tests of answering by a link share: a listed organisation with a contact that is asked, and its link."""

from typing import Any
from urllib.parse import urlsplit

from django.utils import translation

from solidarity.choices import RequestState, Visibility
from solidarity.models import Addressee
from solidarity.notifications.answer_links import answer_page
from tests import factories
from unions.choices import OrganisationState
from unions.models import Organisation, Recipient

ADDRESS = "office@example.org"


def with_contact(name: str = "Listed Union", state: str = OrganisationState.LISTED, **fields: Any) -> Organisation:
    """An organisation that nobody has vetted, with a contact and no accounts, unless said otherwise."""
    organisation = factories.make_organisation(name, state=state)
    Recipient.objects.create(organisation=organisation, **({"contact_address": ADDRESS} | fields))
    return organisation


def asked(organisation: Organisation | None = None, due: dict[str, Any] | None = None, **fields: Any) -> Addressee:
    """That organisation is asked by name, while the request is checked."""
    checking: dict[str, Any] = {
        "state": RequestState.CHECKING,
        "opened_at": None,
        "visibility": Visibility.NAMED_ORGANISATIONS,
        "place": "Gate 4",
    }
    solidarity_request = factories.make_request(**(checking | fields))
    return factories.make_addressee(solidarity_request, organisation or with_contact(), **(due or {}))


def path_for(addressee: Addressee, language: str = "en") -> str:
    """The link in the mail, without the portal's address."""
    with translation.override(language):
        return urlsplit(answer_page(addressee.public_id)).path
