"""The first page: who needs help now, and does this work?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from solidarity.models import SolidarityRequest
from solidarity.panels import cards_of
from solidarity.queries.figures import figures_at
from solidarity.queries.next_things import next_things
from unions.queries import reading_order

MOST_CARDS = 6
MOST_WON = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the most urgent open requests, a few figures, and what has just been won."""
    now, today = timezone.now(), timezone.localdate()
    languages = reading_order(request.user)
    visible = SolidarityRequest.objects.visible_to(request.user).listed().for_cards()
    context = {
        "cards": cards_of(visible.open().most_urgent_first()[:MOST_CARDS], languages, today),
        "won": cards_of(visible.won()[:MOST_WON], languages, today),
        "figures": figures_at(now),
        "things": next_things(request.user, now) if request.user.is_authenticated else [],
    }
    return render(request, "solidarity/home.html", context)
