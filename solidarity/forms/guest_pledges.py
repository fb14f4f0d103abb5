"""What a visitor is asked who wants to help: an address, and as little else as can be."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solidarity.actions.guest_pledges import CONSENT, SHOWN
from solidarity.choices import ShownAs
from solidarity.models import Need
from solidarity.panels import amount_in_words
from unions.forms.closed_lists import country_choices
from unions.validators import plain_text


class GuestPledgeForm(forms.Form):
    """An address and a tick; how much, where from and a word to the workers if one likes."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We mail you one link. Nobody but you and this portal sees the address."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    quantity = forms.IntegerField(label=_("How much"), min_value=1, initial=1)
    country = forms.ChoiceField(label=_("Country"), required=False)
    shown_as = forms.ChoiceField(
        label=_("What others see of me"),
        choices=[(value, ShownAs(value).label) for value in SHOWN],
        initial=ShownAs.COUNTRY,
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("A word to the workers"),
        required=False,
        max_length=300,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField(label=CONSENT)

    def __init__(self, need: Need, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["country"].choices = country_choices()
        if need.quantity == 1:
            self.fields["quantity"].widget = forms.HiddenInput()
        self.fields["quantity"].help_text = _("Wanted: %(amount)s") % {"amount": amount_in_words(need.quantity, need)}
        self.fields["quantity"].widget.attrs["max"] = need.quantity

    @property
    def promise(self) -> dict[str, Any]:
        """What the action is told."""
        return {name: value for name, value in self.cleaned_data.items() if name != "consent"}
