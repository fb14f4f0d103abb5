"""What is held of unions that ask to come in, and of those who vet them: why, and until when."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unions.choices import ApplicationState
from unions.models import Evidence, Objection, UnionApplication
from unions.retention.rule import Rule

AFTER_THE_DECISION = timedelta(days=90)
PRIVATE = ("contact_address", "address_hash", "registration", "call_back", "independence", "elections", "appeal")


def forget_files(evidence: Any) -> int:
    """Delete these rows now, and their files once that is certain."""
    rows = list(evidence)
    for row in rows:
        transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))
        row.delete()
    return len(rows)


def forget_untouched_applications(at: datetime) -> int:
    """Delete applications that were begun and that nobody has touched for 30 days."""
    untouched = UnionApplication.objects.untouched(at)
    forget_files(Evidence.objects.filter(application__in=untouched))
    return int(untouched.delete()[0])


def forget_evidence(at: datetime) -> int:
    """Delete evidence and private answers 90 days after the decision, or once withdrawn; the record stays."""
    is_over = Q(decided_at__lt=at - AFTER_THE_DECISION) | Q(state=ApplicationState.WITHDRAWN)
    over = UnionApplication.objects.filter(is_over)
    Objection.objects.filter(application__in=over).exclude(text="", answer="").update(text="", answer="")
    files = forget_files(Evidence.objects.filter(application__in=over))
    held = over.exclude(token_hash=None, **dict.fromkeys(PRIVATE, ""))
    return files + int(held.update(token_hash=None, **dict.fromkeys(PRIVATE, "")))


NIGHTLY = (forget_untouched_applications, forget_evidence)

_RECORD = _("as long as the record of the decision; it is the organisation's, not a person's")
_NINETY_DAYS = _("until 90 days after the decision; 30 days after the last change if it was never sent")
_VETTING = _("the network admins and reviewers who vet it, never of the applicant or of who vouched for it")
_PRIVATE = Rule(_("to check an application; encrypted"), _NINETY_DAYS, forget_evidence, _VETTING)
_ADMITTED = Rule(
    _("to answer for who was let in, and why"), _("as long as the record of the decision"), seen_by=_VETTING
)
_APPLICANT = Rule(_("to say who asks to come in"), _RECORD, forget_untouched_applications, _VETTING)

RULES: dict[str, Rule] = {
    **{f"unions.UnionApplication.{name}": _PRIVATE for name in (*PRIVATE, "token_hash")},
    **{f"unions.UnionApplication.{name}": _APPLICANT for name in ("name", "acronym", "website")},
    **{f"unions.Evidence.{name}": _PRIVATE for name in ("file", "title")},
    **{f"unions.Objection.{name}": _PRIVATE for name in ("text", "answer")},
    **{f"unions.Objection.{name}": _ADMITTED for name in ("by", "answered_by")},
    **{f"unions.Check.{name}": _ADMITTED for name in ("note", "called", "found_at", "by")},
    **{f"unions.Vouch.{name}": _ADMITTED for name in ("statement", "conflict", "by")},
    **{f"unions.Decision.{name}": _ADMITTED for name in ("words", "by")},
}
