"""What the matrix needs of people's rights: a report to decide, a hidden text, somebody who has lost their factor."""

from typing import Any

from django.utils import timezone

from tests import factories
from tests.factories import NOW
from unions.actions import factor_recoveries, text_reports
from unions.choices import NetworkRoleKind, ReportReason
from unions.models import FactorRecovery, Organisation, User


def places(asker: Organisation) -> dict[str, str]:
    """Return the ids of these things; all are of the union that asks."""
    asker.statement, asker.statement_language = "We organise the port.", "en"
    asker.save()
    report: dict[str, Any] = {"kind": "organisation", "subject": asker, "text": "statement", "by": None, "at": NOW}
    hidden = text_reports.uphold(
        report=text_reports.make(reason=ReportReason.OTHER, **report),
        text="statement",
        by=_decider(),
        at=NOW,
        note="No.",
    )
    asker.refresh_from_db()
    asker.statement = "We organise the whole port."
    asker.save()
    waiting = text_reports.make(reason=ReportReason.DANGER, **(report | {"subject": asker}))
    return {
        "organisation_id": asker.public_id,
        "report": waiting.public_id,
        "hidden_report": hidden.public_id,
        "recovery": _lost(asker).public_id,
    }


def _decider() -> User:
    return factories.give_duty(factories.make_member(factories.make_organisation()), NetworkRoleKind.SAFEGUARDING)


def _lost(asker: Organisation) -> FactorRecovery:
    person = factories.make_staff(asker)
    factor_recoveries.ask(handle_or_address=person.handle, at=timezone.now())
    return FactorRecovery.objects.get(user=person)
