"""A photo with words for those who cannot see it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solidarity.choices import VISIBILITY_ORDER, Visibility
from solidarity.permissions import is_wider

LEVELS = {
    Visibility.BEHIND_THE_SCENES: _("Nobody but us"),
    Visibility.NAMED_ORGANISATIONS: _("Staff of the unions asked"),
    Visibility.NETWORK: _("Members of the network"),
}


class PhotoForm(forms.Form):
    """A file and what it shows; the file itself is looked at by the action."""

    image = forms.FileField(
        label=_("Photo"),
        help_text=_(
            "JPEG, PNG or WebP, at most 5 MB. Only the picture is kept: where and when it was taken is removed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt_text = forms.CharField(
        label=_("What does it show?"), max_length=200, help_text=_("For those who cannot see it. Name no worker.")
    )
    visibility = forms.ChoiceField(label=_("Who may see the photo?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, widest: str, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [level for level in VISIBILITY_ORDER if level in LEVELS and not is_wider(level, widest)]
        self.fields["visibility"].choices = [(level, LEVELS[Visibility(level)]) for level in offered]
        self.initial["visibility"] = offered[-1]
