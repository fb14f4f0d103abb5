"""Who is invited, and what a union accepts that joins."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.choices import CoalitionRole, CoalitionState
from campaigns.models import Campaign, Demand
from unions.localised import country_name, isolated
from unions.models import Organisation, User
from unions.queries import Text, reading_order, texts_in

JOINING_ROLES = [choice for choice in CoalitionRole.choices if choice[0] != CoalitionRole.CONVENOR]


class UnionsField(forms.ModelMultipleChoiceField):
    """Organisations, each with its country."""

    def label_from_instance(self, organisation: Any) -> str:
        """Return `ver.di (Germany)`."""
        country = country_name(organisation.country)
        return f"{organisation.short_name} ({country})" if country else organisation.short_name


class DemandsField(forms.ModelMultipleChoiceField):
    """Demands in the reader's language, with the campaign's own words, which are what a union accepts."""

    translated: Mapping[int, Mapping[str, Text]] = {}

    def label_from_instance(self, demand: Any) -> str:
        """Return its words, translated where somebody has, and of whom it is demanded."""
        said = self.translated[demand.pk]["text"].text
        words = said if said == demand.text else f"{said} ({isolated(demand.text)})"
        return f"{words} – {isolated(demand.addressed_to)}" if demand.addressed_to else words


class InvitationForm(forms.Form):
    """Member organisations that take no part yet."""

    organisations = UnionsField(
        label=_("Which unions?"),
        help_text=_("Their staff are told. Hold Ctrl or Cmd to choose several."),
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    role = forms.ChoiceField(
        label=_("As what?"), choices=JOINING_ROLES, initial=CoalitionRole.MEMBER, widget=forms.RadioSelect
    )

    def __init__(self, *arguments: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*arguments, **options)
        there = campaign.coalition.filter(state__in=[CoalitionState.JOINED, CoalitionState.INVITED])
        others = Organisation.objects.members().exclude(pk__in=there.values("organisation"))
        self.fields["organisations"].queryset = others.order_by("name")


class JoinForm(forms.Form):
    """For which union, as what, and with which demands."""

    organisation = forms.ModelChoiceField(
        label=_("For which union?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    role = forms.ChoiceField(
        label=_("As what?"),
        help_text=_("Members accept at least one demand. Allies and supporters may accept none."),
        choices=JOINING_ROLES,
        initial=CoalitionRole.MEMBER,
        widget=forms.RadioSelect,
    )
    demands = DemandsField(
        label=_("Which demands does your union make its own?"),
        help_text=_("All are ticked: take away those that it does not accept."),
        queryset=Demand.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *arguments: Any, campaign: Campaign, reader: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        own = Organisation.objects.staffed_by(reader).order_by("name")
        standing = campaign.demands.standing()
        self.only_organisation = own.first()
        self.fields["demands"].queryset = standing
        self.fields["demands"].translated = texts_in(standing, ["text"], reading_order(reader))
        self.fields["demands"].initial = [each.public_id for each in standing]
        self.fields["organisation"].queryset = own
        if len(own) == 1:
            del self.fields["organisation"]
            self._begin_with(campaign)

    def answers(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {"organisation": self.only_organisation} | self.cleaned_data

    def _begin_with(self, campaign: Campaign) -> None:
        """Propose the role of an invitation, and what the union has accepted before; a convenor has no other role."""
        place = campaign.coalition.filter(organisation=self.only_organisation).first()
        if place is None:
            return
        if place.state == CoalitionState.JOINED:
            accepted = Demand.objects.filter(campaign=campaign, adoptions__organisation=self.only_organisation)
            self.fields["demands"].initial = list(accepted.values_list("public_id", flat=True))
        if place.state == CoalitionState.JOINED and place.role == CoalitionRole.CONVENOR:
            del self.fields["role"]
        else:
            self.fields["role"].initial = place.role
