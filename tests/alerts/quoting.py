"""A call and a campaign that were written in Bengali, and what somebody made of them in other languages."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from campaigns.models import Campaign
from solidarity.models import SolidarityRequest
from tests import factories
from tests.campaigns.campaigning import seeking
from unions.actions import translations

TITLE, HAPPENS, NEED = "বরখাস্ত", "বারোজনকে বরখাস্ত করা হয়েছে।", "চিঠি"
IN_SPANISH = {"title": "Despedidas", "what_happens": "Despidieron a doce."}


def in_bengali() -> SolidarityRequest:
    """A call with one need that has a title."""
    solidarity_request = factories.make_request(language="bn", title=TITLE, what_happens=HAPPENS)
    solidarity_request.needs.update(title=NEED)
    return solidarity_request


def translate(subject: Any, language: str, texts: Mapping[str, str]) -> None:
    """Let a person translate these texts."""
    now = timezone.now()
    translations.keep(subject=subject, language=language, texts=texts, by=factories.make_user(), at=now)


def in_bengali_and_spanish() -> SolidarityRequest:
    """The same call with a whole translation into Spanish."""
    solidarity_request = in_bengali()
    translate(solidarity_request, "es", IN_SPANISH)
    translate(solidarity_request.needs.get(), "es", {"title": "Cartas"})
    return solidarity_request


def campaign_in_bengali() -> Campaign:
    """A campaign in Bangladesh with its title in Spanish, too; it stands in the subject of its news."""
    called = seeking(title=TITLE, language="bn", employer=factories.make_employer(country="BD"))
    translate(called, "es", {"title": "Que pague el puerto"})
    return called
