"""A text that a reader has reported, so that those who decide have something to look at."""

from solidarity.choices import RequestState, Visibility
from solidarity.management.demonstration.telling import Network
from solidarity.models import SolidarityRequest
from unions.actions import text_reports
from unions.choices import ReportReason

WAITS = "The number of workers is not the one that their union gave to the press."


def waiting(network: Network) -> None:
    """A member doubts a number in the text of another union; reviewers of other organisations decide."""
    public = SolidarityRequest.objects.filter(state=RequestState.OPEN, visibility=Visibility.PUBLIC)
    text_reports.make(
        kind="request",
        subject=public.order_by("published_at").first(),
        text="what_happens",
        reason=ReportReason.FALSE,
        words=WAITS,
        by=network.people["thyme"],
        at=network.before(hours=3),
    )
