"""An action in one place, and a report on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.choices import PLANNED_KINDS, ActionStatus, Qualifier, Visibility
from campaigns.forms.campaigns import day_input
from campaigns.models import Action, Campaign, DayOfAction
from campaigns.permissions import own_places
from unions.forms.closed_lists import country_choices, time_zone_choices
from unions.forms.texts import InLanguage, LongText
from unions.localised import or_hidden
from unions.models import Organisation
from unions.validators import plain_name, plain_text

MOST_PEOPLE = 10_000_000


def hour_input() -> forms.TimeInput:
    """Return what a browser shows as a clock."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ActionForm(InLanguage):
    """What happens where and when, for which union."""

    host = forms.ModelChoiceField(
        label=_("Which union does it?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    day = forms.ModelChoiceField(
        label=_("On which day of action?"),
        queryset=DayOfAction.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("None: by itself"),
    )
    kind = forms.ChoiceField(label=_("What do you do?"), choices=PLANNED_KINDS)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False, validators=[plain_name])
    city = forms.CharField(label=_("Town"), max_length=80, required=False, validators=[plain_name])
    on = forms.DateField(label=_("Date"), widget=day_input())
    starts_at = forms.TimeField(label=_("Begins at"), widget=hour_input(), required=False)
    ends_at = forms.TimeField(label=_("Ends at"), widget=hour_input(), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    details = LongText(
        label=_("Where to meet, what to bring"),
        help_text=_("Name no person and no private address."),
        max_length=600,
        required=False,
        validators=[plain_text],
    )
    accessibility = LongText(
        label=_("How everybody can take part"),
        help_text=_("Steps, toilets, sign language, a place for children."),
        max_length=300,
        required=False,
        validators=[plain_text],
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it?"), choices=Visibility.choices, initial=Visibility.PUBLIC, widget=forms.RadioSelect
    )
    status = forms.ChoiceField(label=_("Does it take place?"), initial=ActionStatus.CONFIRMED, widget=forms.RadioSelect)
    field_order = [
        "host", "kind", "day", "on", "starts_at", "ends_at", "time_zone", "country", "region", "city", "details",
        "accessibility", "language", "visibility", "status",
    ]  # fmt: skip

    def __init__(self, *arguments: Any, campaign: Campaign, action: Action | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["day"].queryset = campaign.days.all()
        self.fields["day"].label_from_instance = lambda day: or_hidden(day.name)
        self.fields["details"].widget.attrs["rows"] = self.fields["accessibility"].widget.attrs["rows"] = 3
        self.fields["status"].choices = [
            choice for choice in ActionStatus.choices if self._is_offered(choice[0], action)
        ]
        self.fields["time_zone"].initial = self.reader.time_zone
        if action:
            del self.fields["host"]
            self.initial = {name: getattr(action, name) for name in self.fields if getattr(action, name) != ""}
            self.initial["day"] = action.day and action.day.public_id
        else:
            self._offer_hosts(campaign)

    def answers(self) -> dict[str, Any]:
        """Return what the action takes."""
        cleaned = dict(self.cleaned_data)
        return cleaned if "host" in self.fields or not self.only_host else cleaned | {"host": self.only_host}

    only_host: Organisation | None = None

    def _is_offered(self, status: str, action: Action | None) -> bool:
        """Reporting says that it happened; nobody cancels what they only begin to plan."""
        if status == ActionStatus.HAPPENED:
            return action is not None and action.status == ActionStatus.HAPPENED
        return action is not None or status != ActionStatus.CANCELLED

    def _offer_hosts(self, campaign: Campaign) -> None:
        hosts = Organisation.objects.filter(pk__in=own_places(self.reader, campaign).values("organisation"))
        own = list(hosts.order_by("name"))
        self.fields["host"].queryset = hosts.order_by("name")
        self.fields["country"].initial = own[0].country if own else ""
        self.fields["city"].initial = own[0].city if own else ""
        if len(own) == 1:
            del self.fields["host"]
            self.only_host = own[0]


class ReportForm(InLanguage):
    """How many came, how exactly that is known, how it went."""

    participants = forms.IntegerField(
        label=_("How many took part?"),
        help_text=_("Leave it empty if nobody counted. Somebody else may give another number: both are shown."),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
    )
    qualifier = forms.ChoiceField(
        label=_("How exact is that?"), choices=Qualifier.choices, initial=Qualifier.ABOUT, widget=forms.RadioSelect
    )
    text = LongText(
        label=_("How did it go?"),
        help_text=_("Name nobody who has not agreed."),
        max_length=2000,
        required=False,
        validators=[plain_text],
    )
    source = forms.CharField(
        label=_("Who says so, if not you?"),
        help_text=_("A newspaper, the police, another organisation."),
        max_length=200,
        required=False,
        validators=[plain_name],
    )
    source_url = forms.URLField(
        label=_("Address where it can be read"), max_length=500, required=False, assume_scheme="https"
    )
    field_order = ["participants", "qualifier", "text", "language", "source", "source_url"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["participants"].localize = False
