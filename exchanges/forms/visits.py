"""Planning a visit, its agenda, its changes."""

import zoneinfo
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ChangeReason, Interpreting, ItemKind
from exchanges.forms.parts import DayField
from exchanges.models import ItineraryItem, Visit
from unions.forms.texts import InLanguage, LongText
from unions.validators import plain_name, plain_text


class PlanForm(forms.Form):
    """Where it is, in which zone its hours are, who interprets, what keeps people safe."""

    place = forms.CharField(label=_("Town"), max_length=80, required=False, validators=[plain_name])
    time_zone = forms.ChoiceField(label=_("Time zone of the agenda"))
    interpreting = forms.ChoiceField(label=_("Who interprets?"), choices=Interpreting.choices, widget=forms.RadioSelect)
    safety_plan = LongText(
        label=_("Safety plan"),
        help_text=_(
            "Whom to call, where to go, what not to carry, what not to post. The two unions and those who take part "
            "read it; it is deleted a month after the visit."
        ),
        max_length=2000,
        required=False,
        validators=[plain_text],
    )

    def __init__(self, *arguments: Any, visit: Visit, **options: Any) -> None:
        said = {name: getattr(visit, name) for name in ("place", "time_zone", "interpreting", "safety_plan")}
        super().__init__(*arguments, initial=said, **options)
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]


class ReasonForm(forms.Form):
    """Why a visit is called off; sending it is the confirmation."""

    reason = forms.ChoiceField(label=_("Why?"), choices=ChangeReason.choices, widget=forms.RadioSelect)


class PostponeForm(ReasonForm):
    """New days, and why."""

    from_on = DayField(label=_("New first day"))
    until_on = DayField(label=_("New last day"))
    field_order = ["from_on", "until_on", "reason"]


class ItemForm(InLanguage):
    """One line of the agenda: what, when, where, whom to ask there."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=ItemKind.choices)
    starts_on = DayField(label=_("Day"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("Until"),
        help_text=_("An earlier hour than the first means the next day."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = forms.CharField(label=_("Place"), max_length=160, required=False, validators=[plain_name])
    host_contact = forms.CharField(
        label=_("Whom to ask there"),
        help_text=_("A role and a way to reach them. Those who take part read it; deleted a month after the visit."),
        max_length=200,
        required=False,
        validators=[plain_name],
    )
    notes = LongText(label=_("Notes"), max_length=600, required=False, validators=[plain_text])
    is_public = forms.BooleanField(
        label=_("Everyone may read of it after the visit"),
        help_text=_("What it was and your notes; never the place or whom to ask."),
        required=False,
    )
    field_order = ["kind", "starts_on", "starts", "ends", "place", "host_contact", "notes", "language", "is_public"]

    def __init__(self, *arguments: Any, visit: Visit, item: ItineraryItem | None = None, **options: Any) -> None:
        self.zone = zoneinfo.ZoneInfo(item.time_zone if item else visit.time_zone)
        super().__init__(*arguments, initial=self._initial(visit, item), **options)
        self.fields["notes"].widget.attrs["rows"] = 3

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is told."""
        said = dict(self.cleaned_data)
        day = said.pop("starts_on")
        starts, ends = datetime.combine(day, said.pop("starts")), datetime.combine(day, said.pop("ends"))
        ends += timedelta(days=1) if ends < starts else timedelta()
        moments = {"starts_at": starts.replace(tzinfo=self.zone), "ends_at": ends.replace(tzinfo=self.zone)}
        return said | moments | {"time_zone": str(self.zone)}

    def _initial(self, visit: Visit, item: ItineraryItem | None) -> dict[str, Any]:
        if item is None:
            return {"starts_on": visit.from_on}
        starts, ends = item.starts_at.astimezone(self.zone), item.ends_at.astimezone(self.zone)
        same = ("kind", "place", "host_contact", "notes", "language", "is_public")
        return {name: getattr(item, name) for name in same} | {
            "starts_on": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
        }
