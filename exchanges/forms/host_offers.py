"""Answering an exchange."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.choices import Accommodation, ItemKind
from exchanges.forms.parts import DayField, LanguagesField, WordsForUnion
from exchanges.models import Exchange
from unions.forms.texts import LongText
from unions.validators import plain_name, plain_text


class OfferForm(WordsForUnion):
    """When, for how many, in which languages, where people sleep and what could be done."""

    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"))
    capacity = forms.IntegerField(label=_("For how many people?"), min_value=1, max_value=500)
    languages = LanguagesField(label=_("Which languages are spoken?"))
    place = forms.CharField(
        label=_("Town"),
        help_text=_("Only the union that you answer sees it."),
        max_length=80,
        required=False,
        validators=[plain_name],
    )
    accommodation = forms.ChoiceField(
        label=_("Where do guests sleep?"), choices=Accommodation.choices, widget=forms.RadioSelect
    )
    activities = forms.MultipleChoiceField(
        label=_("What could you do together?"),
        choices=ItemKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    limits = forms.CharField(label=_("What is not possible?"), max_length=300, required=False, validators=[plain_name])
    words = LongText(label=_("A word to them"), max_length=600, required=False, validators=[plain_text])
    field_order = ["organisation", "from_on", "until_on", "capacity", "languages", "place", "accommodation",
                   "activities", "limits", "words", "language"]  # fmt: skip

    def __init__(self, *arguments: Any, exchange: Exchange, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial |= {
            "from_on": exchange.from_on,
            "until_on": exchange.until_on,
            "capacity": exchange.people,
            "languages": exchange.languages,
            "accommodation": Accommodation.HOMES,
        }
        if not exchange.posted_by_guest:
            for name in ("accommodation", "activities", "place"):
                del self.fields[name]
        self.fields["words"].widget.attrs["rows"] = 4
