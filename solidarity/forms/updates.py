"""What the union that asks tells those who helped."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.choices import UpdateAudience, UpdateKind
from unions.forms.answers import LongText
from unions.forms.closed_lists import language_choices
from unions.models import User
from unions.validators import plain_text


class InLanguage(forms.Form):
    """A form with words of the reader, which say in which language they are."""

    language = forms.ChoiceField(label=_("Language of your words"))

    def __init__(self, *arguments: Any, reader: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.reader = reader
        self.fields["language"].choices = language_choices()
        self.fields["language"].initial = reader.ui_language
        for field in self.fields.values():
            field.widget.attrs.pop(
                "maxlength", None
            )  # a text that is too long is said to be, not cut while it is typed
            if isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs["dir"] = "auto"


class UpdateForm(InLanguage):
    """News: what kind, in which words and language, for whom."""

    kind = forms.ChoiceField(label=_("What kind of news"), choices=UpdateKind.choices, initial=UpdateKind.NEWS)
    text = LongText(label=_("What is new"), max_length=2000, validators=[plain_text])
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        help_text=_("Those who pledged are told in any case."),
        choices=UpdateAudience.choices,
        initial=UpdateAudience.PLEDGERS,
        widget=forms.RadioSelect,
    )
    field_order = ["kind", "text", "language", "audience"]
