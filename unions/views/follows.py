"""What I follow."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from unions.actions import consents, follows
from unions.choices import ConsentPurpose
from unions.forms.follows import KINDS, FollowForm, choosing_forms, followed_by
from unions.models import Employer, Follow, Organisation
from unions.validators import folded_name
from unions.views.ways_back import way_back

MOST_FOUND = 20
SHORTEST_SEARCH = 2


@login_required
def follow_list(request: HttpRequest) -> HttpResponse:
    """Show what I follow, and what I could."""
    searched = request.GET.get("q", "").strip()[:80]
    context = {
        "follows": followed_by(request.user),
        "forms": choosing_forms(),
        "searched": searched,
        "found": _found(request.user, searched),
        "consent_wording": consents.wording(ConsentPurpose.ALERTS),
    }
    return render(request, "unions/follow_list.html", context)


@require_POST
def follow_toggle(request: HttpRequest) -> HttpResponse:
    """Follow what is not followed yet, or end it; then back to where the button stood."""
    back = way_back(request, otherwise=reverse("unions:follow-list"))
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    form = FollowForm(request.POST, reader=request.user)
    if not form.is_valid():
        messages.warning(request, gettext("Choose what to follow first."))
        return HttpResponseRedirect(back)
    kind_and_value = (form.cleaned_data["kind"], form.cleaned_data["value"])
    if kind_and_value in Follow.objects.visible_to(request.user).pairs():
        follows.remove(by=request.user, at=timezone.now(), **form.target)
    else:
        follows.add(by=request.user, at=timezone.now(), language=get_language() or "en", **form.target)
    return HttpResponseRedirect(back)


def _found(reader: Any, searched: str) -> list[dict[str, Any]]:
    """Return employers and organisations whose name holds what was searched."""
    folded = folded_name(searched)
    if len(folded) < SHORTEST_SEARCH:
        return []
    employers = Employer.objects.visible_to(reader).named_like(folded)[:MOST_FOUND]
    organisations = Organisation.objects.visible_to(reader).filter(folded_name__contains=folded).order_by("folded_name")
    found = [("employer", each.public_id, each.name) for each in employers]
    found += [("organisation", each.slug, each.name) for each in organisations[:MOST_FOUND]]
    followed, names = Follow.objects.visible_to(reader).pairs(), dict(KINDS)
    return [
        {
            "fields": {"kind": kind, "value": value},
            "kind_name": names[kind],
            "name": name,
            "is_following": (kind, value) in followed,
        }
        for kind, value, name in found
    ]
