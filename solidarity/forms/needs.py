"""One need: a kind of help, how much of it in the kind's unit, by when."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solidarity.choices import UNITS
from solidarity.models import Need
from solidarity.querysets.need import MOST_OF_A_NEED
from unions.choices import WhoMay
from unions.forms.answers import AnswersForm
from unions.models import NeedKind

EXAMPLE = 10
YES, NO = "yes", "no"
AS_USUAL = ("", _("As is usual for this kind of help"))


class KindField(forms.ModelChoiceField):
    """Kinds of help, each with an example of its unit."""

    def label_from_instance(self, kind: Any) -> str:
        """Return `Translation (for example 10 words)`."""
        amount = UNITS[kind.unit] % {"count": EXAMPLE}
        return gettext("%(kind)s (for example %(amount)s)") % {"kind": kind.name, "amount": amount}


class NeedForm(AnswersForm):
    """A need of a draft or of a published request; an empty form asks for nothing."""

    required_answers = ("kind", "quantity", "wanted_by", "weight")
    kind = KindField(label=_("What would help?"), queryset=NeedKind.objects.all(), to_field_name="code")
    quantity = forms.IntegerField(
        label=_("How much?"),
        min_value=1,
        max_value=MOST_OF_A_NEED,
        error_messages={"min_value": _("Ask for at least one.")},
        help_text=_("A number, in the unit of the kind of help."),
    )
    needs_acceptance = forms.ChoiceField(label=_("Do you accept each offer first?"))
    has_ceiling = forms.ChoiceField(label=_("Could more than this be too much?"))
    who_may = forms.ChoiceField(label=_("Who may help?"), choices=[AS_USUAL, *WhoMay.choices])

    class Meta:
        model = Need
        fields = (
            "kind", "quantity", "currency", "wanted_by", "title", "weight", "online", "who_may", "needs_acceptance",
            "has_ceiling",
        )  # fmt: skip
        labels = {"wanted_by": _("By when at the latest?"), "title": _("What exactly, in a few words?")}
        help_texts = {"currency": _("For money only: three letters, such as EUR.")}
        widgets = {"wanted_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "weight": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        yes_or_no = [AS_USUAL, (YES, gettext("Yes")), (NO, gettext("No"))]
        for name in ("needs_acceptance", "has_ceiling"):
            self.fields[name].choices = yes_or_no
            self.initial[name] = (YES if getattr(self.instance, name) else NO) if self.instance.pk else ""
        if self.instance.pk:
            self.initial["kind"] = self.instance.kind.code
        else:
            self.initial.update({"quantity": None, "who_may": ""})
        self.fields["quantity"].localize = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been written: the weight and the ticks alone ask for nothing."""
        return not any(str(self.data.get(name, "")).strip() for name in ("kind", "quantity", "wanted_by", "title"))

    def set_aside(self) -> None:
        """Show it empty and without complaint: nothing was asked for with it."""
        self.is_bound = False

    def answers(self) -> dict[str, Any]:
        """Return the right answers; what is as usual for its kind is left to the kind."""
        answers = super().answers()
        for name in ("needs_acceptance", "has_ceiling"):
            answers[name] = {YES: True, NO: False}.get(str(answers.get(name, "")))
        return answers

    def _post_clean(self) -> None:
        """Leave the rules of the row to the action: a form changes nothing."""


class SymbolicReasonForm(forms.Form):
    """Why a union asks for signs of solidarity alone."""

    symbolic_reason = forms.CharField(
        label=_("Why do you ask only for messages or signatures?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ask for something that changes things as well, or say why signs are what you need."),
    )
