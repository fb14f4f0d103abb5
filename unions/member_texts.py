"""What members write, wherever it stands: a registry by which readers report a text and the network hides it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from unions.choices import HIDDEN_TEXT
from unions.models import Organisation, Translation, User


def _own_language(subject: Any) -> str:
    return str(getattr(subject, "language", ""))


def _nobody(subject: Any) -> None:
    return None


def _nowhere(subject: Any) -> str:
    return ""


def hide_column(subject: models.Model, name: str) -> str:
    """Take a text out of its column, and its translations with it; return what stood there."""
    kept = str(getattr(subject, name))
    _write(subject, name, HIDDEN_TEXT)
    Translation.objects.of(subject).filter(field=name).delete()
    return kept


def restore_column(subject: models.Model, name: str, kept: str) -> bool:
    """Put a hidden text back, unless its author has written another one since; it is translated anew."""
    if getattr(subject, name) != HIDDEN_TEXT:
        return False
    _write(subject, name, kept)
    return True


def _write(subject: models.Model, name: str, text: str) -> None:
    type(subject)._default_manager.filter(pk=subject.pk).update(**{name: text})
    setattr(subject, name, text)


@dataclass(frozen=True)
class MemberTexts:
    """What a room says of one kind of object whose words members write.

    name: how addresses of reports call it.
    fields: the names of its texts, each with its words for readers.
    visible_to(reader) -> the objects of this kind that this reader may see; who does not see one cannot report it.
    found_by: the column, or the way to it, that holds the public id in addresses.
    page(object) -> where it stands, or an empty string where it has no page of its own.
    organisation(object) -> whose words they are; None where a person speaks for themselves: then `author` says who.
    take_down_page(object) -> where those who may take the whole object down, or an empty string.
    hide(object, field) -> what stood there; restore(object, field, what stood there) -> whether it stands again.
    """

    name: str
    label: str | Promise
    fields: dict[str, str | Promise]
    visible_to: Callable[[Any], "QuerySet[Any]"]
    found_by: str = "public_id"
    page: Callable[[Any], str] = _nowhere
    organisation: Callable[[Any], Organisation | None] = _nobody
    author: Callable[[Any], User | None] = _nobody
    language: Callable[[Any], str] = _own_language
    take_down_page: Callable[[Any], str] = _nowhere
    hide: Callable[[Any, str], str] = field(default=hide_column)
    restore: Callable[[Any, str, str], bool] = field(default=restore_column)

    def found(self, reader: Any, public_id: str) -> Any:
        """Return the object of this id if the reader may see it and it says anything, else None."""
        subject = self.visible_to(reader).filter(**{self.found_by: public_id}).first()
        return subject if subject is not None and self.texts_of(subject) else None

    def is_public(self, subject: models.Model) -> bool:
        """Whether everyone may see it."""
        return self.visible_to(AnonymousUser()).filter(pk=subject.pk).exists()

    def texts_of(self, subject: models.Model) -> "list[MemberText]":
        """Return what this object says, each text in its own language, then in those it was translated into."""
        written = [(name, str(getattr(subject, name))) for name in self.fields]
        own = self.language(subject)
        texts = [MemberText(name, "", own, self.fields[name], text) for name, text in written if text]
        rows = Translation.objects.of(subject).filter(field__in=self.fields).order_by("field", "language")
        texts += [MemberText(row.field, row.language, row.language, self.fields[row.field], row.text) for row in rows]
        return sorted(texts, key=lambda text: list(self.fields).index(text.field))


@dataclass(frozen=True)
class MemberText:
    """One text: of which field, translated into which language (empty for the original), and what it says."""

    field: str
    translated_into: str
    language: str
    label: str | Promise
    text: str

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"{self.field}.{self.translated_into}" if self.translated_into else self.field

    @property
    def is_hidden(self) -> bool:
        """Whether the network has hidden it."""
        return self.text == HIDDEN_TEXT


_kinds: dict[str, MemberTexts] = {}


def register(kind: MemberTexts) -> None:
    """Make a kind known; twice the same name is a mistake of the programmer."""
    if kind.name in _kinds and _kinds[kind.name] is not kind:
        raise ValueError(f"There are two kinds of member texts called {kind.name}.")
    _kinds[kind.name] = kind


def member_texts(name: str) -> MemberTexts | None:
    """Return a kind by its name, if a room has registered it."""
    return _kinds.get(name)


def kinds_of_member_texts() -> list[MemberTexts]:
    """Return all kinds, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


register(
    MemberTexts(
        name="organisation",
        label=_("The page of an organisation"),
        fields={"statement": _("In their own words")},
        visible_to=Organisation.objects.visible_to,
        page=lambda subject: reverse("unions:organisation-detail", args=[subject.slug]),
        organisation=lambda subject: subject,
        language=lambda subject: subject.statement_language,
    )
)
