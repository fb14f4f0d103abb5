"""How tests campaign: a draft with a demand, one that seeks partners, an active one, all through the actions."""

from datetime import timedelta
from typing import Any

from campaigns.actions import actions, campaigns, coalition, days, demands
from campaigns.choices import ActionKind, CampaignState, Visibility
from campaigns.models import Action, Campaign, CoalitionMember, DayOfAction
from tests import factories
from tests.factories import NOW, TODAY
from unions.models import Organisation, User

SAID = {
    "title": "Make the port pay",
    "goals": "One agreement for every quay.",
    "language": "en",
    "starts_on": TODAY,
    "visibility": Visibility.PUBLIC,
}


def convenor(name: str = "") -> User:
    """Somebody who speaks for a union that may convene."""
    return factories.make_staff(factories.make_organisation(name))


def union_of(user: User) -> Organisation:
    """The union that a person speaks for."""
    return user.memberships.get().organisation


def draft(by: User | None = None, **answers: Any) -> Campaign:
    """A draft with one demand."""
    by = by or convenor()
    answers.setdefault("employer", None)
    answers["employer"] = answers["employer"] or factories.make_employer(f"Port {Campaign.objects.count()}")
    begun = campaigns.begin(by=by, at=NOW, organisation=union_of(by), **(SAID | answers))
    demands.add(by=by, at=NOW, campaign=begun, text="A collective agreement.", language="en", addressed_to="The board")
    return begun


def seeking(by: User | None = None, **answers: Any) -> Campaign:
    """A campaign that seeks partners."""
    begun = draft(by, **answers)
    return campaigns.move(by=begun.made_by, at=NOW, campaign=begun, to=CampaignState.SEEKING_PARTNERS)


def active(by: User | None = None, **answers: Any) -> Campaign:
    """A campaign that acts."""
    called = seeking(by, **answers)
    return campaigns.move(by=called.made_by, at=NOW, campaign=called, to=CampaignState.ACTIVE)


def joined(campaign: Campaign, by: User | None = None, **answers: Any) -> CoalitionMember:
    """Another union takes part and accepts every demand."""
    by = by or convenor()
    accepted = answers.pop("demands", None)
    wanted = list(campaign.demands.all()) if accepted is None else accepted
    return coalition.join(by=by, at=NOW, campaign=campaign, organisation=union_of(by), demands=wanted, **answers)


def day_of(campaign: Campaign, **answers: Any) -> DayOfAction:
    """A day of action in four days."""
    at = TODAY + timedelta(days=4)
    said = {"name": "Day at the gates", "date_from": at, "date_to": at, "call": "Come to the gate.", "language": "en"}
    return days.call(by=campaign.made_by, at=NOW, campaign=campaign, **(said | answers))


def planned(campaign: Campaign, host: Organisation | None = None, **answers: Any) -> Action:
    """A rally today, hosted by the convenor."""
    said = {"kind": ActionKind.RALLY, "country": "DE", "city": "Hamburg", "on": TODAY}
    host = host or campaign.coalition.convenors().get().organisation
    return actions.plan(by=campaign.made_by, at=NOW, campaign=campaign, host=host, **(said | answers))


def reported(action: Action, participants: int | None = 100, qualifier: str = "exact", **said: Any) -> Action:
    """An action with one more report."""
    by = action.made_by
    said = {"language": "en", "organisation": action.host} | said
    actions.report(by=by, at=NOW, action=action, participants=participants, qualifier=qualifier, **said)
    action.refresh_from_db()
    return action
