"""Posting an exchange: one page, the rarer answers folded away; a draft may lack any of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.actions.exchanges import ANSWERS, NEEDED
from exchanges.choices import Direction, ExchangeState, Flexibility, Mode, Visibility
from exchanges.forms.parts import DayField, LanguagesField, WordsForUnion
from exchanges.models import Exchange
from unions.forms.closed_lists import country_choices
from unions.forms.texts import LongText
from unions.models import Employer, Organisation, Sector, User
from unions.validators import plain_name, plain_text

FIXED_ONCE_OPEN = ("direction", "visibility")


class ExchangeForm(WordsForUnion):
    """Who wants to meet whom, when, in which languages, and until when others answer."""

    direction = forms.ChoiceField(label=_("What do you want?"), choices=Direction.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title"),
        help_text=_("For example: Four warehouse workers look for a host. Name no worker."),
        max_length=120,
        required=False,
        validators=[plain_name],
    )
    why = LongText(
        label=_("Why do you want to meet?"),
        help_text=_("What you do, what you want to learn or show. Name no worker."),
        max_length=1000,
        required=False,
        validators=[plain_text],
    )
    from_on = DayField(label=_("First day"), required=False)
    until_on = DayField(label=_("Last day"), required=False)
    flexibility = forms.ChoiceField(label=_("How firm are the dates?"), choices=Flexibility.choices)
    languages = LanguagesField(label=_("Which languages do your people speak?"), required=False)
    countries = forms.MultipleChoiceField(
        label=_("In which countries?"),
        help_text=_(
            "Where you would like to go or are coming to; if you host, where your guests may come from. Unions there"
            " are told."
        ),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        required=False,
    )
    people = forms.IntegerField(label=_("How many people?"), min_value=1, max_value=500, initial=4)
    deadline_on = DayField(label=_("Until when can others answer?"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who may see it?"),
        help_text=_("Neither is shown contacts, the agenda, or any place but the town that you name here."),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
    )
    mode = forms.ChoiceField(label=_("How do you meet?"), choices=Mode.choices)
    town = forms.CharField(label=_("Town or region"), max_length=80, required=False, validators=[plain_name])
    sector: Any = forms.ModelChoiceField(
        label=_("Sector"), queryset=Sector.objects.none(), to_field_name="code", required=False
    )
    employer = forms.ModelChoiceField(
        label=_("Employer that you would like to have in common"),
        queryset=Employer.objects.none(),
        to_field_name="public_id",
        required=False,
    )
    access_needs = LongText(
        label=_("Access needs of your people"),
        help_text=_("Only the host that you accept reads this. It is deleted a month after the visit."),
        max_length=500,
        required=False,
        validators=[plain_text],
    )
    main = ("organisation", "direction", "title", "why", "language", "from_on", "until_on", "flexibility", "people",
            "languages", "countries", "deadline_on", "visibility")  # fmt: skip
    more = ("mode", "town", "sector", "employer", "access_needs")

    def __init__(
        self,
        *arguments: Any,
        reader: User,
        unions: list[Organisation],
        exchange: Exchange | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, reader=reader, unions=unions, initial=_initial(exchange), **options)
        self.fields["countries"].choices = country_choices()[1:]
        self.fields["sector"].queryset = Sector.objects.all()
        known = Employer.objects.filter(recognitions__organisation__in=unions).distinct()
        self.fields["employer"].queryset = known.order_by("folded_name")
        self.fields["why"].widget.attrs["rows"] = 5
        for name in NEEDED:  # a draft may lack them, and yet they are not optional
            self.fields[name].is_asked = True
        self.fields["access_needs"].widget.attrs["rows"] = 3
        if exchange is not None:
            self.fields.pop("organisation", None)
            for name in FIXED_ONCE_OPEN if exchange.state != ExchangeState.DRAFT else ():
                del self.fields[name]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What is asked of everybody."""
        return [self[name] for name in self.main if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What only some need."""
        return [self[name] for name in self.more if name in self.fields]

    @property
    def more_is_open(self) -> bool:
        """Whether something in the folded part is wrong or has been answered."""
        rare = [name for name in self.more if name != "mode"]
        return any(name in self.errors for name in self.more) or any(self[name].value() for name in rare)


def _initial(exchange: Exchange | None) -> dict[str, Any]:
    if exchange is None:
        return {
            "direction": Direction.SEEKS_HOST,
            "visibility": Visibility.NETWORK,
            "flexibility": Flexibility.DAYS,
        }
    said = {name: getattr(exchange, name) for name in ANSWERS}
    codes = {
        "sector": exchange.sector.code if exchange.sector else None,
        "employer": exchange.employer.public_id if exchange.employer else None,
    }
    return said | codes
