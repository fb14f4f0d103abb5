"""The contact of an organisation: the office that is told of calls, and whether mail reaches it."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unions.actions import contacts, recipients
from unions.adapters import fresh_sign_in_required
from unions.announcements import kinds_of_calls
from unions.choices import LostBy
from unions.forms.contacts import ContactForm
from unions.forms.refusals import accepted
from unions.models import Organisation, Recipient
from unions.panels import Panel, panel
from unions.permissions import may_administer, may_import_organisations
from unions.views.desk import MOST_ON_THE_DESK, SECTION


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where calls go, and change it."""
    organisation = get_object_or_404(Organisation.objects.contact_kept_by(request.user), slug=slug)
    page: HttpResponse = _contact(request, organisation)
    return page


@login_required
@require_POST
def organisation_contact_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the office the link by which it says that mail reaches it again."""
    organisation = get_object_or_404(Organisation.objects.contact_kept_by(request.user), slug=slug)
    lost = organisation.contacts.lost_contacts(kinds_of_calls()).first()
    wants_none = lost is not None and lost.lost_by == LostBy.ENDED
    if lost and not wants_none and not ratelimit.consume(request, action="confirm_address", user=request.user):
        return ratelimit.respond_429(request)
    if wants_none:
        messages.warning(request, _("This office has said that it wants no such mails: nothing was sent."))
    elif lost and recipients.ask_again(recipient=lost, by=request.user, at=timezone.now()):
        messages.success(
            request, _("The mail is on its way. Once somebody there follows its link, we write there again.")
        )
    else:
        messages.info(request, _("Nothing stops our mails to this office any more: no link is needed."))
    return redirect("unions:organisation-contact", slug)


@fresh_sign_in_required
def _contact(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    contact = organisation.contacts.first()
    form = ContactForm(request.POST if request.method == "POST" else None, contact=contact)
    if form.is_valid() and _may_save(request, form, contact):
        what: Any = {"organisation": organisation, "by": request.user, "at": timezone.now()}
        if accepted(form, lambda: contacts.change(**what, **form.cleaned_data)):
            messages.success(request, _("The contact is saved."))
            return redirect("unions:organisation-detail", organisation.slug)
    context = {
        "organisation": organisation,
        "form": form,
        "lost": organisation.contacts.lost_contacts(kinds_of_calls()).first(),
        "is_own": may_administer(request.user, organisation),
    }
    return render(request, "unions/organisation_contact.html", context)


@panel("desk")
def lost_contacts(reader: Any, _shown: None) -> Panel | None:
    """Return the organisations whose office calls no longer reach, to the network admin who may name another."""
    if not may_import_organisations(reader):
        return None
    kept = Organisation.objects.contact_kept_by(reader)
    found = kept.with_lost_contact(kinds_of_calls()).order_by("folded_name", "pk")
    return Panel(
        SECTION,
        {
            "key": "contacts",
            "title": _("Offices that calls do not reach"),
            "count": found.count,
            "rows": lambda: [_row(each) for each in found[:MOST_ON_THE_DESK]],
            "empty": _("Calls reach every office."),
        },
    )


def _row(organisation: Any) -> dict[str, Any]:
    (lost,) = organisation.lost_contacts
    return {
        "text": organisation.name,
        "about": LostBy(lost.lost_by).label,
        "url": reverse("unions:organisation-contact", args=[organisation.slug]),
    }


def _may_save(request: HttpRequest, form: ContactForm, contact: Recipient | None) -> bool:
    """Let somebody name an office only so often: each is written to."""
    if contacts.is_same(form.cleaned_data["address"], contact.contact_address if contact else ""):
        return True
    if ratelimit.consume(request, action="name_office", user=request.user):
        return True
    form.add_error("address", _("You have tried this too often within an hour. Please wait an hour."))
    return False
