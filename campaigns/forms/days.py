"""A day of action: its name, its dates, the call, and afterwards what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.choices import Outcome
from campaigns.forms.campaigns import day_input
from campaigns.models import DayOfAction
from unions.forms.texts import InLanguage, LongText
from unions.validators import plain_name, plain_text


class DayForm(InLanguage):
    """A day that is called."""

    name = forms.CharField(label=_("What is the day called?"), max_length=120, validators=[plain_name])
    date_from = forms.DateField(label=_("First day"), widget=day_input())
    date_to = forms.DateField(
        label=_("Last day"), help_text=_("The same day again if it is only one."), widget=day_input()
    )
    call = LongText(
        label=_("What do you call others to do?"),
        help_text=_("The unions of the coalition, and all who follow the campaign, are told."),
        max_length=1200,
        validators=[plain_text],
    )
    field_order = ["name", "date_from", "date_to", "call", "language"]


class DayChangeForm(DayForm):
    """A day that was called, with what came of it."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=[("", "–"), *Outcome.choices], required=False)
    field_order = [*DayForm.field_order, "outcome"]

    def __init__(self, *arguments: Any, day: DayOfAction, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial = {name: getattr(day, name) for name in self.fields}
