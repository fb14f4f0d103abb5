"""The word of member organisations for one that applies: a federation confirms, a union vouches."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.audit import record
from unions.choices import (
    ALLY_KINDS,
    FEDERATION_KINDS,
    ApplicationState,
    CheckKind,
    CheckResult,
    OrganisationState,
    VouchKind,
)
from unions.models import Organisation, UnionApplication, User, Vouch
from unions.validators import Refused, check_fields

# What a federation knows of its own affiliates: its word settles these until somebody who vets finds otherwise.
KNOWN_TO_A_FEDERATION = (CheckKind.INDEPENDENT, CheckKind.NO_EMPLOYERS_BODY, CheckKind.ELECTIONS)
EARLIEST_YEAR = 1800


class NotToVouch(Refused):
    """Only a union that the network has admitted in full gives its word, and never for itself."""

    def __init__(self) -> None:
        super().__init__(_("Unions that are full members can vouch for another one."))


class AlreadySaid(Refused):
    """One word from each organisation."""

    def __init__(self) -> None:
        super().__init__(_("Your organisation has given its word for this one already."))


@transaction.atomic
def give(
    *,
    application: UnionApplication,
    voucher: Organisation,
    kind: str,
    since: int,
    how_known: str,
    statement: str,
    by: User,
    at: datetime,
    conflict: str = "",
) -> Vouch:
    """Give the word of an organisation; a federation's settles several checks. Raises NotToVouch, AlreadySaid, Refused.

    A word with a tie that speaks against it (money, staff, family) is read by those who vet, and does not count.
    """
    held = UnionApplication.objects.select_for_update().get(pk=application.pk)
    if not UnionApplication.objects.waiting().filter(pk=held.pk).exists():
        raise Refused(_("This application has been decided on."))
    if not may_vouch(voucher) or voucher.pk == held.organisation_id:
        raise NotToVouch
    if held.vouches.filter(voucher=voucher).exists():
        raise AlreadySaid
    vouch = Vouch(
        application=held, voucher=voucher, kind=kind, since=since, how_known=how_known, statement=statement.strip(),
        conflict=conflict.strip(), by=by, at=at,
    )  # fmt: skip
    if held.state == ApplicationState.PROVISIONAL:
        vouch.organisation = held.organisation  # before, it is no more than what the application says it is
    _refuse_wrong(vouch, at)
    vouch.save()
    record("vouch.given", vouch, by=by, at=at, to_state=kind)
    if kind == VouchKind.AFFILIATION and not vouch.conflict:
        _settle_what_it_knows(vouch)
    return vouch


@transaction.atomic
def take_back(*, vouch: Vouch, by: User, at: datetime) -> None:
    """End a word that was given; what was decided on it stays, and those who vet see it. Twice does no harm."""
    if Vouch.objects.filter(pk=vouch.pk, ended_at__isnull=True).update(ended_at=at):
        record("vouch.taken_back", vouch, by=by, at=at, from_state=vouch.kind)


def may_vouch(organisation: Organisation) -> bool:
    """Whether the word of this organisation counts: a full member that is a union, a council or their federation."""
    return organisation.state == OrganisationState.APPROVED and organisation.kind not in ALLY_KINDS


def _refuse_wrong(vouch: Vouch, at: datetime) -> None:
    check_fields(vouch, ["kind", "how_known", "statement", "conflict"])
    if vouch.kind == VouchKind.AFFILIATION and vouch.voucher.kind not in FEDERATION_KINDS:
        raise Refused(_("Federations and centres confirm that a union is affiliated to them."), field="kind")
    if not EARLIEST_YEAR <= vouch.since <= at.year:
        raise Refused(_("Give the year as four digits."), field="since")


def _settle_what_it_knows(vouch: Vouch) -> None:
    """Fill in the checks that nobody has made yet; what a person found stays as it is."""
    found = {"result": CheckResult.PASS, "note": vouch.voucher.short_name, "by": vouch.by, "at": vouch.at}
    for kind in KNOWN_TO_A_FEDERATION:
        vouch.application.checks.get_or_create(kind=kind, defaults=found)
