"""Who gets which duty."""

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.choices import NetworkRoleKind


class DutyForm(forms.Form):
    """A handle and a duty."""

    handle = forms.CharField(
        label=_("Handle"),
        max_length=40,
        help_text=_("Of somebody who is staff of a member organisation."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Duty"), choices=NetworkRoleKind.choices, widget=forms.RadioSelect)
