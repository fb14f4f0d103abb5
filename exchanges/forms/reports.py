"""What came of a visit: short enough for a phone on the way home."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from exchanges.actions.reports import OF_A_PARTICIPANT
from exchanges.choices import DUE_DAYS, CommitmentStatus, Found, Result
from exchanges.forms.parts import DayField, WordsForUnion
from exchanges.models import ParticipantReport
from unions.forms.texts import InLanguage, LongText
from unions.localised import number
from unions.validators import plain_name, plain_text


class ParticipantReportForm(InLanguage):
    """What I learned, what I take home, and where I tell of it."""

    learned = LongText(label=_("What did you learn?"), max_length=1000, validators=[plain_text])
    take_home = LongText(label=_("What do you take home?"), max_length=1000, validators=[plain_text])
    same_employer = forms.ChoiceField(
        label=_("Did you find that you share an employer?"), choices=Found.choices, widget=forms.RadioSelect
    )
    tells_at = forms.CharField(
        label=_("Where will you tell of it?"),
        help_text=_("Your local, a meeting, a newsletter."),
        max_length=120,
        required=False,
        validators=[plain_name],
    )
    tells_on = DayField(label=_("When?"), required=False)
    tells_whom = forms.CharField(label=_("To whom?"), max_length=120, required=False, validators=[plain_name])
    has_told = forms.BooleanField(label=_("I have told them"), required=False)
    reached = forms.IntegerField(label=_("How many people heard it?"), min_value=0, max_value=1_000_000, required=False)
    may_be_shown = forms.BooleanField(
        label=_("Others may read what I learned and take home"),
        help_text=_("With your role and your union, without your handle."),
        required=False,
    )
    field_order = ["learned", "take_home", "language", "same_employer", "tells_at", "tells_on", "tells_whom",
                   "has_told", "reached", "may_be_shown"]  # fmt: skip

    def __init__(self, *arguments: Any, report: ParticipantReport | None, **options: Any) -> None:
        said = {name: getattr(report, name) for name in OF_A_PARTICIPANT} if report else {"same_employer": Found.NO}
        super().__init__(*arguments, initial=said, **options)
        self.fields["learned"].widget.attrs["rows"] = 4
        self.fields["take_home"].widget.attrs["rows"] = 4

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is told; a number that was left out is nought."""
        return self.cleaned_data | {"reached": self.cleaned_data["reached"] or 0}


class UnionReportForm(WordsForUnion):
    """What the union says came of it."""

    text = LongText(label=_("What came of it?"), max_length=2000, validators=[plain_text])
    results = forms.MultipleChoiceField(
        label=_("What has begun?"), choices=Result.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ["organisation", "text", "language", "results"]


class CommitmentForm(WordsForUnion):
    """What the union will do, and when it is looked at again."""

    text = forms.CharField(label=_("What will your union do?"), max_length=300, validators=[plain_name])
    due_days = forms.TypedChoiceField(label=_("When is it looked at again?"), coerce=int, widget=forms.RadioSelect)
    field_order = ["organisation", "text", "language", "due_days"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = [(days, ngettext("%(count)s day after", "%(count)s days after", days)) for days in DUE_DAYS]
        self.fields["due_days"].choices = [(days, text % {"count": number(days)}) for days, text in words]
        self.initial["due_days"] = DUE_DAYS[0]


class CheckForm(forms.Form):
    """Whether the union kept its word."""

    status = forms.ChoiceField(
        label=_("Did your union keep it?"), choices=CommitmentStatus.choices, widget=forms.RadioSelect
    )


class WaiverForm(forms.Form):
    """Why a report will not come."""

    reason = forms.CharField(
        label=_("Why will the missing reports not come?"),
        help_text=_("Everybody who reads the outcome can read this. Name nobody."),
        max_length=300,
        validators=[plain_name],
    )
