"""How a form asks for an employer: by name, then which of those that are known."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unions.localised import country_name
from unions.models import Employer
from unions.validators import folded_name

NEW_EMPLOYER = "new"
MOST_MATCHES = 8


class NamesAnEmployer:
    """For a form with the fields `employer_name` and `employer_choice`.

    `employer` is the one that is meant; without one, `new_employer` is to be added.
    """

    employer: Employer | None
    matches: dict[str, Employer]

    @property
    def new_employer(self) -> str:
        """The name of an employer that nobody has entered yet, or nothing."""
        name = str(self.cleaned_data.get("employer_name", ""))
        is_settled = self.employer is not None or "employer_choice" in self.errors
        return "" if is_settled else name

    def offer_employers(self, typed: str) -> None:
        """Offer those whose name holds what was typed; without any there is nothing to choose."""
        folded = folded_name(typed)
        if self.employer and folded_name(self.employer.name) != folded and self.is_bound:
            self.employer = None
        is_known = self.employer is not None or not folded
        found = [] if is_known else Employer.objects.visible_to(self.reader).named_like(folded)[:MOST_MATCHES]
        self.matches = {each.public_id: each for each in found}
        if not self.matches:
            del self.fields["employer_choice"]
            return
        self.fields["employer_choice"].is_asked = True
        known = [(each.public_id, _named(each)) for each in self.matches.values()]
        another = gettext("None of these: add “%(name)s”") % {"name": typed}
        self.fields["employer_choice"].choices = [*known, (NEW_EMPLOYER, another)]

    def choose_employer(self, typed: str, country: str) -> None:
        """Take the one chosen, or the only one of this name in this country; else ask which is meant."""
        chosen = self.cleaned_data.get("employer_choice", "")
        same = [each for each in self.matches.values() if each.folded_name == folded_name(typed)]
        here = [each for each in same if each.country == country]
        if chosen:
            self.employer = self.matches.get(chosen)
        elif len(here) == 1:
            self.employer = here[0]
        elif "employer_choice" not in self.errors:
            self.add_error("employer_choice", _("We know employers with such a name: choose one, or add yours."))


def _named(employer: Employer) -> str:
    country = country_name(employer.country)
    return f"{employer.name} ({country})" if country else employer.name
