"""Reads of needs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import BooleanField, Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest

from solidarity.choices import HOLDING_PLEDGE_STATES, PledgeState, RequestState
from unions.choices import WhoMay
from unions.models import Announcement, Follow, Organisation, Translation

MOST_OF_A_NEED = 100_000_000  # asked for, or promised at once
MOST_COUNTED = 2**31 - 1  # what the column `taken` holds
SHORT_WITHIN = timedelta(hours=72)
SETTLE = timedelta(days=1)  # between the opening of a request and each mail that it is short of help


class NeedQuerySet(models.QuerySet[Any]):
    """Needs, with the three honest numbers: promised, under way, arrived of N."""

    def visible_to(self, user: Any) -> "NeedQuerySet":
        """Those of the requests that this reader may see."""
        requests = self.model._meta.get_field("solidarity_request").related_model
        return self.filter(solidarity_request__in=requests.objects.visible_to(user))

    def editable_by(self, user: Any) -> "NeedQuerySet":
        """Those of the requests of the organisations that this person speaks for."""
        requests = self.model._meta.get_field("solidarity_request").related_model
        return self.filter(solidarity_request__in=requests.objects.editable_by(user))

    def with_progress(self) -> "NeedQuerySet":
        """Adds `promised`, `under_way` and `arrived` in the unit of the need: three amounts that do not overlap.

        A pledge that waits to be accepted holds its place in `taken`, but is not promised yet.
        """
        moving = Q(state__in=[PledgeState.UNDER_WAY, PledgeState.DELIVERED])
        settled = self._sum_of_deliveries(
            "quantity", Q(pledge__state__in=[PledgeState.UNDER_WAY, PledgeState.DELIVERED])
        )
        return self.annotate(
            promised=self._sum_of_pledges(Q(state=PledgeState.PLEDGED, held_until__isnull=True)),
            under_way=Greatest(self._sum_of_pledges(moving) - settled, 0),
            arrived=self._sum_of_deliveries("arrived"),
        )

    def with_counted(self) -> "NeedQuerySet":
        """Adds `counted`: what `taken` must be. A confirmed pledge counts what arrived, the others their quantity."""
        pledges = self.model._meta.get_field("pledges").related_model
        deliveries = pledges._meta.get_field("deliveries").related_model
        arrived = _total(deliveries.objects.filter(pledge=OuterRef("pk")), "pledge", "arrived")
        counts = Case(
            When(state=PledgeState.CONFIRMED, then=arrived), default=F("quantity"), output_field=IntegerField()
        )
        rows = pledges.objects.filter(need=OuterRef("pk"), state__in=HOLDING_PLEDGE_STATES).annotate(counts=counts)
        return self.annotate(counted=_total(rows, "need", "counts"))

    def miscounted(self) -> "NeedQuerySet":
        """Those whose `taken` is not what their pledges count."""
        return self.with_counted().exclude(taken=F("counted"))

    def for_page(self) -> "NeedQuerySet":
        """All that a card or the page of a request shows of them, in the asker's order."""
        return self.with_progress().select_related("kind").order_by("position", "pk")

    def still_wanted(self, on: date) -> "NeedQuerySet":
        """Those whose date has not passed and whose quantity has not wholly arrived."""
        return self.with_progress().filter(wanted_by__gte=on, arrived__lt=F("quantity"))

    def short(self, at: datetime) -> "NeedQuerySet":
        """Those wanted within 72 hours and promised by less than half, of open requests.

        An offer that waits to be accepted counts as promised: it holds its place. While the union that asks is
        suspended nothing of its requests is short.
        """
        today = at.date()
        runs = Q(solidarity_request__closes_on__isnull=True) | Q(solidarity_request__closes_on__gte=today)
        asked = self.filter(
            runs,
            solidarity_request__state=RequestState.OPEN,
            solidarity_request__organisation__in=Organisation.objects.members(),
        )
        near = asked.filter(wanted_by__gte=today, wanted_by__lte=(at + SHORT_WITHIN).date())
        return near.filter(taken__lt=F("quantity") - F("taken"))  # twice `taken` may be more than its column holds

    def short_to_tell(self, at: datetime) -> "NeedQuerySet":
        """Short ones of which nobody was told; at the earliest a day after the call, and after another of the request.

        One mail of a request is enough for a day: it names all that would help.
        """
        told = Announcement.objects.about(self.model).filter(kind="need_short")
        of_the_same = self.model._default_manager.filter(solidarity_request=OuterRef(OuterRef("solidarity_request")))
        lately = told.filter(object_id__in=of_the_same.values("pk"), made_at__gt=at - SETTLE)
        settled = self.short(at).filter(solidarity_request__opened_at__lte=at - SETTLE)
        return settled.exclude(Exists(told.filter(object_id=OuterRef("pk")))).exclude(Exists(lately))

    def for_people(self) -> "NeedQuerySet":
        """Those that one person can help with."""
        return self.filter(who_may__in=[WhoMay.PERSON, WhoMay.BOTH])

    def within_minutes(self, minutes: int) -> "NeedQuerySet":
        """Those that one person can help with in so many minutes."""
        own = self.annotate(minutes=Coalesce("effort_minutes", "kind__effort_minutes"))
        return own.filter(minutes__lte=minutes)

    def not_promised_by(self, user: Any) -> "NeedQuerySet":
        """Those to which this person has promised nothing yet."""
        pledges = self.model._meta.get_field("pledges").related_model.objects.holding()
        return self.exclude(Exists(pledges.filter(need=OuterRef("pk"), user=user)))

    def nearest_to(self, user: Any, languages: Sequence[str]) -> "NeedQuerySet":
        """What the person follows first, then what they can read, then what is wanted soonest."""
        followed = Q(country=OuterRef("solidarity_request__country")) & ~Q(country="")
        followed |= Q(language=OuterRef("solidarity_request__language")) & ~Q(language="")
        followed |= Q(need_kind=OuterRef("kind")) | Q(organisation=OuterRef("solidarity_request__organisation"))
        followed |= Q(employer=OuterRef("solidarity_request__employer"))
        followed |= Q(sector=OuterRef("solidarity_request__sector"))
        requests = self.model._meta.get_field("solidarity_request").related_model
        translated = Translation.objects.in_any(requests, languages).filter(object_id=OuterRef("solidarity_request"))
        can_read = Q(solidarity_request__language__in=languages) | Q(Exists(translated))
        ranked = self.annotate(
            is_followed=Exists(Follow.objects.visible_to(user).filter(followed)),
            is_readable=Case(When(can_read, then=True), default=False, output_field=BooleanField()),
        )
        joined = ranked.select_related("kind", "solidarity_request")
        return joined.order_by("-is_followed", "-is_readable", "wanted_by", "pk")

    def for_organisations(self) -> "NeedQuerySet":
        """Those that an organisation can help with."""
        return self.filter(who_may__in=[WhoMay.ORGANISATION, WhoMay.BOTH])

    def with_place_for(self, quantity: int) -> "NeedQuerySet":
        """Those that can take so much more: without a ceiling as long as it can be counted."""
        countable = self.filter(taken__lte=MOST_COUNTED - quantity)
        return countable.filter(Q(has_ceiling=False) | Q(quantity__gte=F("taken") + quantity))

    def _sum_of_pledges(self, condition: Q) -> Coalesce:
        pledges = self.model._meta.get_field("pledges").related_model
        return _total(pledges.objects.filter(condition, need=OuterRef("pk")), "need", "quantity")

    def _sum_of_deliveries(self, amount: str, condition: Q | None = None) -> Coalesce:
        pledges = self.model._meta.get_field("pledges").related_model
        deliveries = pledges._meta.get_field("deliveries").related_model
        rows = deliveries.objects.filter(condition or Q(), pledge__need=OuterRef("pk"), arrived__isnull=False)
        return _total(rows, "pledge__need", amount)


def _total(rows: QuerySet[Any], group: str, amount: str) -> Coalesce:
    totals = rows.order_by().values(group).annotate(total=Sum(amount)).values("total")
    return Coalesce(Subquery(totals, output_field=IntegerField()), 0)
