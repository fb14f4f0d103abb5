"""Small forms around a published request: who sees it, how long it runs, why it goes, what a reviewer says."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solidarity.actions.solidarity_requests import LONGEST_EXTENSION
from solidarity.choices import VISIBILITY_ORDER, ExtensionReason, TakeDownReason
from solidarity.forms.drafts import levels_in_people
from solidarity.models import SolidarityRequest
from solidarity.permissions import is_wider
from solidarity.queries.reach import Reach
from unions.forms.texts import LongText


class LevelForm(forms.Form):
    """Who may see it: narrower than now at once, or wider after a review."""

    visibility = forms.ChoiceField(label=_("Who may see it?"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        solidarity_request: SolidarityRequest,
        network: Reach,
        asked: Reach,
        is_widening: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        offered = wider_levels(solidarity_request) if is_widening else narrower_levels(solidarity_request)
        self.fields["visibility"].choices = [each for each in levels_in_people(network, asked) if each[0] in offered]


class ExtensionForm(forms.Form):
    """A later day, once, and why."""

    closes_on = forms.DateField(
        label=_("Until when?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.ChoiceField(label=_("Why?"), choices=ExtensionReason.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, ends_on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["closes_on"] = ends_on + timedelta(days=30)
        self.fields["closes_on"].widget.attrs["max"] = (ends_on + LONGEST_EXTENSION).isoformat()


class TakeDownForm(forms.Form):
    """Why it goes; sending it is the confirmation."""

    reason = forms.ChoiceField(
        label=_("Why is it taken down?"), choices=TakeDownReason.choices, widget=forms.RadioSelect
    )


class ReviewerAnswerForm(forms.Form):
    """What a reviewer asked, answered in the background that all readers of the request see."""

    background = LongText(
        label=_("Background of the request"),
        max_length=4000,
        help_text=_("Everybody who sees the request can read this. Name no worker."),
    )


class OpeningForm(forms.Form):
    """How wide a reviewer opens it: what the union wants, or less."""

    visibility = forms.ChoiceField(label=_("Open it to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, solidarity_request: SolidarityRequest, network: Reach, **options: Any) -> None:
        super().__init__(*args, **options)
        wanted, now = solidarity_request.wanted_visibility, solidarity_request.visibility
        offered = [level for level in VISIBILITY_ORDER[2:] if is_wider(level, now) and not is_wider(level, wanted)]
        self.fields["visibility"].choices = [each for each in levels_in_people(network) if each[0] in offered]
        self.initial["visibility"] = wanted


class QuestionForm(forms.Form):
    """What a reviewer wants to know first."""

    question = forms.CharField(label=_("Your question to the union"), max_length=300, widget=forms.Textarea)


def narrower_levels(solidarity_request: SolidarityRequest) -> list[str]:
    """Return the levels inside the widest that it has or waits for."""
    widest = max(solidarity_request.visibility, solidarity_request.wanted_visibility, key=VISIBILITY_ORDER.index)
    return [level for level in VISIBILITY_ORDER if is_wider(widest, level)]


def wider_levels(solidarity_request: SolidarityRequest) -> list[str]:
    """Return the levels beyond what is wanted now."""
    return [level for level in VISIBILITY_ORDER[2:] if is_wider(level, solidarity_request.wanted_visibility)]
