"""Builds the demonstration once: the directory, the network, the stories."""

from datetime import datetime

from django.db import transaction

from campaigns.importers.previewing import apply as apply_history
from campaigns.importers.previewing import preview as history_preview
from campaigns.importers.rows import read as read_actions
from solidarity.management.demonstration import (
    applications,
    ended_stories,
    exchanges,
    joint_campaigns,
    network,
    open_stories,
    reports,
    standing,
)
from solidarity.models import SolidarityRequest
from unions.actions import reference
from unions.importers.applying import apply
from unions.importers.previewing import preview
from unions.importers.shipped import READERS

STORIES = (
    ended_stories.unreported,
    ended_stories.changchun,
    ended_stories.florence,
    ended_stories.laval,
    ended_stories.erie,
    open_stories.heat,
    ended_stories.rail,
    open_stories.ashulia,
    open_stories.amazon,
    open_stories.visit,
    open_stories.posters,
    ended_stories.taken_down,
    open_stories.agreement,
    open_stories.telmex,
    open_stories.quiet,
    ended_stories.not_yet_told,
    standing.suspended,
    standing.proposed,
    exchanges.seed,
    applications.couriers,
    applications.call_centre,
    reports.waiting,
    joint_campaigns.make_amazon_pay,
    joint_campaigns.seeking_partners,
)


def is_built() -> bool:
    """Return whether the demonstration is there already."""
    return SolidarityRequest.objects.filter(is_demonstration=True).exists()


@transaction.atomic
def build(now: datetime) -> None:
    """Build everything, or nothing."""
    reference.load()
    for read in READERS.values():
        apply(preview(read()), by=None, at=now)
    history = history_preview(read_actions())
    apply_history(history, by=None, at=now)
    built = network.build(now)
    for story in STORIES:
        story(built)
