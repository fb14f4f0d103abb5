"""A union of Peru that applies, with a file and an objection; the union that asks is of its sector."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tests import factories
from unions.actions import evidence, objections, union_applications
from unions.models import Coverage, Sector

if TYPE_CHECKING:
    from tests.security.world import World

PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
ANSWERS: dict[str, Any] = {
    "languages": ["es"],
    "legal_status": "registered",
    "registration": "12345",
    "call_back": "The secretary",
    "independence": "Of its members",
    "elections": "Every year",
}


def add(world: "World") -> None:
    """Let it apply, and an organisation without readers object."""
    now, sector = timezone.now(), Sector.objects.get(code="warehousing")
    Coverage.objects.create(organisation=world.asker, sector=sector)
    first = {"name": "Couriers’ Union", "country": "PE", "contact_address": "office@couriers.example"}
    application, token = union_applications.begin(at=now, **first)
    union_applications.change(application=application, at=now, token=token, sectors=[sector], **ANSWERS)
    sent = union_applications.send(
        application=application, at=now, may_tell_own_country=False, consent_wording="We agree."
    )
    row = evidence.add(application=sent, upload=BytesIO(PDF), title="Statutes", at=now)
    said: dict[str, Any] = {"ground": "employer", "text": "A manager leads it.", "by": factories.make_user(), "at": now}
    other = factories.make_organisation("Union that objects")
    objection = objections.raise_objection(application=sent, organisation=other, **said)
    ids = {"application": sent.public_id, "evidence": row.public_id, "objection": objection.public_id}
    world.places |= ids | {"application_token": token}
