"""The three answers at the end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solidarity.actions.closings import REPORTABLE
from solidarity.choices import MembersKnew
from solidarity.models import SolidarityRequest
from unions.forms.texts import InLanguage, LongText
from unions.validators import plain_text

LIFTED = [("1", _("1 – not at all")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5 – very much"))]


class ClosingForm(InLanguage):
    """What came of it, did members know and did it lift them, which help changed something; and a word of thanks."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=[(each.value, each.label) for each in REPORTABLE], widget=forms.RadioSelect
    )
    members_knew = forms.ChoiceField(
        label=_("Did your members know of the support?"), choices=MembersKnew.choices, widget=forms.RadioSelect
    )
    lifted = forms.TypedChoiceField(label=_("Did it lift them?"), coerce=int, choices=LIFTED, widget=forms.RadioSelect)
    what_helped = forms.MultipleChoiceField(
        label=_("Which help changed something?"),
        help_text=_("Tick none if none did: that is worth knowing too."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    thanks = LongText(
        label=_("A word of thanks"),
        help_text=_("Everybody who pledged gets it with your news."),
        max_length=1000,
        required=False,
        validators=[plain_text],
    )
    field_order = ["outcome", "members_knew", "lifted", "what_helped", "thanks", "language"]

    def __init__(self, solidarity_request: SolidarityRequest, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        kinds = {need.kind.code: need.kind.name for need in solidarity_request.needs.select_related("kind")}
        self.fields["what_helped"].choices = list(kinds.items())
        self.fields["thanks"].widget.attrs["rows"] = 4
