"""The nouns of this room."""

from exchanges.models.exchange import Exchange
from exchanges.models.host_offer import HostOffer
from exchanges.models.itinerary_item import ItineraryItem
from exchanges.models.participant import Participant
from exchanges.models.report import Commitment, ExchangeReport, ParticipantReport
from exchanges.models.visit import Visit

__all__ = [
    "Commitment",
    "Exchange",
    "ExchangeReport",
    "HostOffer",
    "ItineraryItem",
    "Participant",
    "ParticipantReport",
    "Visit",
]
