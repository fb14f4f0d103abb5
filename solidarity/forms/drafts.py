"""The steps of asking that are one form each: the story, ourselves, safety."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from solidarity.actions.drafts import NEED_DEMANDS
from solidarity.choices import DoNot, SafetyAnswer, Visibility
from solidarity.models import SolidarityRequest
from solidarity.queries.reach import Reach
from unions.choices import WRITING_LANGUAGES
from unions.forms.answers import AnswersForm
from unions.forms.closed_lists import country_choices, language_choices
from unions.forms.employers import NamesAnEmployer
from unions.forms.texts import LongText
from unions.localised import number
from unions.models import Employer, Organisation, Worksite
from unions.validators import plain_name, plain_text


class StoryForm(NamesAnEmployer, AnswersForm):
    """What happens and where. `employer` is the one that was found; without one, a new one is to be added."""

    required_answers = ("organisation", "what_happens", "language", "employer_name", "country", "situation")
    organisation = forms.ModelChoiceField(
        label=_("Which union asks?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    what_happens = LongText(
        label=_("What is happening?"),
        max_length=600,
        validators=[plain_text],
        help_text=_("Who did what to whom, when, and what comes next. Name no worker."),
    )
    language = forms.ChoiceField(label=_("In which language do you write?"), choices=language_choices)
    employer_name = forms.CharField(
        label=_("At which employer or public body?"), max_length=200, validators=[plain_name]
    )
    employer_choice = forms.ChoiceField(label=_("Is it one of these?"), widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("In which country?"), choices=country_choices)
    demands = LongText(
        label=_("What do you demand?"),
        max_length=600,
        validators=[plain_text],
        help_text=_("Needed in a struggle or under attack."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the workers concerned"),
        choices=language_choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("We look for unions that use them."),
    )

    class Meta:
        model = SolidarityRequest
        fields = (
            "what_happens", "language", "country", "sector", "situation", "demands", "place", "languages",
            "workers_concerned",
        )  # fmt: skip
        widgets = {"place": forms.TextInput, "situation": forms.RadioSelect}
        help_texts = {"place": _("Town or site. Fewer people see it than the rest.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.employer: Employer | None = self.instance.employer
        situation = self.data.get("situation") or self.get_initial_for_field(self.fields["situation"], "situation")
        self.fields["demands"].required = situation in NEED_DEMANDS and not options.get("is_unfinished")
        self._offer_organisations()
        self.offer_employers(str(self.data.get("employer_name", "")))
        self._propose()

    def clean(self) -> dict[str, Any]:
        """Ask which employer is meant where several may be; in a struggle, ask for the demands."""
        cleaned = super().clean() or self.cleaned_data
        if self.matches and "employer_name" in cleaned:
            self.choose_employer(cleaned["employer_name"], cleaned.get("country", ""))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return the right answers, with the employer where it is known."""
        return {**super().answers(), **({"employer": self.employer} if self.employer else {})}

    @property
    def asking_union(self) -> Organisation | None:
        """The union that asks: the only one that the person speaks for, or the one chosen."""
        return self.cleaned_data.get("organisation") if "organisation" in self.fields else self.only_organisation

    def _offer_organisations(self) -> None:
        own = Organisation.objects.staffed_by(self.reader).order_by("name")
        self.only_organisation = self.instance.organisation if self.instance.pk else own.first()
        if self.instance.pk or len(own) == 1:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = own

    def _propose(self) -> None:
        language = get_language() or "en"
        own = self.only_organisation
        proposals = {
            "employer_name": self.employer.name if self.employer else "",
            "language": language if language in WRITING_LANGUAGES else "en",
            "country": own.country if own else "",
        }
        for name, value in proposals.items():
            self.initial[name] = self.initial.get(name) or value


class OurselvesForm(AnswersForm):
    """What we do ourselves, who decided on the call, what nobody should do, how we are reached."""

    required_answers = ("own_action", "contact")
    own_action = LongText(
        label=_("What are you doing yourselves?"),
        max_length=600,
        validators=[plain_text],
        help_text=_("Others help those who help themselves: a picket, a ballot, talks, a court case."),
    )
    do_nots = forms.MultipleChoiceField(
        label=_("What should nobody do?"),
        choices=DoNot.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is shown wherever somebody can act."),
    )

    class Meta:
        model = SolidarityRequest
        fields = ("own_action", "mandate", "do_nots", "further_do_not", "contact", "worksite")
        labels = {"mandate": _("Who decided on this call?"), "contact": _("How do we reach you?")}
        help_texts = {"contact": _("A role and an address of the union. Only unions that you ask can see it.")}
        widgets = {"contact": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, contact: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["contact"] = self.initial.get("contact") or contact
        sites = Worksite.objects.filter(employer=self.instance.employer, country=self.instance.country)
        self.fields["worksite"].queryset = sites.order_by("name")
        self.fields["worksite"].label = _("At which worksite?")
        if not sites.exists():
            del self.fields["worksite"]


class SafetyForm(AnswersForm):
    """Three questions, and who may see the request once it is checked."""

    required_answers = ("danger", "recognisable", "wanted_visibility")

    class Meta:
        model = SolidarityRequest
        fields = ("danger", "recognisable", "consent", "is_life_or_liberty", "wanted_visibility")
        widgets = dict.fromkeys(fields, forms.RadioSelect) | {"is_life_or_liberty": forms.CheckboxInput}
        labels = {"wanted_visibility": _("Who may see it once a reviewer has looked at it?")}
        help_texts = {
            "is_life_or_liberty": _("It becomes an emergency: an answer is owed within 24 hours."),
            "wanted_visibility": _(
                "With danger, without consent or where you are not sure, only staff of the unions you ask see it,"
                " and place and photos stay hidden. You can ask for more once it is published."
            ),
        }

    def __init__(self, *args: Any, network: Reach, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("danger", "recognisable", "consent"):
            self.fields[name].choices = SafetyAnswer.choices
        self.fields["wanted_visibility"].choices = levels_in_people(network)

    def clean(self) -> dict[str, Any]:
        """Ask for consent where somebody may be recognised."""
        cleaned = super().clean() or self.cleaned_data
        may_be_recognised = cleaned.get("recognisable") in {SafetyAnswer.YES, SafetyAnswer.NOT_SURE}
        if may_be_recognised and not cleaned.get("consent") and self.fields["danger"].required:
            self.add_error("consent", _("Say whether those who can be recognised have agreed."))
        return cleaned


def levels_in_people(network: Reach, asked: Reach | None = None) -> list[tuple[str, str]]:
    """Return the levels from the tightest to the widest, the network's with how many people it means."""
    people = {
        Visibility.NAMED_ORGANISATIONS: in_people(asked) if asked else gettext("you choose them on the next page"),
        Visibility.NETWORK: in_people(network),
        Visibility.PUBLIC: gettext("anybody on the internet can read it"),
    }
    words = gettext("%(level)s: %(people)s")
    counted = [(level.value, words % {"level": level.label, "people": who}) for level, who in people.items()]
    return [(Visibility.BEHIND_THE_SCENES.value, str(Visibility.BEHIND_THE_SCENES.label)), *counted]


def in_people(reach: Reach) -> str:
    """Return `41,000 people of 60 unions`; fewer than five are not counted out."""
    unions = ngettext("%(count)s union", "%(count)s unions", reach.organisations) % {
        "count": number(reach.organisations)
    }
    if reach.is_small:
        return gettext("fewer than five people of %(unions)s") % {"unions": unions}
    words = ngettext("%(count)s person of %(unions)s", "%(count)s people of %(unions)s", reach.people)
    return words % {"count": number(reach.people), "unions": unions}
