"""The Atom feed of open public requests, one for each language."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy

from solidarity.models import SolidarityRequest
from unions.localised import country_name
from unions.queries import Text, reading_order, texts_in

MOST_ENTRIES = 30
TOLD = ("title", "what_happens")


class OpenRequests(Feed):
    """What everyone may read on the board, in the language of the address; the newest first."""

    feed_type = Atom1Feed
    title = gettext_lazy("Requests for help")
    subtitle = gettext_lazy("What unions ask of each other today: what each needs, by when, and how much has arrived.")

    def link(self) -> str:
        """The board."""
        return reverse("solidarity:request-list")

    def items(self) -> list[tuple[SolidarityRequest, dict[str, Text]]]:
        """The requests with their words in this language, or as they were written."""
        found = SolidarityRequest.objects.listed_to(AnonymousUser()).select_related("organisation")
        newest = list(found.order_by("-opened_at", "-pk")[:MOST_ENTRIES])
        texts = texts_in(newest, TOLD, reading_order(AnonymousUser()))
        return [(each, texts[each.pk]) for each in newest]

    def item_title(self, item: Any) -> str:
        """Where, and what it is called."""
        solidarity_request, texts = item
        return f"{country_name(solidarity_request.country)}: {texts['title'].text}"

    def item_description(self, item: Any) -> str:
        """What happens, as the HTML that a feed's summary is."""
        return linebreaks(item[1]["what_happens"].text, autoescape=True)

    def item_link(self, item: Any) -> str:
        """Its page."""
        return reverse("solidarity:request-detail", args=[item[0].public_id])

    def item_author_name(self, item: Any) -> str:
        """Who asks."""
        return str(item[0].organisation.name)

    def item_pubdate(self, item: Any) -> datetime | None:
        """When it was opened."""
        return item[0].opened_at

    def item_updateddate(self, item: Any) -> datetime | None:
        """When its words last changed."""
        return max(item[0].opened_at, item[0].changed_at)
