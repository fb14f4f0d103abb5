"""What forms in steps have in common: they keep what is right even where something is wrong."""

from typing import Any

from django import forms


class AnswersForm(forms.ModelForm):
    """One step of several; whoever leaves it unfinished is required to fill in nothing."""

    required_answers: tuple[str, ...] = ()
    use_required_attribute = False

    def __init__(self, *args: Any, reader: Any, is_unfinished: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reader = reader
        for name, field in self.fields.items():
            field.is_asked = name in self.required_answers
            field.required = field.is_asked and not is_unfinished
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs["dir"] = "auto"

    def answers(self) -> dict[str, Any]:
        """Return the answers that are right, by the name of their column; ask `is_valid()` first."""
        return {name: value for name, value in self.cleaned_data.items() if self._is_answer(name, value)}

    def _is_answer(self, name: str, value: Any) -> bool:
        if name not in self._meta.fields:
            return False
        return value not in (None, "") or self._meta.model._meta.get_field(name).blank
