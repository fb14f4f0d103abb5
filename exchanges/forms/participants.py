"""Seats: given by a union, settled by who sits there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ParticipantRole
from exchanges.forms.parts import ForUnion
from exchanges.models import Participant
from unions.forms.texts import LongText
from unions.validators import plain_text


class SeatForm(ForUnion):
    """A role for so many people, or for one member of the union."""

    role = forms.ChoiceField(label=_("Role"), choices=ParticipantRole.choices)
    count = forms.IntegerField(label=_("How many people?"), min_value=1, max_value=200, initial=1)
    handle = forms.CharField(
        label=_("Handle of a member of your union"),
        help_text=_("Leave it empty to keep a seat free: nobody’s name is asked."),
        max_length=40,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Let a handle stand for one person."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("handle") and cleaned.get("count", 1) != 1:
            self.add_error("count", _("A handle is one person’s."))
        return cleaned


class OwnSeatForm(forms.Form):
    """What others on the visit may see of me, and whom to call."""

    emergency_contact = LongText(
        label=_("Whom to call in an emergency"),
        help_text=_("Staff of your union and of the host see it. It is deleted 30 days after the visit."),
        max_length=200,
        required=False,
        validators=[plain_text],
    )
    photo_consent = forms.BooleanField(label=_("I may be in photos"), required=False)
    shows_handle = forms.BooleanField(
        label=_("Others on the visit may see my handle"),
        help_text=_("Without it they see your role and your union."),
        required=False,
    )

    def __init__(self, *arguments: Any, seat: Participant, **options: Any) -> None:
        names = ("emergency_contact", "photo_consent", "shows_handle")
        super().__init__(*arguments, initial={name: getattr(seat, name) for name in names}, **options)
        self.fields["emergency_contact"].widget.attrs["rows"] = 2
