"""What somebody signed in finds on the first page: one section for each of their roles."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import PledgeState, RequestState, Visibility
from solidarity.models import Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from tests.queries import queries_of
from tests.solidarity.pledging import make_pledge
from unions.actions import translations
from unions.choices import NetworkRoleKind, Role
from unions.models import Follow, User

pytestmark = pytest.mark.usefixtures("at_now")


def home(client: Client) -> Any:
    """Open the page."""
    response = client.get(reverse("solidarity:home"))
    assert response.status_code == 200
    return response


def sections(client: Client) -> dict[str, Any]:
    """Return the sections by name, in the order of the page."""
    return {section.name: section for section in home(client).context["sections"]}


def texts(section: Any) -> list[str]:
    """Return what each of its things is about."""
    return [thing["about"] for thing in section.things]


def ask(union: Any, title: str, **fields: Any) -> SolidarityRequest:
    """A request that waits for this union's answer, for the unions asked alone."""
    asked = factories.make_request(title=title, visibility=Visibility.NAMED_ORGANISATIONS)
    factories.make_addressee(asked, union, **fields)
    return asked


class TestStaff:
    @pytest.fixture
    def union(self) -> Any:
        """A member union."""
        return factories.make_organisation()

    @pytest.fixture
    def staff(self, union: Any, signed_in: Any) -> Client:
        """The browser of its staff."""
        return signed_in(factories.make_staff(union))

    def test_they_find_their_check_in_what_waits_for_them_and_their_draft(self, union: Any, staff: Client) -> None:
        ask(union, "They ask us")
        factories.make_request(union, title="We ask", checked_in_at=NOW - timedelta(days=8))
        factories.make_draft(union, title="Half written")
        page = home(staff).content.decode()
        for words in ("Answer a call", "They ask us", "still safe", "We ask", "Half written", "Answer desk (1)"):
            assert words in page

    def test_a_check_in_that_is_due_comes_before_everything(self, union: Any, staff: Client) -> None:
        ask(union, "Overdue", due_at=NOW - timedelta(hours=1))
        factories.make_request(union, title="We ask", checked_in_at=NOW - timedelta(days=8))
        assert list(sections(staff)) == ["check-in", "answers", "pledges", "ten-minutes"]

    def test_a_clock_that_has_run_out_comes_before_a_check_in_of_next_week(self, union: Any, staff: Client) -> None:
        ask(union, "Overdue", due_at=NOW - timedelta(hours=1))
        factories.make_request(union, title="We ask")
        assert list(sections(staff))[:2] == ["answers", "check-in"]

    def test_the_next_check_in_has_its_day(self, union: Any, staff: Client) -> None:
        factories.make_request(union, checked_in_at=NOW - timedelta(days=2))
        (thing,) = sections(staff)["check-in"].things
        assert thing["deadline"] == NOW + timedelta(days=5)
        assert not thing["is_urgent"]

    def test_the_clock_that_ends_first_stands_first(self, union: Any, staff: Client) -> None:
        ask(union, "Later", due_at=NOW + timedelta(days=2))
        ask(union, "No clock", due_at=None)
        ask(union, "Sooner", due_at=NOW + timedelta(days=1))
        assert texts(sections(staff)["answers"]) == ["Sooner", "Later", "No clock"]

    def test_where_nothing_waits_each_section_says_what_to_do(self, staff: Client) -> None:
        page = home(staff).content.decode()
        for words in ("If you need help, ask", "Nobody waits for a word of your union"):
            assert words in page


class TestDesk:
    def waiting(self, title: str = "Check me", **fields: Any) -> SolidarityRequest:
        """A request that a reviewer has to look at."""
        checking = {"state": RequestState.CHECKING, "opened_at": None, "visibility": "named_organisations"}
        return factories.make_request(title=title, **(checking | fields))

    def test_a_reviewer_finds_what_waits_and_how_much(self, signed_in: Any) -> None:
        for number in range(5):
            self.waiting(f"Number {number}")
        reviewer = signed_in(factories.give_duty(factories.make_user()))
        desk = sections(reviewer)["desk"]
        assert desk.lead == "5 decisions wait for you."
        assert len(desk.things) == 3
        assert desk.more[1] == reverse("unions:desk")

    def test_a_life_in_danger_puts_the_desk_on_top(self, signed_in: Any) -> None:
        union = factories.make_organisation()
        reviewer = factories.give_duty(factories.make_staff(union))
        ask(union, "They ask us")
        self.waiting("A life", is_life_or_liberty=True)
        assert list(sections(signed_in(reviewer)))[:2] == ["desk", "answers"]

    def test_who_may_not_open_the_desk_is_not_sent_there(self, signed_in: Any) -> None:
        admin = factories.give_duty(factories.make_user(), NetworkRoleKind.NETWORK_ADMIN)
        assert "desk" in sections(signed_in(admin))
        assert "desk" not in sections(signed_in(factories.make_user()))

    def test_an_empty_desk_says_so(self, signed_in: Any) -> None:
        reviewer = signed_in(factories.give_duty(factories.make_user()))
        assert "Nothing waits for you. Thank you for keeping watch." in home(reviewer).content.decode()


class TestMember:
    def test_they_find_what_they_promised_with_the_next_step(self, signed_in: Any) -> None:
        member = factories.make_user()
        make_pledge(by=member, quantity=3)
        page = home(signed_in(member)).content.decode()
        assert "Keep what you promised: 3 letters" in page
        for door in ("Answer desk", "Ask for help", "To translate", "At the desk"):
            assert door not in page

    @pytest.mark.parametrize(
        ("fields", "words", "is_urgent"),
        [
            ({"state": PledgeState.UNDER_WAY}, "Deliver what you promised", False),
            ({"held_until": NOW + timedelta(days=1)}, "Waits to be accepted", False),
            ({"expected_on": TODAY}, "Keep what you promised", True),
        ],
    )
    def test_each_state_has_its_next_step(
        self, signed_in: Any, fields: dict[str, Any], words: str, is_urgent: bool
    ) -> None:
        pledge = make_pledge()
        Pledge.objects.update(**fields)
        (thing,) = sections(signed_in(pledge.user))["pledges"].things
        assert words in thing["text"]
        assert thing["is_urgent"] == is_urgent

    def test_short_help_is_one_tap_away(self, signed_in: Any) -> None:
        need = factories.make_request(title="Ten letters").needs.get()
        page = home(signed_in(factories.make_user())).content.decode()
        assert reverse("solidarity:need-pledge", args=[need.public_id]) in page

    @pytest.mark.parametrize(
        "fields",
        [{"effort_minutes": 11}, {"who_may": "organisation"}, {"wanted_by": TODAY - timedelta(days=1)}],
        ids=["long", "for unions", "over"],
    )
    def test_what_is_long_or_over_or_for_unions_is_not_for_tonight(self, signed_in: Any, fields: Any) -> None:
        factories.make_request().needs.update(**fields)
        assert not sections(signed_in(factories.make_user()))["ten-minutes"].things

    def test_what_one_has_promised_already_is_not_offered_again(self, signed_in: Any) -> None:
        pledge = make_pledge()
        assert not sections(signed_in(pledge.user))["ten-minutes"].things

    def test_what_only_the_network_may_read_is_offered_to_its_members_alone(self, signed_in: Any) -> None:
        factories.make_request(visibility=Visibility.NETWORK)
        member = factories.make_member(factories.make_organisation())
        assert sections(signed_in(member))["ten-minutes"].things
        assert not sections(signed_in(factories.make_user()))["ten-minutes"].things

    def test_ones_own_union_is_not_offered(self, signed_in: Any) -> None:
        asker = factories.make_request().organisation
        assert not sections(signed_in(factories.make_member(asker)))["ten-minutes"].things

    def test_what_one_follows_comes_first_then_what_one_reads(self, signed_in: Any) -> None:
        member = factories.make_user(reading_languages=["es"])
        factories.make_request(title="Unread", language="bn", country="BD")
        factories.make_request(title="Read", language="es", country="BD")
        factories.make_request(title="Followed", language="bn", country="TN")
        Follow.objects.create(user=member, country="TN", since=NOW)
        Follow.objects.create(user=factories.make_user(), country="BD", since=NOW)
        assert texts(sections(signed_in(member))["ten-minutes"]) == ["Followed", "Read", "Unread"]

    @pytest.mark.parametrize("thing", ["sector", "employer", "organisation", "need_kind", "language"])
    def test_each_thing_that_can_be_followed_counts(self, signed_in: Any, thing: str) -> None:
        member = factories.make_user()
        factories.make_request(title="Other", kind="call")
        far = factories.make_request(title="Followed", sector=factories.make_sector(), language="bn")
        far.needs.update(kind=factories.make_need_kind("petition"), wanted_by=TODAY + timedelta(days=50))
        of_request = {"need_kind": far.needs.get().kind, "language": "bn"}
        followed = of_request[thing] if thing in of_request else getattr(far, thing)
        Follow.objects.create(user=member, since=NOW, **{thing: followed})
        assert texts(sections(signed_in(member))["ten-minutes"])[0] == "Followed"

    def test_where_nothing_waits_each_section_says_what_to_do(self, signed_in: Any) -> None:
        page = home(signed_in(factories.make_user())).content.decode()
        for words in ("You have promised nothing that is still open", "Nothing short is wanted now"):
            assert words in page


class TestTranslator:
    @pytest.fixture
    def translator(self) -> User:
        """Translates for a union from and into Spanish."""
        union = factories.make_organisation()
        factories.make_request(union, title="Not yet in Spanish")
        return factories.make_member(union, Role.TRANSLATOR, ui_language="es", reading_languages=["en"])

    def test_they_find_what_is_not_yet_in_their_languages(self, translator: User, signed_in: Any) -> None:
        client = signed_in(translator)
        (thing,) = sections(client)["translations"].things
        assert thing["text"] == "Translate into Spanish"
        assert client.get(thing["url"]).status_code == 200

    def test_what_is_translated_has_left(self, translator: User, signed_in: Any) -> None:
        asked = SolidarityRequest.objects.get()
        translations.keep(subject=asked, texts={"title": "Ya está"}, language="es", by=translator, at=NOW)
        page = home(signed_in(translator)).content.decode()
        assert "All requests of your union can be read in your languages" in page

    @pytest.mark.parametrize("level", [Visibility.NAMED_ORGANISATIONS, Visibility.BEHIND_THE_SCENES])
    def test_what_they_may_not_read_they_do_not_translate(self, translator: User, signed_in: Any, level: str) -> None:
        client = signed_in(translator)
        url = sections(client)["translations"].things[0]["url"]
        SolidarityRequest.objects.update(visibility=level)
        assert not sections(client)["translations"].things
        assert client.get(url).status_code == 404

    def test_translators_of_another_union_do_not_translate_it(self, translator: User, signed_in: Any) -> None:
        url = sections(signed_in(translator))["translations"].things[0]["url"]
        other = factories.make_member(factories.make_organisation(), Role.TRANSLATOR, reading_languages=["es"])
        client = signed_in(other)
        assert not sections(client)["translations"].things
        assert client.get(url).status_code == 404


def test_more_to_do_costs_no_more_queries(signed_in: Any) -> None:
    union = factories.make_organisation()
    staff = factories.give_duty(factories.make_staff(union, reading_languages=["es"]))
    factories.make_member(union, Role.TRANSLATOR)
    staff.memberships.create(organisation=union, role=Role.TRANSLATOR, state="verified", verified_at=NOW)
    client = signed_in(staff)

    def add() -> None:
        factories.make_addressee(factories.make_request(language="bn"), union)
        factories.make_draft(union)
        make_pledge(by=staff, need=factories.make_request(language="bn").needs.get())
        factories.make_request(union, checked_in_at=NOW - timedelta(days=8))
        TestDesk().waiting()
        make_pledge(by=factories.make_user(), country="TN")

    add()
    home(client)
    one = queries_of(lambda: home(client))
    for _ in range(4):
        add()
    assert queries_of(lambda: home(client)) == one


def test_the_things_speak_the_readers_language(signed_in: Any) -> None:
    union = factories.make_organisation()
    staff = factories.make_staff(union)
    draft = factories.make_draft(union, language="ar", title="ترجمة")
    translations.keep(subject=draft, texts={"title": "A translation"}, language="en", by=staff, at=NOW)
    page = signed_in(staff).get("/en/").content.decode()
    assert "A translation" in page
    assert "ترجمة" not in page
