"""The page of the week: still safe, what arrived, any news."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solidarity.choices import SafetyAnswer
from solidarity.models import Delivery, Need, SolidarityRequest
from solidarity.panels import amount_in_words, need_names
from unions.choices import UpdateAudience
from unions.forms.texts import InLanguage, LongText
from unions.localised import country_name
from unions.queries import reading_order
from unions.validators import plain_text


@dataclass
class Heap:
    """Deliveries that are confirmed with one tick: all of a light need together, others pledge by pledge."""

    key: str
    need: Need
    deliveries: list[Delivery]

    @property
    def sent(self) -> int:
        """How much was delivered, in the unit of the need."""
        return sum(each.quantity for each in self.deliveries)

    @property
    def amount(self) -> str:
        """How much was delivered, in words."""
        return amount_in_words(self.sent, self.need)

    @property
    def by(self) -> list[str]:
        """Who sent it, as far as they chose to be seen; each name once."""
        shown = (each.pledge.shown_name or country_name(each.pledge.shown_country) for each in self.deliveries)
        return sorted({each for each in shown if each})

    def split(self, arrived: int) -> dict[int, int]:
        """Share out what arrived, the oldest first; what is left over is still waited for, unless it stands alone."""
        shares: dict[int, int] = {}
        for each in self.deliveries:
            share = min(each.quantity, arrived)
            if share or len(self.deliveries) == 1:
                shares[each.pk] = share
            arrived -= share
        return shares


class ArrivalsForm(forms.Form):
    """A tick for each heap of help that arrived, and a number where fewer came."""

    def __init__(self, solidarity_request: SolidarityRequest, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heaps = list(_heaps(solidarity_request))
        names = need_names([heap.need for heap in self.heaps], reading_order(None))
        for heap in self.heaps:
            what = {"what": names[heap.need.pk], "amount": heap.amount}
            self.fields[f"came_{heap.key}"] = forms.BooleanField(
                label=_("It arrived: %(what)s, %(amount)s") % what, required=False
            )
            self.fields[f"arrived_{heap.key}"] = forms.IntegerField(
                label=_("How much arrived: %(what)s") % what,
                min_value=0,
                max_value=heap.sent,
                initial=heap.sent,
                required=False,
            )

    @property
    def rows(self) -> Iterator[tuple[Heap, forms.BoundField, forms.BoundField]]:
        """Each heap with its tick and its number."""
        for heap in self.heaps:
            yield heap, self[f"came_{heap.key}"], self[f"arrived_{heap.key}"]

    @property
    def arrivals(self) -> dict[int, int]:
        """How much of each delivery arrived, of those that were ticked."""
        shares: dict[int, int] = {}
        for heap in self.heaps:
            if self.cleaned_data[f"came_{heap.key}"]:
                arrived = self.cleaned_data[f"arrived_{heap.key}"]
                shares |= heap.split(heap.sent if arrived is None else arrived)
        return shares


class CheckInForm(ArrivalsForm, InLanguage):
    """Everything on one page; only the question of safety has to be answered."""

    still_safe = forms.ChoiceField(
        label=_("Are you still safe?"),
        help_text=_("With “no” or “not sure” only staff of the unions you asked see it, and it is paused at once."),
        choices=SafetyAnswer.choices,
        widget=forms.RadioSelect,
    )
    news = LongText(label=_("Any news?"), max_length=2000, required=False, validators=[plain_text])
    audience = forms.ChoiceField(
        label=_("Who may read the news"), choices=UpdateAudience.choices, initial=UpdateAudience.PLEDGERS
    )

    @property
    def page(self) -> dict[str, Any]:
        """What the action is told."""
        names = ("still_safe", "news", "language", "audience")
        return {name: self.cleaned_data[name] for name in names} | {"arrivals": self.arrivals}


def _heaps(solidarity_request: SolidarityRequest) -> Iterable[Heap]:
    waiting = Delivery.objects.to_confirm().filter(pledge__need__solidarity_request=solidarity_request)
    rows = waiting.select_related("pledge__need__kind", "pledge__organisation", "pledge__user")
    heaps: dict[str, Heap] = {}
    for delivery in rows.prefetch_related("pledge__user__memberships__organisation"):
        need = delivery.pledge.need
        key = need.public_id if need.kind.is_light else delivery.pledge.public_id
        heaps.setdefault(key, Heap(key, need, [])).deliveries.append(delivery)
    return heaps.values()
