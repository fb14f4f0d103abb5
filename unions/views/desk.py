"""One desk for all who serve the network: each sees the sections of their own duties.

A section is a panel of the page "desk", from whichever room has something to decide. Its template is
`unions/desk_section.html`; its context holds `key`, `title`, `empty`, perhaps `all_url`, and two functions, so that
only who shows them asks the database: `count`, and `rows` for `unions/desk_row.html`. With `is_standing` nothing in it
waits for a decision, and the navigation does not count it.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unions.models import DutyProposal, NetworkRole, Suspension
from unions.panels import Panel, panel, panels_for
from unions.permissions import may_give_duties, may_import_organisations, may_read_trail, serves_network

MOST_ON_THE_DESK = 5
SECTION = "unions/desk_section.html"


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for those with a duty, section by section."""
    if not serves_network(request.user):
        raise PermissionDenied(_("People with a duty for the network work here."))
    panels = panels_for("desk", request.user, None)
    context = {
        "sections": [render_to_string(each.template, each.context, request) for each in panels],
        "doors": list(_doors(request.user)),
        "thin": NetworkRole.objects.visible_to(request.user).thin() if may_give_duties(request.user) else [],
    }
    return render(request, "unions/desk.html", context)


@panel("desk")
def duties_to_confirm(reader: Any, _shown: None) -> Panel | None:
    """Return the proposals that wait for this network admin as the second."""
    if not may_give_duties(reader):
        return None
    waiting = DutyProposal.objects.visible_to(reader).confirmable_by(reader).waiting(timezone.now())
    found = waiting.select_related("user", "proposed_by").order_by("proposed_at", "pk")
    return Panel(
        SECTION,
        {
            "key": "duties",
            "title": _("Network admins to confirm"),
            "count": found.count,
            "rows": lambda: [_proposal(each) for each in found[:MOST_ON_THE_DESK]],
            "empty": _("Nobody is proposed."),
            "all_url": reverse("unions:duty-list"),
        },
    )


@panel("desk")
def suspended_unions(reader: Any, _shown: None) -> Panel | None:
    """Return the organisations that have lost their rights, for those who may know."""
    if not may_read_trail(reader):
        return None
    found = Suspension.objects.visible_to(reader).in_force().for_list()
    return Panel(
        SECTION,
        {
            "key": "suspended",
            "title": _("Suspended, removed and frozen unions"),
            "count": found.count,
            "rows": lambda: [_suspension(each) for each in found[:MOST_ON_THE_DESK]],
            "empty": _("No union is suspended."),
            "all_url": reverse("unions:suspension-list"),
            "is_standing": True,
        },
    )


def _proposal(proposal: DutyProposal) -> dict[str, Any]:
    by = _("Proposed by %(handle)s") % {"handle": proposal.proposed_by.handle}
    return {
        "text": proposal.user.handle,
        "about": by,
        "since": proposal.proposed_at,
        "url": reverse("unions:duty-list"),
    }


def _suspension(suspension: Suspension) -> dict[str, Any]:
    return {
        "text": suspension.organisation.name,
        "about": f"{suspension.get_state_display()} · {suspension.get_reason_display()}",
        "since": suspension.decided_at,
        "url": reverse("unions:organisation-standing", args=[suspension.organisation.slug]),
    }


def desk_crumbs(*steps: dict[str, str]) -> list[dict[str, str]]:
    """Return the way from the desk over these steps; the last has no address."""
    return [{"text": _("Desk"), "url": reverse("unions:desk")}, *steps]


def _doors(reader: Any) -> Iterator[dict[str, str]]:
    """Yield the other pages of these duties."""
    if may_read_trail(reader):
        yield {"text": _("The trail"), "url": reverse("unions:trail"), "icon_name": "list"}
        yield {"text": _("What the nights have ended"), "url": reverse("unions:retention-list"), "icon_name": "clock"}
    if may_give_duties(reader):
        yield {"text": _("Duties"), "url": reverse("unions:duty-list"), "icon_name": "users"}
    if may_import_organisations(reader):
        yield {"text": _("Lost second factors"), "url": reverse("unions:recovery-list"), "icon_name": "key-round"}
        yield {"text": _("Import organisations"), "url": reverse("unions:organisation-import"), "icon_name": "download"}
