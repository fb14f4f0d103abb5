"""A title that the network has hidden: every place that showed it says so in words, and none shows the bare sign."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from tests.solidarity import asking, everywhere
from tests.unions.reporting import hide, make_request, report
from unions.choices import HIDDEN_TEXT
from unions.localised import language_name
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
# Where its own union writes, the sign stands in the field: what is written over it is the new title.
WRITTEN = {"translating"}


def test_a_hidden_title_is_hidden_in_words_everywhere(signed_in: SignIn) -> None:
    world = everywhere.build()
    hide(report(world.solidarity_request, text="title"), text="title")
    clients = {who: signed_in(user) for who, user in world.readers.items()} | {"stranger": Client()}
    pages = {name: clients[who].get(url) for name, (who, url, word) in world.places.items() if word}
    bodies = {name: page.content.decode() for name, page in pages.items() if page.status_code == 200}
    assert {name for name, body in bodies.items() if everywhere.TITLE in body or everywhere.IN_SPANISH in body} == set()
    assert {name for name, body in bodies.items() if HIDDEN_TEXT in body} <= WRITTEN
    assert sum("[hidden by the network]" in body for body in bodies.values()) > 12


def test_what_is_hidden_is_nobodys_own_words() -> None:
    request = make_request(title="Dismissed", own_action="We stand at the gate.")
    hide(report(request))
    page = Client().get(f"/ar/requests/{request.public_id}/").content.decode()
    with override("ar"):
        assert gettext("[hidden by the network]") in page
        assert gettext("In their own words, in %(language)s") % {"language": language_name("ar")} not in page


def test_who_judges_a_request_reads_in_words_what_is_hidden(signed_in: SignIn) -> None:
    request = asking.published(wanted_visibility="public")
    hide(report(request))
    page = signed_in(asking.reviewer()).get(f"/en/review/{request.public_id}/").content.decode()
    assert "[hidden by the network]" in page
    assert HIDDEN_TEXT not in page
