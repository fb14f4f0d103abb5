"""What can be followed, from the values that a page sends."""

from typing import Any

from babel import Locale
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from unions.following import Followed, followed_elsewhere
from unions.localised import country_name, language_name, locale_of
from unions.models import Employer, Follow, NeedKind, Organisation, Sector, User

KINDS = [
    ("country", _("Country")),
    ("language", _("Language")),
    ("sector", _("Sector")),
    ("need_kind", _("Kind of help")),
    ("employer", _("Employer")),
    ("organisation", pgettext_lazy("what is followed", "Organisation")),
]
FOLLOWED_LANGUAGES = (
    "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi",
    "fil", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km",
    "kn", "ko", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no", "pa", "pl", "ps", "pt",
    "ro", "ru", "rw", "sd", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tk", "tr", "uk", "ur",
    "uz", "vi", "yo", "zh", "zu",
)  # fmt: skip


def countries() -> list[tuple[str, str]]:
    """Return codes and names of all countries, by name in the reader's language."""
    codes = [code for code in Locale("en").territories if len(code) == 2 and code.isalpha()]
    named = [(code, country_name(code)) for code in codes if code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}]
    return sorted(named, key=lambda pair: pair[1])


def languages() -> list[tuple[str, str]]:
    """Return tags and names of the languages that can be followed, by name in the reader's language."""
    return sorted(((tag, language_name(tag)) for tag in FOLLOWED_LANGUAGES), key=lambda pair: pair[1])


class FollowForm(forms.Form):
    """One thing to follow: its kind and its code, slug or public id; `target` is what the action wants."""

    kind = forms.ChoiceField(choices=KINDS)
    value = forms.CharField(max_length=120)
    target: dict[str, Any]

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.target = self._target(cleaned["kind"], cleaned["value"])
            if None in self.target.values():
                self.add_error("value", _("This cannot be followed."))
        return cleaned

    def _target(self, kind: str, value: str) -> dict[str, Any]:
        known_languages = {*FOLLOWED_LANGUAGES, *locale_of("en").languages}
        found: dict[str, Any] = {
            "country": lambda: value if value in dict(countries()) else None,
            "language": lambda: value if value in known_languages else None,
            "sector": lambda: Sector.objects.filter(code=value).first(),
            "need_kind": lambda: NeedKind.objects.filter(code=value).first(),
            "employer": lambda: Employer.objects.visible_to(self.reader).filter(public_id=value).first(),
            "organisation": lambda: Organisation.objects.visible_to(self.reader).filter(slug=value).first(),
        }
        return {"spoken" if kind == "language" else kind: found[kind]()}


class ChoosingForm(forms.Form):
    """A list to choose from, for one kind; it sends what FollowForm reads."""

    kind = forms.CharField(widget=forms.HiddenInput)
    value = forms.ChoiceField()

    def __init__(self, *args: Any, kind: str, label: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, prefix=None, auto_id=f"{kind}-%s", initial={"kind": kind}, **kwargs)
        self.fields["value"].choices = [("", _("Choose")), *choices]
        self.fields["value"].label = label


def choosing_forms() -> list[ChoosingForm]:
    """Return one form for each kind that is a closed list."""
    lists: dict[str, list[tuple[str, Any]]] = {
        "country": countries(),
        "language": languages(),
        "sector": [(each.code, each.name) for each in Sector.objects.all()],
        "need_kind": [(each.code, each.name) for each in NeedKind.objects.all()],
    }
    labels = dict(KINDS)
    return [ChoosingForm(kind=kind, label=labels[kind], choices=choices) for kind, choices in lists.items() if choices]


def followed_by(person: User) -> list[Followed]:
    """Return all that this person follows, on this floor and above, the oldest first on each."""
    here = [_followed(follow) for follow in Follow.objects.visible_to(person).for_page()]
    return here + followed_elsewhere(person)


def _followed(follow: Follow) -> Followed:
    things = {
        "country": (follow.country, country_name(follow.country)),
        "language": (follow.language, language_name(follow.language)),
        "sector": (follow.sector and follow.sector.code, follow.sector),
        "need_kind": (follow.need_kind and follow.need_kind.code, follow.need_kind),
        "employer": (follow.employer and follow.employer.public_id, follow.employer),
        "organisation": (follow.organisation and follow.organisation.slug, follow.organisation),
    }
    kind, (value, name) = next((kind, thing) for kind, thing in things.items() if thing[0])
    fields = {"kind": kind, "value": str(value)}
    return Followed(follow, str(dict(KINDS)[kind]), str(name), reverse("unions:follow-toggle"), fields)
