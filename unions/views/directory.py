"""The directory of organisations: list, search, filters that are links, and the map of where they are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from unions.forms.directory import Choice
from unions.models import Organisation
from unions.panels import panels_for
from unions.permissions import may_import_organisations
from unions.views.directory_facets import figures, filter_groups, follows_of
from unions.views.pages import rendered
from unions.views.paging import Page, page_by_name

MOST_EXACT = 3


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show all organisations that the reader may see, by name, twenty-five at a time; a whole list with its map."""
    choice = Choice.read(request.GET)
    visible = Organisation.objects.visible_to(request.user).in_directory()
    found = visible.named(choice.q).narrowed(**choice.filters).in_standing(choice.standing)
    page, counted = page_by_name(found.for_directory(), visible, choice, request), figures()
    context = {
        "choice": choice,
        "organisations": _with_exact_first(page, found, choice),
        "page": page,
        "groups": filter_groups(choice, counted),
        "marks": [] if choice.chosen or not page.is_first else _marks(counted["country"]),
        "follows": follows_of(choice, request.user),
        "panels": rendered(panels_for("directory", request.user, choice), request),
        "may_import": may_import_organisations(request.user),
    }
    return render(request, "unions/organisation_list.html", context)


def _with_exact_first(page: Page, found: Any, choice: Choice) -> list[Organisation]:
    """Put what is called exactly so before what only holds the words: CGT before all whose name begins with it."""
    if not choice.q or not page.is_first:
        return page.rows
    exact = list(found.named_exactly(choice.q).for_directory().by_name()[:MOST_EXACT])
    return exact + [each for each in page.rows if each not in exact]


def _marks(counts: dict[str, int]) -> list[dict[str, Any]]:
    directory = reverse("unions:organisation-list")
    return [
        {"country": country, "value": count, "url": f"{directory}?country={country}"}
        for country, count in counts.items()
    ]
