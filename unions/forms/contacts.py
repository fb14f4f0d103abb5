"""Where an organisation is told of calls."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from unions.models import Recipient


class ContactForm(forms.Form):
    """An address and the language of what goes there; an empty one stands for none."""

    address = forms.EmailField(
        label=_("Address of the office"),
        required=False,
        max_length=254,
        help_text=_("An office, not a person: one that stays when somebody leaves. Leave it empty to tell no office."),
    )
    language = forms.ChoiceField(label=_("Language in which we write there"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, contact: Recipient | None, **options: Any) -> None:
        held = {"address": contact.contact_address, "language": contact.contact_language} if contact else {}
        super().__init__(*args, initial=held, **options)
        self.fields["address"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
