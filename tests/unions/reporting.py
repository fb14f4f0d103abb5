"""What tests of reports share: a request with a text, and people who report, write and decide."""

from typing import Any

from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from unions.actions import text_reports
from unions.choices import NetworkRoleKind, ReportReason
from unions.models import Organisation, TextReport, User

NEEDLE = "Needle was seen at the gate."


def make_request(organisation: Organisation | None = None, **fields: Any) -> SolidarityRequest:
    """A request that everyone may read, with a text that must go."""
    return factories.make_request(organisation, **({"what_happens": NEEDLE} | fields))


def report(subject: Any, by: User | None = None, **fields: Any) -> TextReport:
    """A report that a text names a person."""
    values: dict[str, Any] = {
        "kind": "request",
        "text": "what_happens",
        "reason": ReportReason.NAMES_A_PERSON,
        "at": NOW,
    }
    return text_reports.make(subject=subject, by=by, **(values | fields))


def decider(kind: str = NetworkRoleKind.REVIEWER, organisation: Organisation | None = None) -> User:
    """Somebody of another organisation who serves the network."""
    return factories.give_duty(factories.make_member(organisation or factories.make_organisation()), kind)


def hide(made: TextReport, by: User | None = None, text: str = "what_happens") -> TextReport:
    """The decision to hide the text."""
    return text_reports.uphold(report=made, text=text, by=by or decider(), at=NOW, note="It names somebody.")
