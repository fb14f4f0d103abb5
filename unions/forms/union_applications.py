"""What a union is asked that wants to come in: four short pages, files, and a word when it is refused."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from unions.actions.union_applications import CONDUCT, DATA_PROTECTION
from unions.choices import FEDERATION_KINDS, LegalStatus
from unions.forms.answers import AnswersForm
from unions.forms.closed_lists import country_choices, language_choices
from unions.forms.texts import LongText
from unions.models import Organisation, UnionApplication


class UnionForm(AnswersForm):
    """Who applies, and where to send the link."""

    required_answers = ("name", "country", "kind", "contact_address", "contact_language")
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    contact_address = forms.EmailField(
        label=_("E-mail address of the union"),
        max_length=254,
        help_text=_("We send a link by which you can go on at any time. No account is needed."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    contact_language = forms.ChoiceField(label=_("Language in which we write to you"), choices=settings.LANGUAGES)

    class Meta:
        model = UnionApplication
        fields = ("name", "acronym", "country", "kind", "contact_address", "contact_language")
        labels = {
            "name": _("Name of your union, as you write it"),
            "acronym": _("Short name"),
            "kind": _("What kind of organisation is it?"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.initial["contact_language"] = get_language() or settings.LANGUAGE_CODE


class AboutForm(AnswersForm):
    """What it is like, where it stands in a register, whom one can call."""

    required_answers = ("languages", "sectors", "legal_status", "registration", "call_back")
    languages = forms.MultipleChoiceField(
        label=_("In which languages can one write to you?"),
        choices=language_choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    legal_status = forms.ChoiceField(label=_("Is it registered?"), widget=forms.RadioSelect)
    registration = LongText(
        label=_("Number in the register, or why there is none"),
        max_length=600,
        help_text=_("Nobody is turned away because a state refuses to register them: say what happened."),
    )
    call_back = LongText(
        label=_("Whom can we call, and where do we find the number ourselves?"),
        max_length=600,
        help_text=_("A role, not a name; and a place that is not yours alone: your federation, a register, a paper."),
    )

    class Meta:
        model = UnionApplication
        fields = ("languages", "sectors", "legal_status", "registration", "website", "call_back")
        labels = {"sectors": _("Where do you organise?"), "website": _("Website")}
        widgets = {"sectors": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = [choice for choice in LegalStatus.choices if choice[0] != LegalStatus.UNKNOWN]
        self.fields["legal_status"].choices = known
        self.fields["call_back"].widget.attrs["rows"] = self.fields["registration"].widget.attrs["rows"] = 3


class WordsForm(AnswersForm):
    """What makes it a union of its members, and who knows it."""

    required_answers = ("independence", "elections")
    independence = LongText(
        label=_("Who founded it, who leads it, who pays for it?"),
        max_length=1500,
        help_text=_("Say what ties you have to employers and to the state, or that there are none."),
    )
    elections = LongText(
        label=_("How are its leaders chosen?"),
        max_length=1500,
        help_text=_("When you last voted; or why you could not."),
    )

    class Meta:
        model = UnionApplication
        fields = ("independence", "elections", "federation", "named_voucher")
        labels = {
            "federation": _("Do you belong to one of these federations?"),
            "named_voucher": _("Which member union knows you?"),
        }
        help_texts = {
            "federation": _("We ask it to confirm that."),
            "named_voucher": _("We ask it to vouch for you."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = Organisation.objects.visible_to(AnonymousUser()).approved().order_by("folded_name")
        self.fields["federation"].queryset = shown.filter(kind__in=FEDERATION_KINDS)
        self.fields["named_voucher"].queryset = shown


class EvidenceForm(forms.Form):
    """A file and what it shows; the file itself is looked at by the action."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG or WebP, at most 5 MB. Only those who check applications can open it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )
    title = forms.CharField(
        label=_("What does it show?"), max_length=120, help_text=_("Statutes, a register, a ballot, a leaflet.")
    )


class SendingForm(forms.Form):
    """The last words before it is sent."""

    use_required_attribute = False
    conduct = forms.BooleanField(label=CONDUCT)
    data_protection = forms.BooleanField(label=DATA_PROTECTION)
    may_tell_own_country = forms.BooleanField(
        label=_("Unions of our own country may be told that we apply"),
        required=False,
        help_text=_("Without it nobody in your country hears of it from us. Leave it out if that could harm somebody."),
    )

    @property
    def wording(self) -> str:
        """What was agreed to, in the words that were read."""
        return f"{CONDUCT}\n{DATA_PROTECTION}"


class AppealForm(forms.Form):
    """Why other admins should look at a refusal."""

    words = LongText(label=_("What should be looked at again?"), max_length=1500)
