"""Why an organisation loses its rights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.choices import FREEZING_REASONS, SuspensionReason


class SuspensionForm(forms.Form):
    """A reason of the closed list, and what the other admins should know."""

    reason = forms.ChoiceField(label=_("Why?"), choices=SuspensionReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Other network admins and auditors read this; the organisation does not. Name nobody."),
    )


class FreezingForm(SuspensionForm):
    """Banned, or dissolved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(each.value, each.label) for each in FREEZING_REASONS]


class LiftingForm(forms.Form):
    """Sending it is the confirmation."""
