"""The words of a demand, and where it stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.choices import DemandStatus
from campaigns.models import Demand
from unions.forms.texts import InLanguage, LongText
from unions.validators import plain_name, plain_text


class DemandForm(InLanguage):
    """A demand that is added."""

    text = LongText(label=_("What do you demand?"), max_length=600, validators=[plain_text])
    addressed_to = forms.CharField(
        label=_("Of whom?"),
        help_text=_("A body or a role, such as the board. Name no person."),
        max_length=200,
        required=False,
        validators=[plain_name],
    )
    field_order = ["text", "language", "addressed_to"]


class DemandChangeForm(DemandForm):
    """A demand that others have accepted: other words take that back."""

    status = forms.ChoiceField(label=_("Where does it stand?"), choices=DemandStatus.choices, widget=forms.RadioSelect)
    field_order = ["text", "language", "addressed_to", "status"]

    def __init__(self, *arguments: Any, demand: Demand, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial = {name: getattr(demand, name) for name in self.fields}
