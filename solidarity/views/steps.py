"""The frame that the asking steps share: where one is, where one goes next, what has been typed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from solidarity.actions import drafts
from solidarity.models import SolidarityRequest

STEPS = ("story", "needs", "ourselves", "safety", "unions")
STEP_OF_FIELD = {
    **dict.fromkeys(drafts.STORY, "story"),
    **dict.fromkeys(drafts.OURSELVES, "ourselves"),
    **dict.fromkeys(drafts.SAFETY, "safety"),
    **dict.fromkeys(("needs", "symbolic_reason"), "needs"),
}


def address(draft: SolidarityRequest, step: str) -> str:
    """Return where a step of this draft is."""
    return reverse("solidarity:request-step", args=[draft.public_id, step])


def onwards(request: HttpRequest, draft: SolidarityRequest, step: str) -> HttpResponse:
    """Go to the next step, or leave with everything kept."""
    if "leave" in request.POST:
        messages.success(request, _("Everything is kept. You can go on with it whenever you like."))
        return redirect("solidarity:request-create")
    return redirect(address(draft, STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]))


def frame(draft: SolidarityRequest | None, step: str) -> dict[str, Any]:
    """Return what every step shows: the draft, the way through, and where its form is sent."""
    titles = {
        "story": _("What happens"),
        "needs": _("What would help"),
        "ourselves": _("What you do yourselves"),
        "safety": _("Safety"),
        "unions": _("Who is asked"),
    }
    here = STEPS.index(step)
    way = [
        {
            "text": titles[name],
            "url": address(draft, name) if draft else "",
            "is_done": place < here,
            "is_current": place == here,
        }
        for place, name in enumerate(STEPS)
    ]
    crumbs = [{"text": _("Ask for help"), "url": reverse("solidarity:request-create")}, {"text": titles[step]}]
    action = address(draft, step) if draft else reverse("solidarity:request-create")
    return {"draft": draft, "steps": way, "crumbs": crumbs, "heading": titles[step], "form_action": action}
