"""Answers that are not one queryset: who takes part in a visit, and what is still missing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from exchanges.choices import ParticipantRole
from exchanges.models import ParticipantReport, Visit


@dataclass(frozen=True)
class Crew:
    """How many people travel or host, and how many of them are from the rank and file."""

    people: int
    workers: int

    @property
    def share(self) -> float:
        """The part of workers, from 0 to 1; interpreters are not counted."""
        return self.workers / self.people if self.people else 0.0

    @property
    def is_rank_and_file(self) -> bool:
        """Whether at least half are workers, as is the custom."""
        return self.people > 0 and self.workers * 2 >= self.people


def crew_of(visit: Visit) -> Crew:
    """Count those who take part for the guests, but for interpreters; one query."""
    seats = visit.participants.filter(organisation=visit.guest_id).exclude(role=ParticipantRole.INTERPRETER)
    counted = dict(seats.order_by().values_list("role").annotate(people=Sum("count")))
    return Crew(people=sum(counted.values()), workers=counted.get(ParticipantRole.WORKER, 0))


def reports_missing(visit: Visit) -> int:
    """Return how many people who took part have not reported; interpreters owe no report."""
    seats = visit.participants.exclude(role=ParticipantRole.INTERPRETER)
    counted = seats.aggregate(people=Sum("count"), reports=Count("report"))
    return int(counted["people"] or 0) - int(counted["reports"])


def participants_reports(visit: Visit) -> Any:
    """Return what those who took part wrote."""
    return ParticipantReport.objects.filter(participant__visit=visit)
