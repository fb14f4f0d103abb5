"""The last step of asking: the title, how urgent it is, until when, and which unions are asked."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solidarity.actions.drafts import LONGEST_RUN, proposed_urgency
from solidarity.choices import Urgency
from solidarity.models import SolidarityRequest
from solidarity.queries import routing
from unions.forms.answers import AnswersForm
from unions.models import Organisation


class CallForm(AnswersForm):
    """What stands on top of the request, and whom it is put to; the proposals are already filled in."""

    required_answers = ("title", "urgency", "closes_on")
    organisations = forms.ModelMultipleChoiceField(
        label=_("Unions that are asked"),
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        error_messages={"invalid_choice": _("One of these unions cannot be asked: nobody there can be told.")},
    )
    find = forms.CharField(label=_("Add a union by its name"), max_length=100)

    class Meta:
        model = SolidarityRequest
        fields = ("title", "urgency", "closes_on")
        labels = {"urgency": _("How urgent is it?"), "closes_on": _("Until when does the request run?")}
        help_texts = {
            "title": _("We propose one; make it your own. Name no worker."),
            "closes_on": _("90 days at most. It can be extended once."),
        }
        widgets = {
            "urgency": forms.RadioSelect,
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, title: str, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisations"].queryset = routing.askable(self.instance)
        self.fields["urgency"].choices = self._urgencies()
        self.initial["title"] = self.initial.get("title") or title
        self.initial["urgency"] = proposed_urgency(self.instance)
        self.initial["closes_on"] = self.initial.get("closes_on") or today + LONGEST_RUN

    def clean(self) -> dict[str, Any]:
        """Remember what is ticked, whatever is said against it."""
        cleaned = super().clean() or self.cleaned_data
        self.ticked = list(cleaned.get("organisations") or [])
        return cleaned

    def _urgencies(self) -> list[tuple[str, Any]]:
        is_emergency = self.instance.is_life_or_liberty
        return [choice for choice in Urgency.choices if (choice[0] == Urgency.EMERGENCY_24H) == is_emergency]
