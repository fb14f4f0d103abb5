"""One request shown everywhere that a request can be shown, and every place to look for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from solidarity.actions import guest_pledges, pledges
from solidarity.models import Photo, SolidarityRequest
from solidarity.notifications.answer_links import answer_page
from tests import factories
from tests.factories import NOW
from unions.actions import translations
from unions.choices import OrganisationState
from unions.models import Recipient, User

TITLE = "Needle dismissed"
IN_SPANISH = "Aguja despedida"
SignIn = Callable[[User], Client]


@dataclass
class Everywhere:
    """The request, its readers, and the addresses under which each of them finds it."""

    solidarity_request: SolidarityRequest
    readers: dict[str, User]
    places: dict[str, tuple[str, str, str]]  # name: whose, where, and the word that shows it ("" where the page does)

    def shown(self, sign_in: SignIn) -> set[str]:
        """Return the places that show the request now; everybody signs in afresh."""
        clients = {who: sign_in(user) for who, user in self.readers.items()} | {"stranger": Client()}
        return {name for name, (who, url, word) in self.places.items() if _shows(clients[who], url, word)}


def build() -> Everywhere:
    """A public request with a photo, a translation, a pledge, a guest's pledge, an answer owed and a contact's link."""
    asker, asked = factories.make_organisation("Union that asks"), factories.make_organisation("Union that is asked")
    found = factories.make_request(asker, title=TITLE)
    staff = factories.make_staff(asker)
    translations.keep(subject=found, language="es", texts={"title": IN_SPANISH}, by=staff, at=NOW)
    pledger = factories.make_member(factories.make_organisation())
    readers = {"pledger": pledger, "asked": factories.make_staff(asked), "asker": staff}
    addressee = factories.make_addressee(found, asked, due_at=NOW - timedelta(hours=1))
    need = found.needs.get()
    pledge = pledges.make(by=pledger, need=need, quantity=1, at=NOW)
    pages = {
        "home": "/en/",
        "board": "/en/requests/",
        "search": "/en/requests/?q=needle",
        "request": f"/en/requests/{found.public_id}/",
        "poster": f"/en/requests/{found.public_id}/poster/",
        "feed": "/en/requests/feed/",
        "union": reverse("unions:organisation-detail", args=[asker.slug]),
        "guest's form": f"/en/needs/{need.public_id}/pledge/",
    }
    places = {name: ("stranger", url, TITLE) for name, url in pages.items()} | {
        "translation": ("stranger", f"/es/requests/{found.public_id}/", IN_SPANISH),
        "translated board": ("stranger", "/es/requests/", IN_SPANISH),
        "translated search": ("stranger", "/es/requests/?q=aguja", IN_SPANISH),
        "sitemap": ("stranger", "/sitemap-requests.xml", found.public_id),
        "photo": ("stranger", _photo(found), ""),
        "contact's link": ("stranger", _contact_link(found), ""),
        "guest's link": ("stranger", _guest_link(found), ""),
        "member's board": ("pledger", "/en/requests/", TITLE),
        "waiting": ("pledger", "/en/requests/waiting/", TITLE),
        "pledge": ("pledger", f"/en/pledges/{pledge.public_id}/", TITLE),
        "pledges": ("pledger", "/en/pledges/", TITLE),
        "form": ("pledger", f"/en/needs/{need.public_id}/pledge/", TITLE),
        "endorsement": ("asked", f"/en/requests/{found.public_id}/endorse/", TITLE),
        "answer desk": ("asked", "/en/answers/", TITLE),
        "answer": ("asked", f"/en/answers/{addressee.public_id}/", TITLE),
        "asker's page": ("asker", f"/en/requests/{found.public_id}/", TITLE),
        "asker's desk": ("asker", f"/en/requests/{found.public_id}/manage/", TITLE),
        "translating": ("asker", f"/en/requests/{found.public_id}/translate/fr/", TITLE),
    }
    return Everywhere(found, readers, places)


def _shows(client: Client, url: str, word: str) -> bool:
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    return response.status_code == 200 and word in body.decode(errors="replace")


def _photo(found: SolidarityRequest) -> str:
    photo = Photo(solidarity_request=found, alt_text="A gate", added_at=NOW, visibility=found.visibility)
    photo.image.save("gate.webp", ContentFile(b"RIFF....WEBP"))
    return f"/en/photos/{photo.public_id}/"


def _contact_link(found: SolidarityRequest) -> str:
    listed = factories.make_organisation(state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=listed, contact_address="office@example.org")
    addressee = factories.make_addressee(found, listed)
    return answer_page(addressee.public_id).removeprefix(settings.SITE_URL)


def _guest_link(found: SolidarityRequest) -> str:
    guest_pledges.ask(
        need=found.needs.get(),
        address="guest@example.org",
        quantity=1,
        language="en",
        consent_wording="I agree",
        at=NOW,
    )
    link = re.search(r"http://\S+?(/\S+/pledges/confirm/\S+)", str(mail.outbox[-1].body))
    assert link
    return link[1]
