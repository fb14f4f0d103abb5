"""The first page of somebody signed in: one section for each of their roles, the most urgent on top."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from solidarity.queries import next_things
from solidarity.queries.desk import waiting_at_desk
from solidarity.queries.next_things import Thing
from unions.choices import MembershipState, Role
from unions.localised import number
from unions.permissions import is_staff, serves_network


@dataclass(frozen=True)
class Section:
    """What waits for a person in one of their roles; `empty` says what to do where nothing waits.

    `more` is the way to all of it, as words and address.
    """

    name: str
    title: str
    empty: str
    more: tuple[str, str]
    lead: str = ""
    things: list[Thing] = field(default_factory=list)

    @property
    def urgency(self) -> int:
        """0 where something is overdue or somebody is in danger, 1 where something waits, 2 where nothing does."""
        is_waiting = bool(self.things or self.lead)
        return 0 if any(thing["is_urgent"] for thing in self.things) else 1 if is_waiting else 2


def sections_of(reader: Any, at: datetime) -> list[Section]:
    """Return the sections of all roles of the reader; among equally urgent ones safety comes first, then clocks."""
    found = [*_staff(reader, at), *_desk(reader), *_translator(reader), *_member(reader)]
    next_things.entitle((thing for section in found for thing in section.things), reader)
    return sorted(found, key=lambda section: section.urgency)


def _staff(reader: Any, at: datetime) -> list[Section]:
    if not is_staff(reader):
        return []
    return [
        Section(
            name="check-in",
            title=_("My check-in"),
            things=next_things.own_requests(reader, at),
            empty=_("Your union asks for nothing now. If you need help, ask: it takes ten minutes."),
            more=(_("Ask for help"), reverse("solidarity:request-create")),
        ),
        Section(
            name="answers",
            title=_("Waiting for us"),
            things=next_things.answers(reader, at),
            empty=_("Nobody waits for a word of your union. Look at the requests that others have left waiting."),
            more=(_("Answer desk"), reverse("solidarity:answer-desk")),
        ),
    ]


def _desk(reader: Any) -> list[Section]:
    if not serves_network(reader):
        return []
    waiting = waiting_at_desk(reader)
    words = ngettext("%(amount)s decision waits for you.", "%(amount)s decisions wait for you.", waiting)
    return [
        Section(
            name="desk",
            title=_("At the desk"),
            lead=words % {"amount": number(waiting)} if waiting else "",
            things=next_things.reviews(reader),
            empty="" if waiting else _("Nothing waits for you. Thank you for keeping watch."),
            more=(_("Go to the desk"), reverse("unions:desk")),
        )
    ]


def _member(reader: Any) -> list[Section]:
    today = timezone.localdate()
    return [
        Section(
            name="pledges",
            title=_("My pledges"),
            things=next_things.promises(reader, today),
            empty=_("You have promised nothing that is still open. Look at what unions ask for."),
            more=(_("All my pledges"), reverse("solidarity:pledge-list")),
        ),
        Section(
            name="ten-minutes",
            title=_("Ten minutes tonight"),
            things=next_things.ten_minutes(reader, today),
            empty=_("Nothing short is wanted now. Follow a country or a sector, and we write to you when there is."),
            more=(_("What I follow"), reverse("unions:follow-list")),
        ),
    ]


def _translator(reader: Any) -> list[Section]:
    if not reader.memberships.filter(role=Role.TRANSLATOR, state=MembershipState.VERIFIED).exists():
        return []
    return [
        Section(
            name="translations",
            title=_("To translate"),
            things=next_things.translations_wanted(reader),
            empty=_("All requests of your union can be read in your languages. Add another language that you read."),
            more=(_("My languages"), reverse("unions:account")),
        )
    ]
