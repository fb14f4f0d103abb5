"""A request's texts in another language, field by field beside the original."""

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst

from solidarity.choices import TRANSLATED_FIELDS
from solidarity.models import Need, SolidarityRequest
from unions.actions.translations import ROOM_TO_GROW
from unions.localised import direction
from unions.models import Translation


class TranslationForm(forms.Form):
    """One field for each text that the request and its needs have; an empty one takes its translation away.

    `sources` holds for each field of the form whose text it is, and which.
    """

    def __init__(self, solidarity_request: SolidarityRequest, language: str, *arguments: Any, **options: Any) -> None:
        needs = list(solidarity_request.needs.exclude(title=""))
        written = [name for name in TRANSLATED_FIELDS if getattr(solidarity_request, name)]
        self.sources: dict[str, tuple[models.Model, str]] = {name: (solidarity_request, name) for name in written}
        self.sources |= {f"need_{need.public_id}": (need, "title") for need in needs}
        self.states = self._states(solidarity_request, needs, language)
        super().__init__(*arguments, initial={name: row.text for name, row in self.states.items()}, **options)
        for name, (subject, field) in self.sources.items():
            self.fields[name] = self._field(subject._meta.get_field(field), language, is_line=field == "title")

    def texts_by_subject(self) -> dict[models.Model, dict[str, str]]:
        """Return what was typed, by whose text it translates."""
        typed: dict[models.Model, dict[str, str]] = {}
        for name, (subject, field) in self.sources.items():
            typed.setdefault(subject, {})[field] = self.cleaned_data[name]
        return typed

    def _states(
        self, solidarity_request: SolidarityRequest, needs: list[Need], language: str
    ) -> dict[str, Translation]:
        rows = list(Translation.objects.of(solidarity_request).filter(language=language))
        rows += Translation.objects.of_all(Need, [need.pk for need in needs], language)
        names = {(type(subject), subject.pk, field): name for name, (subject, field) in self.sources.items()}
        found = {names.get((row.content_type.model_class(), row.object_id, row.field)): row for row in rows}
        return {name: row for name, row in found.items() if name}

    def _field(self, original: Any, language: str, *, is_line: bool) -> forms.CharField:
        attributes = {"lang": language, "dir": direction(language)}
        widget = forms.TextInput(attributes) if is_line else forms.Textarea(attributes | {"rows": 8})
        longest = ROOM_TO_GROW * (original.max_length or 600)
        return forms.CharField(label=capfirst(original.verbose_name), max_length=longest, required=False, widget=widget)
