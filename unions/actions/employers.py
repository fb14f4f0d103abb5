"""Employers come into the register when somebody names them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.audit import record
from unions.choices import EmployerKind
from unions.models import Employer, Recipient, User
from unions.validators import Refused, check_fields, folded_name


@transaction.atomic
def add(
    *,
    by: User | Recipient | None,
    at: datetime,
    name: str,
    country: str = "",
    kind: str = EmployerKind.COMPANY,
) -> Employer:
    """Return the employer of this name in this country, entered now if nobody has; two at once enter one.

    Raises Refused without letters.
    """
    folded = folded_name(name)
    if not folded:
        raise Refused(_("Write a name with letters."), field="employer_name")
    check_fields(Employer(name=name, country=country, kind=kind), ["name", "country", "kind"])
    employer, is_new = Employer.objects.get_or_create(
        folded_name=folded, country=country, defaults={"name": name.strip(), "kind": kind}
    )
    if is_new:
        record("employer_added", employer, by=by, at=at)
    return employer
