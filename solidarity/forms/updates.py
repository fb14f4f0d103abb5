"""What the union that asks tells those who helped."""

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.choices import UpdateAudience, UpdateKind
from unions.forms.texts import InLanguage, LongText
from unions.validators import plain_text

__all__ = ["InLanguage", "UpdateForm"]


class UpdateForm(InLanguage):
    """News: what kind, in which words and language, for whom."""

    kind = forms.ChoiceField(label=_("What kind of news"), choices=UpdateKind.choices, initial=UpdateKind.NEWS)
    text = LongText(label=_("What is new"), max_length=2000, validators=[plain_text])
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        help_text=_(
            "Those who pledged hear in any case that there is news; what it says is for those who may read it."
        ),
        choices=UpdateAudience.choices,
        initial=UpdateAudience.PLEDGERS,
        widget=forms.RadioSelect,
    )
    field_order = ["kind", "text", "language", "audience"]
