"""An organisation's admins change what it says of itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from unions.actions import profiles
from unions.announcements import kinds_of_calls
from unions.forms.profiles import ProfileForm
from unions.forms.refusals import accepted
from unions.models import Organisation


@login_required
def organisation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the profile as a form, and change it."""
    organisation = get_object_or_404(Organisation.objects.administered_by(request.user), slug=slug)
    form = ProfileForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        now, answers = timezone.now(), form.answers()
        change: Any = lambda: profiles.change(organisation=organisation, by=request.user, at=now, **answers)  # noqa: E731
        if accepted(form, change):
            messages.success(request, gettext("The profile is saved."))
            return redirect("unions:organisation-detail", slug)
    return render(
        request,
        "unions/organisation_edit.html",
        {
            "organisation": organisation,
            "form": form,
            "lost_contact": organisation.contacts.lost_contacts(kinds_of_calls()).first(),
        },
    )
