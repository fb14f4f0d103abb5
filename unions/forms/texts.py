"""Fields and forms for words that people write: long texts, and the language they are in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.forms.closed_lists import language_choices
from unions.models import User


class LongText(forms.CharField):
    """A text of several lines; a line break counts as one character, as people count."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with plain line breaks."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let a browser take more than the limit: it would cut a pasted text without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


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
