"""Employers: the list, and the page of one with its family, its sites and the unions that face it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from unions.forms.chosen import Chosen
from unions.models import Employer
from unions.panels import panels_for
from unions.validators import folded_name
from unions.views.employer_family import family_of
from unions.views.follow_buttons import follow_buttons
from unions.views.pages import rendered
from unions.views.paging import page_by_name


@require_safe
def employer_list(request: HttpRequest) -> HttpResponse:
    """Show the employers of which something is known, by name, twenty-five at a time."""
    choice = Chosen.read(request.GET)
    visible = Employer.objects.visible_to(request.user).in_register(request.user)
    found = visible.filter(folded_name__contains=folded_name(choice.q)) if choice.q else visible
    page = page_by_name(found, visible, choice, request)
    return render(request, "unions/employer_list.html", {"choice": choice, "page": page})


@require_safe
def employer_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who owns it, what it owns, where, which unions face it, and what rooms above have of it."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), public_id=public_id)
    context = {
        "employer": employer,
        "family": family_of(employer, request.user),
        "follows": follow_buttons(request.user, [("employer", employer.public_id, employer.name)]),
        "panels": rendered(panels_for("employer", request.user, employer), request),
    }
    return render(request, "unions/employer_detail.html", context)
