"""What the forms of this room have in common: for which union, on which days, in which languages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from unions.forms.closed_lists import language_choices
from unions.forms.texts import InLanguage
from unions.models import Organisation
from unions.validators import is_plausible


def near_day(day: date) -> None:
    """Refuse a day that cannot be reckoned with."""
    if not is_plausible(day):
        raise ValidationError(_("This day lies too far away."))


class DayField(forms.DateField):
    """A day, as the browser's own calendar gives it."""

    default_validators = [near_day]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LanguagesField(forms.MultipleChoiceField):
    """Languages that people speak."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=language_choices, widget=forms.SelectMultiple(attrs={"size": 6}), **options)


class ForUnion(forms.Form):
    """For which of the reader's unions; the question is left out where there is only one."""

    organisation = forms.ChoiceField(label=_("For which union?"))

    def __init__(self, *arguments: Any, unions: Iterable[Organisation], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.unions = {union.public_id: union for union in unions}
        self.fields["organisation"].choices = [(key, union.name) for key, union in self.unions.items()]
        if len(self.unions) == 1:
            del self.fields["organisation"]

    @property
    def union(self) -> Organisation:
        """The union that was chosen, or the only one; ask `is_valid()` first."""
        chosen = self.cleaned_data.get("organisation") or next(iter(self.unions))
        return self.unions[chosen]

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is told, beside the union."""
        return {name: value for name, value in self.cleaned_data.items() if name != "organisation"}


class WordsForUnion(ForUnion, InLanguage):
    """Words of a union, in a language."""
