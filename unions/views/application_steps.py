"""The frame that the pages of an application share: where one is, where one goes next, what is still missing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unions.actions import union_applications
from unions.models import UnionApplication

STEPS = ("union", "about", "words", "evidence", "send")
STEP_OF_FIELD = {
    **dict.fromkeys(("name", "acronym", "country", "kind", "contact_address", "contact_language"), "union"),
    **dict.fromkeys(("languages", "sectors", "legal_status", "registration", "website", "call_back"), "about"),
    **dict.fromkeys(("independence", "elections", "federation", "named_voucher"), "words"),
}


def applied(token: str) -> UnionApplication | None:
    """Return the application of a link that still opens something."""
    valid = UnionApplication.objects.valid(timezone.now())
    return valid.filter(token_hash=union_applications.hashed(token)).first()


def gone(request: HttpRequest) -> HttpResponse:
    """Say that the link opens nothing; whether it ever did is nobody's business."""
    return render(request, "unions/application_gone.html", status=404)


def titles() -> dict[str, str]:
    """Return what each step is called."""
    return {
        "union": _("Your union"),
        "about": _("What it is like"),
        "words": _("Who stands behind it"),
        "evidence": _("What shows it"),
        "send": _("Send it"),
    }


def address(token: str, step: str) -> str:
    """Return where a step of this application is."""
    return reverse("unions:application-step", args=[token, step])


def onwards(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Go to the next step, or to the application's own page with everything kept."""
    if "leave" in request.POST:
        return redirect("unions:application-status", token)
    return redirect(address(token, STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]))


def frame(token: str, step: str) -> dict[str, Any]:
    """Return what every step shows: the way through, where its form is sent, and that nobody has seen it."""
    here, words = STEPS.index(step), titles()
    way = [
        {
            "text": words[name],
            "url": address(token, name) if token else "",
            "is_done": place < here,
            "is_current": place == here,
        }
        for place, name in enumerate(STEPS)
    ]
    return {"token": token, "steps": way, "heading": words[step]}


def gaps(application: UnionApplication, token: str) -> list[dict[str, str]]:
    """Return the steps on which an answer is still missing, each with its address."""
    missing = {STEP_OF_FIELD[name] for name in union_applications.missing(application)}
    return [{"text": text, "url": address(token, step)} for step, text in titles().items() if step in missing]
