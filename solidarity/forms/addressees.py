"""The answers that a union can give: three main ones, and the rest."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solidarity.choices import Answer, NoReason
from solidarity.forms.updates import InLanguage
from solidarity.models import Addressee, Need
from solidarity.panels import amount_in_words, need_names
from unions.forms.texts import LongText
from unions.models import Organisation
from unions.queries import reading_order
from unions.validators import plain_text

OTHER_ANSWERS = (Answer.NOT_NOW, Answer.QUESTION, Answer.FORWARDED_TO, Answer.REFERS_ELSEWHERE)


class AnswerForm(InLanguage):
    """Words that may go with any answer; `details` is what the action is told."""

    text = LongText(label=_("A word about it"), max_length=1000, required=False, validators=[plain_text])

    def __init__(self, addressee: Addressee, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.addressee = addressee
        self.fields["text"].widget.attrs["rows"] = 3

    @property
    def details(self) -> dict[str, Any]:
        """The parts of the answer, by the name that the action has for them."""
        return dict(self.cleaned_data)


class PledgesForm(AnswerForm):
    """We pledge, wholly or in part: so much of this, so much of that."""

    amounts = forms.CharField(required=False, widget=forms.HiddenInput)
    mandate_reference = forms.CharField(
        label=_("Decision of your union"),
        help_text=_("Only for money and industrial action: who decided it, and when."),
        max_length=120,
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.needs = list(self.addressee.solidarity_request.needs.for_organisations().for_page())
        own = dict(self.addressee.organisation.pledges.holding().values_list("need", "quantity"))
        names = need_names(self.needs, reading_order(None))
        for need in self.needs:
            self.fields[_field(need)] = self._amount(need, names[need.pk], own.get(need.pk))
        if not any(need.needs_mandate for need in self.needs):
            del self.fields["mandate_reference"]
        self.order_fields([*map(_field, self.needs), "mandate_reference", "text", "language"])

    @property
    def details(self) -> dict[str, Any]:
        """The amounts by key of their need, beside the rest."""
        named = {_field(need): need.pk for need in self.needs}
        rest = {name: value for name, value in self.cleaned_data.items() if name not in {*named, "amounts"}}
        amounts = {pk: self.cleaned_data[name] for name, pk in named.items() if self.cleaned_data[name]}
        return {**rest, "amounts": amounts}

    def _amount(self, need: Need, name: str, own: int | None) -> forms.IntegerField:
        wanted = amount_in_words(need.quantity, need)
        field = forms.IntegerField(label=name, min_value=0, required=False)
        field.help_text = _("Wanted: %(amount)s") % {"amount": wanted}
        field.initial = own or (1 if len(self.needs) == 1 else None)
        return field


class NoForm(AnswerForm):
    """No, with a reason."""

    no_reason = forms.ChoiceField(label=_("Why not?"), choices=NoReason.choices, widget=forms.RadioSelect)
    field_order = ["no_reason", "text", "language"]


class DecideForm(AnswerForm):
    """We decide by a date."""

    decide_by = forms.DateField(
        label=_("We decide by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ["decide_by", "text", "language"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        due_on = self.addressee.due_at and self.addressee.due_at.date()
        day = self.addressee.decide_by or due_on
        self.fields["decide_by"].initial = day if day and day >= timezone.now().date() else None


class OtherForm(AnswerForm):
    """Not now, a question, passed on to another union, or take it elsewhere."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(each.value, each.label) for each in OTHER_ANSWERS],
        widget=forms.RadioSelect,
    )
    forwarded_to = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Passed on to"), required=False, to_field_name="public_id"
    )
    field_order = ["answer", "forwarded_to", "text", "language"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        asked = self.addressee.solidarity_request.addressees.values("organisation")
        others = Organisation.objects.visible_to(self.reader).members().exclude(pk__in=asked)
        others = others.exclude(pk=self.addressee.solidarity_request.organisation_id)
        self.fields["forwarded_to"].queryset = others.order_by("name")

    @property
    def details(self) -> dict[str, Any]:
        """The parts beside the answer itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "answer"}


FORMS: dict[str, type[AnswerForm]] = {
    Answer.PLEDGES: PledgesForm,
    Answer.PARTLY: PledgesForm,
    Answer.NO: NoForm,
    Answer.DECIDE_BY: DecideForm,
}


def _field(need: Need) -> str:
    return f"amount_{need.public_id}"
