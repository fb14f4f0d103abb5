"""Something that each kind of news may be about, the same at every run."""

from datetime import timedelta
from typing import Any

from exchanges.actions import reports
from tests import factories
from tests.campaigns.campaigning import active
from tests.campaigns.test_notifications import subjects as about_campaigns
from tests.exchanges import meeting
from tests.factories import NOW
from tests.solidarity.test_notification_words import closed
from tests.solidarity.test_notification_words import subjects as about_requests
from tests.unions import applying
from tests.unions.reporting import make_request, report
from unions.actions import suspensions
from unions.choices import NetworkRoleKind
from unions.models import FactorRecovery, Suspension


def subjects() -> dict[str, Any]:
    """Return a subject for each kind of news of every room, by the name of the kind."""
    about = about_requests(closed(factories.make_request(employer=factories.make_employer("Northern Freight"))))
    about |= dict(reversed(about_campaigns(active())))
    about |= _about_exchanges()
    about |= dict.fromkeys(("application_vote", "application_open", "vouch_wanted"), applying.sent())
    about |= dict.fromkeys(("union_suspended", "union_restored"), _suspension())
    about |= dict.fromkeys(("factor_recovery_asked", "factor_recovery_runs", "factor_recovery_ended"), _recovery())
    about |= dict.fromkeys(("text_reported", "text_hidden", "text_looked_at_again"), _report())
    return about | dict.fromkeys(("memberships_to_renew", "contact_changed"), factories.make_organisation())


def _about_exchanges() -> dict[str, Any]:
    exchange = meeting.posted(sector=factories.make_sector())
    visit = meeting.under_way()
    promise = {"text": "A speaker", "language": "en", "due_days": 30}
    by = meeting.staff_of(visit.host)
    promised = reports.commit(visit=visit, organisation=visit.host, by=by, at=meeting.on(meeting.LAST), **promise)
    about = dict.fromkeys(("visit_changed", "report_due"), visit)
    about |= dict.fromkeys(("host_offered", "offer_decided"), meeting.offer(exchange))
    return about | {"exchange_call": exchange, "commitment_due": promised}


def _suspension() -> Suspension:
    chief = factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)
    suspensions.suspend(organisation=factories.make_organisation(), by=chief, at=NOW, reason="complaint")
    return Suspension.objects.latest("pk")


def _recovery() -> FactorRecovery:
    moments = {"asked_at": NOW, "ask_expires_at": NOW + timedelta(days=7), "opens_at": NOW}
    return FactorRecovery.objects.create(user=factories.make_staff(factories.make_organisation()), **moments)


def _report() -> Any:
    return report(make_request(factories.make_organisation()), words="It names a worker.")
