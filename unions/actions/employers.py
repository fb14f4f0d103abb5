"""Employers that people name when they ask for help."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.audit import record
from unions.models import Employer, User
from unions.validators import Refused, check_fields, folded_name


@transaction.atomic
def add(*, by: User, at: datetime, name: str, country: str = "") -> Employer:
    """Return the employer of this name in this country, entered now if nobody has. Raises Refused without letters."""
    folded = folded_name(name)
    if not folded:
        raise Refused(_("Write a name with letters."), field="employer_name")
    check_fields(Employer(name=name, country=country), ["name", "country"])
    employer, is_new = Employer.objects.get_or_create(
        folded_name=folded, country=country, defaults={"name": name.strip()}
    )
    if is_new:
        record("employer_added", employer, by=by, at=at)
    return employer
