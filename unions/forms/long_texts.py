"""Fields for texts of several lines."""

from typing import Any

from django import forms


class LongText(forms.CharField):
    """A text of several lines; a line break counts as one character, as people count."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with plain line breaks."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let a browser take more than the limit: it would cut a pasted text without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
