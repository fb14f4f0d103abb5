"""Translations of members' texts by hand: kept by one person, looked over by a second."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from unions.audit import record
from unions.choices import HIDDEN_TEXT, TranslationState
from unions.models import Translation, User
from unions.queries import source_hash
from unions.validators import Refused, language_tag

ROOM_TO_GROW = 2  # a translation may be so many times as long as the original may be


class NotTranslatable(Refused):
    """The text is written in this language, or the language is none."""


class TooLong(Refused):
    """The translation is longer than its place."""


class NotReviewable(Refused):
    """Whoever translated it cannot be the second person as well, or there is nothing to look over."""


@transaction.atomic
def keep(*, subject: Any, texts: Mapping[str, str], language: str, by: User, at: datetime) -> int:
    """Keep translations of an object's fields into one language; an empty text takes its translation away.

    What says the same as before keeps its state. Returns how many changed. Raises NotTranslatable or TooLong.
    """
    _check_language(subject, language)
    changed = sum(_keep(subject, field, text.strip(), language, by=by, at=at) for field, text in texts.items())
    if changed:
        record("translation_kept", subject, by=by, at=at, to_state=language)
    return changed


@transaction.atomic
def review(*, subject: models.Model, language: str, by: User, at: datetime) -> int:
    """A second person has compared the translations with what is written now. Raises NotReviewable."""
    rows = list(Translation.objects.of(subject).filter(language=language).select_for_update())
    fresh = [row for row in rows if row.source_hash == source_hash(getattr(subject, row.field))]
    waiting = [row for row in fresh if row.state in {TranslationState.HUMAN, TranslationState.MACHINE}]
    if not waiting:
        raise NotReviewable(_("There is nothing here to look over."))
    if any(row.translator_id == by.pk for row in waiting):
        raise NotReviewable(_("You translated this yourself: a second person looks it over."))
    for row in waiting:
        row.state, row.reviewer, row.changed_at = TranslationState.REVIEWED, by, at
    Translation.objects.bulk_update(waiting, ["state", "reviewer", "changed_at"])
    record("translation_reviewed", subject, by=by, at=at, to_state=language)
    return len(waiting)


def _keep(subject: Any, field: str, text: str, language: str, *, by: User, at: datetime) -> bool:
    original = getattr(subject, field)
    there = Translation.objects.of(subject).filter(field=field, language=language)
    if not text or original in {"", HIDDEN_TEXT}:
        return bool(there.delete()[0])
    _check_text(subject, field, text)
    new: dict[str, Any] = {"text": text, "source_hash": source_hash(original)}
    if there.filter(**new).exclude(state=TranslationState.MACHINE).exists():
        return False
    new |= {"state": TranslationState.HUMAN, "translator": by, "reviewer": None, "changed_at": at}
    key = {
        "content_type": ContentType.objects.get_for_model(subject),
        "object_id": subject.pk,
        "field": field,
        "language": language,
    }
    Translation.objects.update_or_create(**key, defaults=new)
    return True


def _check_language(subject: Any, language: str) -> None:
    try:
        language_tag(language)
    except ValidationError as error:
        raise NotTranslatable(error.messages[0]) from error
    if language == subject.language:
        raise NotTranslatable(_("It is written in this language."))


def _check_text(subject: Any, name: str, text: str) -> None:
    """Hold the translation to the rules of its original, with room to grow."""
    field = subject._meta.get_field(name)
    if field.max_length and len(text) > ROOM_TO_GROW * field.max_length:
        raise TooLong(_("This is too long for its place. Please say it in fewer words."), field=name)
    try:
        for validator in field.validators:
            if not isinstance(validator, MaxLengthValidator):
                validator(text)
    except ValidationError as error:
        raise Refused(error.messages[0], field=name) from error
