"""Who tests of unions meet most: a union of which nobody is here, and somebody who may speak for it."""

import pytest

from tests import factories
from unions.choices import NetworkRoleKind, OrganisationState
from unions.models import Organisation, User


@pytest.fixture
def listed_union() -> Organisation:
    """A union that is listed, and of which nobody is here."""
    return factories.make_organisation(state=OrganisationState.LISTED)


@pytest.fixture
def network_admin() -> User:
    """A network admin of another union."""
    return factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)
