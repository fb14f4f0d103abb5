"""What those fill in who vet applications, and those whose word is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.choices import (
    EXPLAINABLE_CHECKS,
    FEDERATION_KINDS,
    CheckKind,
    CheckResult,
    DeclineReason,
    HowKnown,
    ObjectionGround,
    VouchKind,
)
from unions.forms.texts import LongText
from unions.models import Check, Organisation

NEW_ENTRY = "new"


class CheckForm(forms.Form):
    """The finding of one check; of a call-back also who was called and where the number stood."""

    result = forms.ChoiceField(label=_("What did you find?"), widget=forms.RadioSelect)
    called = forms.CharField(
        label=_("Who was called?"), required=False, max_length=120, help_text=_("The role, never a name.")
    )
    found_at = forms.CharField(
        label=_("Where did you find the number?"),
        required=False,
        max_length=200,
        help_text=_("Somewhere else than in the application: a federation, a register, a newspaper."),
    )
    note = LongText(label=_("Note"), required=False, max_length=600)
    expires_on = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, kind: str, check: Check | None, **options: Any) -> None:
        super().__init__(*args, **options)
        results = [r for r in CheckResult if r != CheckResult.NOT_APPLICABLE or kind in EXPLAINABLE_CHECKS]
        self.fields["result"].choices = [(result.value, result.label) for result in results]
        self.fields["note"].widget.attrs["rows"] = 3
        if kind != CheckKind.CALL_BACK:
            del self.fields["called"], self.fields["found_at"]
        else:
            del self.fields["expires_on"]
        for name in self.fields:
            self.initial[name] = getattr(check, name) if check else ""


class AdmittingForm(forms.Form):
    """A yes: as which entry of the directory, and that look-alikes were compared."""

    use_required_attribute = False
    entry = forms.ChoiceField(label=_("Which entry of the directory is it?"), widget=forms.RadioSelect)
    has_compared = forms.BooleanField(
        label=_("I have compared it with the members whose names look like its own, and it is another union"),
        required=False,
    )
    words = LongText(label=_("Why"), required=False, max_length=600, help_text=_("Those who vet can read it."))

    def __init__(self, *args: Any, entries: list[Organisation] | None, has_twins: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.entries = {each.public_id: each for each in entries or []}
        self.fields["words"].widget.attrs["rows"] = 3
        known = [(public_id, each.name) for public_id, each in self.entries.items()]
        self.fields["entry"].choices = [*known, (NEW_ENTRY, _("A new one"))]
        self.initial["entry"] = known[0][0] if known else NEW_ENTRY
        if not self.entries:
            del self.fields["entry"]
        if not has_twins:
            del self.fields["has_compared"]

    @property
    def decision(self) -> dict[str, Any]:
        """What the action is told, the entry aside."""
        return {name: value for name, value in self.cleaned_data.items() if name != "entry"}

    @property
    def chosen_entry(self) -> Organisation | None:
        """The entry of the directory that was chosen, or None for a new one."""
        return self.entries.get(self.cleaned_data.get("entry", ""))


class DecliningForm(forms.Form):
    """A no: a reason from the list, and words that the union reads."""

    use_required_attribute = False
    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    words = LongText(label=_("What the union should know"), max_length=600, help_text=_("The union reads these words."))


class AnswerForm(forms.Form):
    """What came of an objection."""

    answer = LongText(
        label=_("What did you find?"), max_length=1500, help_text=_("Those who vet read it, and nobody else.")
    )


class VouchForm(forms.Form):
    """The word of one's own organisation."""

    use_required_attribute = False
    organisation = forms.ModelChoiceField(
        label=_("Which organisation speaks?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    kind = forms.ChoiceField(label=_("What do you say?"), choices=VouchKind.choices, widget=forms.RadioSelect)
    since = forms.IntegerField(label=_("Since which year do you know it?"), min_value=1800, max_value=2200)
    how_known = forms.ChoiceField(label=_("How do you know it?"), choices=HowKnown.choices, widget=forms.RadioSelect)
    statement = LongText(label=_("What do you say of it?"), max_length=600)
    conflict = LongText(
        label=_("Is there anything between you that others should know?"),
        required=False,
        max_length=600,
        help_text=_("Money, shared staff, family. With such a tie your word is read, but does not count."),
    )

    def __init__(self, *args: Any, speaking: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        organisations = list(speaking)
        self.fields["organisation"].queryset = speaking
        self.only = organisations[0] if len(organisations) == 1 else None
        if self.only:
            del self.fields["organisation"]
        if not any(each.kind in FEDERATION_KINDS for each in organisations):
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].choices = [(VouchKind.VOUCH.value, VouchKind.VOUCH.label)]
            self.initial["kind"] = VouchKind.VOUCH.value

    @property
    def word(self) -> dict[str, Any]:
        """What the action is told."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "organisation"}
        return {**said, "voucher": self.only or self.cleaned_data["organisation"]}


class ObjectionForm(forms.Form):
    """What one's own organisation holds against it."""

    use_required_attribute = False
    organisation = forms.ModelChoiceField(
        label=_("Which organisation speaks?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    ground = forms.ChoiceField(label=_("Why?"), choices=ObjectionGround.choices, widget=forms.RadioSelect)
    text = LongText(
        label=_("What do you know, and how can it be checked?"),
        max_length=1500,
        help_text=_("Only those who vet applications read it. The union that applies does not learn who objects."),
    )

    def __init__(self, *args: Any, speaking: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        organisations = list(speaking)
        self.fields["organisation"].queryset = speaking
        self.only = organisations[0] if len(organisations) == 1 else None
        if self.only:
            del self.fields["organisation"]

    @property
    def objection(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        return {
            "organisation": self.only or said["organisation"], "ground": said["ground"], "text": said["text"]
        }  # fmt: skip
