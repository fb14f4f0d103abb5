"""Reads of unions that were asked."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from solidarity.choices import LIVE_STATES, OPEN_ANSWERS, Answer, RequestState
from unions.choices import HELD_STATES
from unions.models import Organisation

STILL_OWED = Q(answer="") | Q(answer__in=[*OPEN_ANSWERS, Answer.DECIDE_BY])


class AddresseeQuerySet(models.QuerySet[Any]):
    """Unions asked, with their clocks and answers."""

    def visible_to(self, user: Any) -> "AddresseeQuerySet":
        """Those of one's own organisations once told, and those one's own requests address."""
        own = Organisation.objects.staffed_by(user)
        return self.filter(Q(organisation__in=own, told_at__isnull=False) | Q(solidarity_request__organisation__in=own))

    def answerable_by(self, user: Any) -> "AddresseeQuerySet":
        """Those for which this person may answer now."""
        return self.filter(
            organisation__in=Organisation.objects.staffed_by(user),
            solidarity_request__state__in=LIVE_STATES,
            solidarity_request__organisation__in=Organisation.objects.members(),
        )

    def addressed_to(self, user: Any) -> "AddresseeQuerySet":
        """Those of the organisations that this person speaks for, of requests that were published and still stand."""
        hidden = [RequestState.DRAFT, RequestState.TAKEN_DOWN]
        own = self.filter(organisation__in=Organisation.objects.staffed_by(user))
        shown = own.filter(solidarity_request__organisation__in=Organisation.objects.members())
        return shown.exclude(solidarity_request__state__in=hidden)

    def waiting(self) -> "AddresseeQuerySet":
        """Those that have not answered, or whose answer leaves the call open: a question, a referral, a date."""
        return self.filter(STILL_OWED, solidarity_request__state__in=LIVE_STATES)

    def settled(self) -> "AddresseeQuerySet":
        """Those that are no longer waited for: they have answered, or the request has ended."""
        return self.exclude(STILL_OWED, solidarity_request__state__in=LIVE_STATES)

    def latest_answer_first(self) -> "AddresseeQuerySet":
        """Those that answered last on top; those that never did come after all others."""
        return self.order_by(F("answered_at").desc(nulls_last=True), "-pk")

    def answered(self) -> "AddresseeQuerySet":
        """Those that have said something."""
        return self.exclude(answer="")

    def overdue(self, at: datetime) -> "AddresseeQuerySet":
        """Waiting ones whose window has passed, while the request is not paused and the union asked has its rights."""
        late = self.waiting().filter(due_at__lte=at).exclude(organisation__state__in=HELD_STATES)
        return late.exclude(solidarity_request__state=RequestState.PAUSED)

    def to_remind(self, at: datetime) -> "AddresseeQuerySet":
        """Overdue ones that have not had their one reminder; none while the union that asks is suspended."""
        shown = self.overdue(at).filter(solidarity_request__organisation__in=Organisation.objects.members())
        return shown.filter(reminded_at__isnull=True)

    def for_desk(self) -> "AddresseeQuerySet":
        """All that the answer desk shows, the clock that ends first on top."""
        joined = self.select_related("solidarity_request__organisation", "solidarity_request__employer", "organisation")
        needs = joined.prefetch_related("solidarity_request__needs__kind")
        return needs.order_by(F("due_at").asc(nulls_last=True), "-told_at", "pk")
