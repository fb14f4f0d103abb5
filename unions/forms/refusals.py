"""Between an action and a form: a refusal becomes words beside the field that it is about."""

from collections.abc import Callable
from typing import Any

from django import forms

from unions.validators import Refused


def accepted(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Do it; where it is refused, say so in the form and return False."""
    try:
        act()
    except Refused as refusal:
        show(form, refusal)
        return False
    return True


def show(form: forms.BaseForm, refusal: Refused) -> None:
    """Put the words of a refusal beside their field, or on top where the form has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
