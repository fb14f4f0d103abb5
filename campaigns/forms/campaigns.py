"""A campaign's own words and dates, where it goes next, what came of it, and its news."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.choices import MOVES, CampaignState, Outcome, Visibility
from campaigns.models import Campaign
from unions.choices import UpdateAudience, UpdateKind
from unions.forms.employers import NamesAnEmployer
from unions.forms.texts import InLanguage, LongText
from unions.models import Employer, Organisation, Sector
from unions.validators import folded_name, plain_name, plain_text


def day_input() -> forms.DateInput:
    """Return what a browser shows as a calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CampaignForm(NamesAnEmployer, InLanguage):
    """What a campaign says of itself. `employer` is the one that was found; without one, a new one is to be added."""

    organisation = forms.ModelChoiceField(
        label=_("Which union convenes it?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    title = forms.CharField(label=_("What is it called?"), max_length=120, validators=[plain_name])
    employer_name = forms.CharField(
        label=_("Against which employer or public body?"), max_length=200, validators=[plain_name]
    )
    employer_choice = forms.ChoiceField(label=_("Is it one of these?"), widget=forms.RadioSelect, required=False)
    goals = LongText(
        label=_("What is it for?"),
        help_text=_("In a few sentences: what is wrong, and what shall change."),
        max_length=1200,
        validators=[plain_text],
    )
    sector: Any = forms.ModelChoiceField(
        label=_("Sector"), queryset=Sector.objects.all(), to_field_name="code", required=False
    )
    starts_on = forms.DateField(label=_("Begins on"), widget=day_input())
    ends_on = forms.DateField(label=_("Ends on, if you know"), widget=day_input(), required=False)
    hashtag = forms.CharField(label=_("Hashtag"), max_length=60, required=False, validators=[plain_name])
    visibility = forms.ChoiceField(
        label=_("Who may see it, once it seeks partners?"),
        choices=Visibility.choices,
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
    )
    field_order = [
        "organisation", "title", "employer_name", "employer_choice", "goals", "language", "sector", "starts_on",
        "ends_on", "hashtag", "visibility",
    ]  # fmt: skip

    def __init__(self, *arguments: Any, campaign: Campaign | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.employer: Employer | None = campaign.employer if campaign else None
        if campaign:
            self.initial = {name: getattr(campaign, name) for name in self.fields if hasattr(campaign, name)}
            self.initial |= {
                "sector": campaign.sector and campaign.sector.code,
                "employer_name": campaign.employer.name,
            }
        self.offer_employers(str(self.data.get("employer_name", "")))
        self._offer_organisations(campaign)

    def clean(self) -> dict[str, Any]:
        """Ask which employer is meant where several may be; the only one of that name is the one."""
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("employer_name")
        if self.matches and name:
            same = [each for each in self.matches.values() if each.folded_name == folded_name(name)]
            self.choose_employer(name, same[0].country if len(same) == 1 else "")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what the action takes, but for the employer."""
        return {name: self.cleaned_data[name] for name in self.fields if not name.startswith(("employer", "organis"))}

    @property
    def convening_union(self) -> Organisation | None:
        """The only union that the person speaks for, or the one chosen."""
        return self.cleaned_data.get("organisation") if "organisation" in self.fields else self.only_organisation

    def _offer_organisations(self, campaign: Campaign | None) -> None:
        own = Organisation.objects.staffed_by(self.reader).order_by("name")
        self.only_organisation = own.first()
        if campaign or len(own) == 1:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = own


class MoveForm(forms.Form):
    """Where a campaign goes next."""

    to = forms.ChoiceField(label=_("What is next?"), widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = {
            CampaignState.SEEKING_PARTNERS: _("Call for partners: unions with a tie are told now"),
            CampaignState.ACTIVE: _("Act: the coalition stands, or you go on"),
            CampaignState.PAUSED: _("Pause: nobody joins, no action is planned"),
            CampaignState.WINDING_DOWN: _("Wind down: last actions, nobody joins any more"),
        }
        self.fields["to"].choices = [(to, words[to]) for to in MOVES.get(CampaignState(campaign.state), ())]


class CloseForm(forms.Form):
    """What came of it, honestly, and a few words."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        help_text=_("“Nothing has changed” is a good answer where it is true: others learn from it."),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )
    closing_words = LongText(
        label=_("What was reached, what was not, and what comes after"), max_length=1200, validators=[plain_text]
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["closing_words"].widget.attrs["dir"] = "auto"


class CampaignUpdateForm(InLanguage):
    """News: what kind, in which words and language, for whom."""

    kind = forms.ChoiceField(
        label=_("What kind of news"),
        choices=[choice for choice in UpdateKind.choices if choice[0] != UpdateKind.NEED_CHANGE],
        initial=UpdateKind.NEWS,
    )
    text = LongText(label=_("What is new"), max_length=2000, validators=[plain_text])
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[
            (UpdateAudience.PUBLIC, pgettext_lazy("who may read news", "Everyone who may see the campaign")),
            (UpdateAudience.NETWORK, pgettext_lazy("who may read news", "Members of the network")),
        ],
        initial=UpdateAudience.PUBLIC,
        widget=forms.RadioSelect,
    )
    field_order = ["kind", "text", "language", "audience"]
