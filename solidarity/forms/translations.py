"""A request's texts in another language, field by field beside the original."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from solidarity.choices import TRANSLATED_FIELDS
from solidarity.models import SolidarityRequest
from unions.actions.translations import ROOM_TO_GROW
from unions.localised import direction
from unions.models import Translation


class TranslationForm(forms.Form):
    """One field for each text that the request has; leaving one empty takes its translation away."""

    def __init__(self, solidarity_request: SolidarityRequest, language: str, *arguments: Any, **options: Any) -> None:
        rows = Translation.objects.of(solidarity_request).filter(language=language)
        super().__init__(*arguments, initial={row.field: row.text for row in rows}, **options)
        self.states = {row.field: row for row in rows}
        for name in TRANSLATED_FIELDS:
            if getattr(solidarity_request, name):
                self.fields[name] = self._field(solidarity_request, name, language)

    def _field(self, solidarity_request: SolidarityRequest, name: str, language: str) -> forms.CharField:
        original = solidarity_request._meta.get_field(name)
        attributes = {"lang": language, "dir": direction(language)}
        is_line = name == "title"
        widget = forms.TextInput(attributes) if is_line else forms.Textarea(attributes | {"rows": 8})
        longest = ROOM_TO_GROW * (original.max_length or 600)
        return forms.CharField(label=capfirst(original.verbose_name), max_length=longest, required=False, widget=widget)
