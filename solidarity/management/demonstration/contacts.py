"""A federation of the directory without accounts: a call is passed on to it, and its contact answers by the link."""

from datetime import timedelta

from solidarity.actions import addressees
from solidarity.choices import Answer
from solidarity.management.demonstration.telling import Network
from solidarity.models import SolidarityRequest
from unions.models import Organisation, Recipient

NAME, ADDRESS = "IndustriALL Global Union", "office@federation.demo.example"


def pass_on(network: Network, request: SolidarityRequest, *, by: str) -> None:
    """Let a union that was asked pass the call on; the federation has a question and wants to know until when."""
    federation = Organisation.objects.get(name=NAME)
    contact, _is_new = Recipient.objects.get_or_create(organisation=federation, defaults={"contact_address": ADDRESS})
    asked = request.addressees.get(organisation=network.homes[by])
    told_at = network.before(days=2)
    passed = {"answer": Answer.FORWARDED_TO, "forwarded_to": federation}
    addressees.answer(addressee=asked, by=network.people[by], at=told_at, **passed)
    text = "Which brands have the posters at their gates? Then we ask our affiliates there."
    question = {"answer": Answer.QUESTION, "text": text, "language": "en"}
    added = request.addressees.get(organisation=federation)
    addressees.answer(addressee=added, by=contact, at=told_at + timedelta(hours=5), **question)
