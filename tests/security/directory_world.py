"""What stands in the directory of the small network."""

from tests import factories
from unions.models import Organisation, OwnershipLink, Recognition


def places(union: Organisation) -> dict[str, str]:
    """Make an employer that this union faces and another owns; return what stands in addresses."""
    employer = factories.make_employer("Hafen AG")
    OwnershipLink.objects.create(parent=factories.make_employer("Hafen Holding"), child=employer)
    Recognition.objects.create(organisation=union, employer=employer)
    return {"employer": employer.public_id}
