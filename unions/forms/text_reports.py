"""Reporting a text, deciding on a report, asking for another look."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from unions.choices import ReportReason
from unions.localised import language_name
from unions.member_texts import MemberText, MemberTexts
from unions.validators import plain_text

LONGEST_NOTE = 300
LONGEST_WORDS = 600
EXCERPT = 60  # characters, to tell one text from another


def choices_of(known: MemberTexts, subject: Any) -> list[tuple[str, str]]:
    """Return the texts of an object that stand there now: key, and what tells them apart."""
    return [(text.key, _described(text)) for text in known.texts_of(subject) if not text.is_hidden]


def _described(text: MemberText) -> str:
    label = f"{text.label} ({language_name(text.language)})" if text.translated_into else str(text.label)
    return f"{label}: {Truncator(text.text).chars(EXCERPT)}"


class TextReportForm(forms.Form):
    """Which text, what is wrong with it, and a word about it."""

    text = forms.ChoiceField(label=_("Which text is it?"), required=False)
    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=ReportReason, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("A word about it"),
        help_text=_("Do not repeat names or places here. Only those who decide read this."),
        max_length=LONGEST_WORDS,
        required=False,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, known: MemberTexts, subject: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = choices_of(known, subject)
        self.fields["text"].choices = texts if len(texts) == 1 else [("", _("I cannot say")), *texts]


class DecisionForm(forms.Form):
    """Hide one text or leave it, with the reason that its union will read."""

    HIDE, LEAVE = "hide", "leave"

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[(HIDE, _("Hide the text")), (LEAVE, _("Leave it where it stands"))],
        widget=forms.RadioSelect,
    )
    text = forms.ChoiceField(label=_("Which text do you mean?"))
    note = forms.CharField(
        label=_("Your reason"),
        help_text=_("The union whose text it is reads this. Do not repeat what puts somebody in danger."),
        max_length=LONGEST_NOTE,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, known: MemberTexts, subject: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].choices = choices_of(known, subject) if subject is not None else []


class SecondLookForm(forms.Form):
    """Put the text back, or leave it hidden."""

    RESTORE, LEAVE = "restore", "leave"

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[(RESTORE, _("Put the text back")), (LEAVE, _("Leave it hidden"))],
        widget=forms.RadioSelect,
    )


class PleaForm(forms.Form):
    """Why a hidden text should stand."""

    plea = forms.CharField(
        label=_("Why should it stand?"),
        max_length=LONGEST_WORDS,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
