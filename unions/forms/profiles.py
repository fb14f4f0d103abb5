"""What an organisation says of itself, as its admins write it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unions.choices import WRITING_LANGUAGES, LanguageUse
from unions.forms.texts import LongText
from unions.localised import endonym, language_name
from unions.models import Organisation, Sector
from unions.validators import plain_text

OLDEST_YEAR = 1900
COLUMNS = (
    "statement", "statement_language", "city", "website", "public_email", "member_count", "members_counted_in",
    "listing", "safe_mode",
)  # fmt: skip
USES = {
    LanguageUse.CORRESPONDENCE: _("Languages in which one can write to us"),
    LanguageUse.SPOKEN: _("Languages that we speak"),
    LanguageUse.CAN_TRANSLATE_FROM: _("Languages that we can translate from"),
    LanguageUse.CAN_TRANSLATE_TO: _("Languages that we can translate to"),
}


class ProfileForm(forms.ModelForm):
    """Words, languages, sectors, ways to reach it, and who may see it. Its names are the network's to change."""

    use_required_attribute = False
    statement = LongText(
        label=_("Who we are, in our own words"),
        max_length=2000,
        required=False,
        validators=[plain_text],
        help_text=_("Whom we organise, how we decide, what we are working on. Name nobody who could be harmed."),
    )
    statement_language = forms.ChoiceField(label=_("Language of these words"), required=False)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    sectors: Any = forms.ModelMultipleChoiceField(
        label=_("Sectors in which we organise"),
        queryset=Sector.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organisation
        fields = COLUMNS
        widgets = {"listing": forms.RadioSelect}
        labels = {
            "public_email": _("Public address"),
            "member_count": _("How many members?"),
            "members_counted_in": _("In which year was that?"),
            "listing": _("Who finds us in the directory?"),
            "safe_mode": _("We are in danger: show our town and our employers to the network alone"),
        }
        help_texts = {
            "public_email": _("An office, not a person: everybody who sees this page can read it."),
            "safe_mode": _("Mails about us say only that something waits in the portal."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        spoken = [(row.use, row.language) for row in self.instance.languages.all()]
        tags = {*WRITING_LANGUAGES, *(tag for _use, tag in spoken), self.instance.statement_language} - {""}
        known = sorted(((tag, _named(tag)) for tag in tags), key=lambda choice: choice[1].casefold())
        self.fields["statement_language"].choices = [("", "–"), *known]
        for use, label in USES.items():
            self.fields[use.value] = forms.MultipleChoiceField(
                label=label, choices=known, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.initial[use.value] = [tag for spoken_use, tag in spoken if spoken_use == use]
        self.initial["sectors"] = [covered.sector.code for covered in self.instance.coverage.select_related("sector")]
        self.fields["members_counted_in"].validators.append(_year)
        for name in ("city", "statement"):
            self.fields[name].widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        """Ask for the language of words, and for the number that a year belongs to."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("statement") and not cleaned.get("statement_language"):
            self.add_error("statement_language", _("Say in which language you wrote this."))
        if cleaned.get("members_counted_in") and cleaned.get("member_count") is None:
            self.add_error("member_count", _("Write the number that this year belongs to, or leave the year out."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what the action wants; ask `is_valid()` first."""
        cleaned = self.cleaned_data
        fields = {name: cleaned[name] for name in COLUMNS}
        if not cleaned["statement"]:
            fields["statement_language"] = ""
        languages = {use.value: cleaned[use.value] for use in USES}
        return {**fields, "languages": languages, "sectors": list(cleaned["sectors"])}

    @property
    def language_fields(self) -> list[forms.BoundField]:
        """The lists of languages, one for each use."""
        return [self[use.value] for use in USES]


def _named(tag: str) -> str:
    name, own = language_name(tag), endonym(tag)
    return name if name.casefold() == own.casefold() else f"{name} · {own}"


def _year(value: int) -> None:
    if not OLDEST_YEAR <= value <= timezone.localdate().year:
        raise forms.ValidationError(_("Write a year that has already begun, with four digits."))
