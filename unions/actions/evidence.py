"""Evidence: files that show what an application says, kept where no web server hands them out."""

from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.actions.pictures import MOST_BYTES, NotAPicture, drawn_anew, refuse_too_large
from unions.audit import record
from unions.choices import ApplicationState
from unions.models import Evidence, UnionApplication
from unions.retention.admission import forget_files
from unions.validators import Refused, check_fields

MOST_FILES = 6
LONGEST_SIDE = 2400  # pixels: small print stays readable
PDF, JPEG = "application/pdf", "image/jpeg"
PDF_BEGINS, PDF_ENDS, TAIL = b"%PDF-", b"%%EOF", 1024
TAKING_STATES = (ApplicationState.APPLYING, ApplicationState.SUBMITTED, ApplicationState.PROVISIONAL)


@transaction.atomic
def add(*, application: UnionApplication, upload: BinaryIO, title: str, at: datetime, by: None = None) -> Evidence:
    """Keep a PDF as it is, or the pixels of a picture; what a file is, its content says. Raises Refused."""
    held = UnionApplication.objects.select_for_update().get(pk=application.pk)
    _refuse_unless(held.state in TAKING_STATES, _("The application has been decided on."))
    _refuse_unless(held.evidence.count() < MOST_FILES, _("Six files are enough: remove one first."))
    evidence = Evidence(application=held, title=title.strip(), added_at=at)
    if not evidence.title:
        raise Refused(_("Say what the file shows."), field="title")
    check_fields(evidence, ["title"])
    content, evidence.media_type = _kept(upload.read(MOST_BYTES + 1))
    ending = "pdf" if evidence.media_type == PDF else "jpg"
    evidence.file.save(f"{evidence.public_id}.{ending}", ContentFile(content), save=False)
    evidence.save()
    UnionApplication.objects.filter(pk=held.pk).update(changed_at=at)
    record("evidence.added", evidence, by=None, at=at)
    return evidence


@transaction.atomic
def remove(*, evidence: Evidence, at: datetime, by: None = None) -> None:
    """Take a file away for good, before the application is sent. Raises Refused."""
    held = UnionApplication.objects.select_for_update().get(pk=evidence.application_id)
    _refuse_unless(held.state == ApplicationState.APPLYING, _("It was sent, and people are looking at it."))
    record("evidence.removed", evidence, by=None, at=at)
    forget_files(Evidence.objects.filter(pk=evidence.pk))


def _kept(content: bytes) -> tuple[bytes, str]:
    refuse_too_large(content, field="file")
    if content.startswith(PDF_BEGINS) and PDF_ENDS in content[-TAIL:]:
        return content, PDF
    try:
        return drawn_anew(content, field="file", longest_side=LONGEST_SIDE), JPEG
    except NotAPicture as error:
        raise Refused(_("We can read PDF, JPEG, PNG and WebP files only."), field="file") from error


def _refuse_unless(condition: bool, words: object) -> None:
    if not condition:
        raise Refused(words, field="file")
