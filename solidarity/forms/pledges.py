"""What a member is asked who pledges, and what is asked of a pledge on its way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solidarity.choices import RefusalReason, ShownAs
from solidarity.models import Need, Pledge
from solidarity.panels import amount_in_words
from unions.choices import WhoMay
from unions.forms.texts import InLanguage
from unions.models import Organisation, User
from unions.validators import plain_text

MYSELF = "me"
MOST_TIGHT = (ShownAs.COUNTRY, ShownAs.NOBODY)


class PledgeForm(InLanguage):
    """How much, and if one likes by when, for whom, with which words and under which name."""

    pledger = forms.ChoiceField(label=_("Who pledges"), widget=forms.RadioSelect)
    quantity = forms.IntegerField(label=_("How much"), min_value=1, initial=1)
    mandate_reference = forms.CharField(
        label=_("Decision of your union"),
        help_text=_(
            "For money and industrial action: who decided it, and when. Leave it empty if you pledge yourself."
        ),
        max_length=120,
        required=False,
    )
    expected_on = forms.DateField(label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    message = forms.CharField(
        label=_("A word to the workers"),
        required=False,
        max_length=300,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shown_as = forms.ChoiceField(label=_("What the union that asks sees of me"), widget=forms.RadioSelect)
    contact_ok = forms.BooleanField(label=_("The union that asks may write to me about this"), required=False)
    field_order = ["pledger", "quantity", "mandate_reference", "expected_on", "message", "language"]

    def __init__(self, need: Need, *arguments: Any, existing: Pledge | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.unions = {each.public_id: each for each in _unions(need, self.reader)}
        self._offer_pledgers(need)
        self._offer_names()
        self.fields["expected_on"].initial = need.wanted_by
        self.fields["quantity"].help_text = _("Wanted: %(amount)s") % {"amount": amount_in_words(need.quantity, need)}
        self.fields["quantity"].initial = existing.quantity if existing else 1
        if need.has_ceiling:
            self.fields["quantity"].widget.attrs["max"] = need.quantity
        if not (need.needs_mandate and self.unions):
            del self.fields["mandate_reference"]

    @property
    def has_pledger(self) -> bool:
        """Whether there is anybody for whom this person may pledge here."""
        return bool(self.fields["pledger"].choices)

    @property
    def promise(self) -> dict[str, Any]:
        """What the action is told."""
        promise = {name: value for name, value in self.cleaned_data.items() if name != "pledger"}
        organisation = self.unions.get(self.cleaned_data["pledger"])
        if organisation and promise["shown_as"] == ShownAs.HANDLE:
            promise["shown_as"] = ShownAs.UNION
        return {**promise, "organisation": organisation}

    def _offer_pledgers(self, need: Need) -> None:
        myself = [(MYSELF, _("I myself"))] if need.who_may != WhoMay.ORGANISATION else []
        pledgers = [*myself, *((key, union.name) for key, union in self.unions.items())]
        self.fields["pledger"].choices = pledgers
        self.fields["pledger"].initial = pledgers[0][0] if pledgers else None
        if len(pledgers) == 1:
            self.fields["pledger"].widget = forms.HiddenInput()

    def _offer_names(self) -> None:
        belongs = Organisation.objects.belonging_to(self.reader).exists()
        shown = [*MOST_TIGHT, *([ShownAs.UNION] if belongs else []), ShownAs.HANDLE]
        self.fields["shown_as"].choices = [(each.value, each.label) for each in shown]
        self.fields["shown_as"].initial = ShownAs.COUNTRY


class DeliveryForm(forms.Form):
    """How much of it was delivered, and how."""

    quantity = forms.IntegerField(label=_("How much of it"), min_value=1)
    note = forms.CharField(
        label=_("A word about it"),
        help_text=_("For example where it was sent, or a link to it."),
        max_length=300,
        required=False,
        validators=[plain_text],
    )

    def __init__(self, *arguments: Any, rest: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["quantity"].initial = rest
        self.fields["quantity"].widget.attrs["max"] = rest
        if rest == 1:
            self.fields["quantity"].widget = forms.HiddenInput()


class RefusalForm(forms.Form):
    """Why an offer is not accepted."""

    reason = forms.ChoiceField(label=_("Why not?"), choices=RefusalReason.choices, widget=forms.RadioSelect)


def _unions(need: Need, reader: User) -> list[Organisation]:
    if need.who_may == WhoMay.PERSON:
        return []
    staffed = Organisation.objects.staffed_by(reader).exclude(pk=need.solidarity_request.organisation_id)
    return list(staffed.order_by("name"))
