"""How much a mail about a request may say."""

from solidarity.choices import RequestState, Visibility
from solidarity.models import SolidarityRequest
from unions.choices import Grade

GRADES = {Visibility.PUBLIC: Grade.PUBLIC, Visibility.NETWORK: Grade.NETWORK}


def of_request(solidarity_request: SolidarityRequest) -> Grade:
    """Return the grade of the level it has; before it is opened, of the level that its union wants.

    Where somebody is at risk, nothing leaves the portal before a reviewer has looked at it.
    """
    if solidarity_request.state not in {RequestState.DRAFT, RequestState.CHECKING}:
        return GRADES.get(Visibility(solidarity_request.visibility), Grade.NOTICE)
    if solidarity_request.is_at_risk:
        return Grade.NOTICE
    return GRADES.get(Visibility(solidarity_request.wanted_visibility), Grade.NOTICE)
