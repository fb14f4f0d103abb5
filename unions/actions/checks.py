"""Checks of an application: what was looked at, and what was found."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.audit import record as record_in_trail
from unions.choices import EXPLAINABLE_CHECKS, CheckKind, CheckResult
from unions.models import Check, UnionApplication, User
from unions.permissions import has_given_word
from unions.validators import Refused, check_fields


class Ended(Refused):
    """The application has been decided on for good."""

    def __init__(self) -> None:
        super().__init__(_("This application has been decided on."))


@transaction.atomic
def record(
    *,
    application: UnionApplication,
    kind: str,
    result: str,
    by: User,
    at: datetime,
    note: str = "",
    called: str = "",
    found_at: str = "",
    expires_on: date | None = None,
) -> Check:
    """Write down what a check found; a later finding takes the place of an earlier one. Raises Ended, Refused.

    Nobody checks a union for which their own organisation has given its word.

    A call-back counts when it says who was called, by role, and where the number was found: not in the application.
    Only what can be explained does not apply, and then the explanation stands in the note.
    """
    held = UnionApplication.objects.select_for_update().get(pk=application.pk)
    if not UnionApplication.objects.waiting().filter(pk=held.pk).exists():
        raise Ended
    if has_given_word(by, held):
        raise Refused(_("Your organisation has given its word for this one: somebody else looks at it."))
    found = {"result": result, "note": note.strip(), "called": called.strip(), "found_at": found_at.strip()}
    _refuse_half(kind, **found)
    check, _is_new = Check.objects.get_or_create(application=held, kind=kind, defaults={"by": by, "at": at})
    before = "" if _is_new else check.result
    for name, value in (found | {"expires_on": expires_on, "by": by, "at": at}).items():
        setattr(check, name, value)
    check_fields(check, ["kind", *found])
    check.save()
    record_in_trail("check.recorded", check, by=by, at=at, from_state=before, to_state=result, reason=kind)
    return check


def _refuse_half(kind: str, *, result: str, note: str, called: str, found_at: str) -> None:
    if kind == CheckKind.CALL_BACK and result == CheckResult.PASS:
        if not called:
            raise Refused(_("Say who was called, by role and without a name."), field="called")
        if not found_at:
            raise Refused(_("Say where you found the number, other than in the application."), field="found_at")
    if result == CheckResult.NOT_APPLICABLE and kind not in EXPLAINABLE_CHECKS:
        raise Refused(_("This check applies to everybody."), field="result")
    if result in {CheckResult.NOT_APPLICABLE, CheckResult.FAIL} and not note:
        raise Refused(_("Say why, in a sentence or two."), field="note")
