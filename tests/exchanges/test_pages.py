"""The pages of exchanges and offers: who gets them, what they keep, what they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.actions import host_offers
from exchanges.choices import Direction, Visibility
from exchanges.models import Exchange, HostOffer, Visit
from tests import factories
from tests.exchanges import meeting
from tests.exchanges.meeting import staff_of
from tests.queries import queries_of
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
TYPED: dict[str, Any] = meeting.WHOLE | {
    "from_on": meeting.FIRST.isoformat(),
    "until_on": meeting.LAST.isoformat(),
    "deadline_on": meeting.DEADLINE.isoformat(),
    "flexibility": "days",
    "mode": "in_person",
}
OFFERED: dict[str, Any] = {
    "from_on": meeting.FIRST.isoformat(),
    "until_on": meeting.LAST.isoformat(),
    "capacity": 4,
    "languages": ["es"],
    "accommodation": "homes",
    "language": "es",
}


def page(name: str, *args: str) -> str:
    """Return the address of a page of this room."""
    return reverse(f"exchanges:{name}", args=args)


def titles(client: Client, query: str = "") -> list[str]:
    """Return the titles of the cards on the list."""
    response = client.get(page("exchange-list") + query)
    assert response.status_code == 200
    return [card["title"] for card in response.context["cards"]]


def test_a_visitor_is_led_to_sign_in_and_told_what_a_union_could_do(client: Client) -> None:
    seeking = meeting.posted(visibility=Visibility.PUBLIC)
    hosting = meeting.posted(visibility=Visibility.PUBLIC, direction=Direction.OFFERS_TO_HOST)
    words = {seeking: "if it could host", hosting: "if you would like to go"}
    for exchange, said in words.items():
        read = client.get(page("exchange-detail", exchange.public_id)).text
        assert said in read
        acts = read[read.index('id="next"') :]
        assert reverse("account_login") in acts[: acts.index("</aside>")]


def test_countries_are_those_of_the_journey_or_of_the_guests(client: Client) -> None:
    words = {Direction.SEEKS_HOST: "Where they would go", Direction.OFFERS_TO_HOST: "Where guests may come from"}
    for direction, said in words.items():
        exchange = meeting.posted(visibility=Visibility.PUBLIC, direction=direction, countries=["BE"])
        facts = client.get(page("exchange-detail", exchange.public_id)).context["facts"]
        assert {"term": said, "text": "Belgium"} in facts


def test_a_form_leads_back_to_where_it_came_from(signed_in: SignIn) -> None:
    by = staff_of(meeting.union())
    client = signed_in(by)
    assert f'href="{page("exchange-list")}"' in client.get(page("exchange-create")).text
    draft = meeting.draft(by.memberships.get().organisation)
    assert f'href="{page("exchange-detail", draft.public_id)}"' in client.get(
        page("exchange-change", draft.public_id)
    ).text  # fmt: skip


class TestList:
    def test_a_stranger_finds_what_is_public_the_next_first(self, client: Client) -> None:
        later = {"from_on": meeting.FIRST + timedelta(days=3)}
        meeting.posted(visibility=Visibility.PUBLIC, title="Later", **later)
        meeting.posted(visibility=Visibility.PUBLIC, title="Sooner")
        meeting.posted(title="Of the network")
        meeting.draft(visibility=Visibility.PUBLIC, title="A draft")
        assert titles(client) == ["Sooner", "Later"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?direction=we_are_coming", ["Coming"]),
            ("?country=MX", ["Hosts"]),
            ("?country=JP", ["Coming"]),
            ("?language=es", ["Hosts"]),
            ("?sector=transport", ["Hosts"]),
            ("?month=2027-01", ["Hosts"]),
            ("?month=2027-02", ["Coming"]),
            ("?month=nonsense", []),
            ("?country=MX&language=ja", []),
            ("?sector=%00", ["Hosts", "Coming"]),
        ],
    )
    def test_filters_are_links(self, client: Client, query: str, found: list[str]) -> None:
        public: dict[str, Any] = {"visibility": Visibility.PUBLIC}
        meeting.posted(**public, title="Hosts", languages=["es"], sector=factories.make_sector())
        spring: dict[str, Any] = {
            "from_on": meeting.FIRST + timedelta(days=31),
            "until_on": meeting.LAST + timedelta(days=31),
        }
        coming: dict[str, Any] = {"direction": Direction.WE_ARE_COMING, "countries": ["JP"], "languages": ["ja"]}
        meeting.posted(**public, title="Coming", **coming, **spring)
        assert titles(client, query) == found

    def test_past_ones_show_with_what_came_of_them(self, client: Client) -> None:
        visit = meeting.reported(visibility=Visibility.PUBLIC, title="Came and went")
        assert titles(client) == []
        assert titles(client, "?state=past") == ["Came and went"]
        detail = client.get(page("exchange-detail", visit.exchange.public_id))
        assert page("visit-outcome", visit.public_id) in detail.content.decode()

    def test_it_goes_on_where_the_page_ends(self, client: Client) -> None:
        union = meeting.union()
        for number in range(22):
            meeting.posted(union, visibility=Visibility.PUBLIC, title=f"Number {number:02}")
        first = client.get(page("exchange-list"))
        rest = titles(client, first.context["more_url"])
        assert (len(first.context["cards"]), rest) == (20, ["Number 20", "Number 21"])

    def test_five_cost_what_one_costs(self, signed_in: SignIn) -> None:
        visit = meeting.confirmed()
        client = signed_in(staff_of(visit.guest))
        meeting.posted(visit.guest)
        meeting.draft(visit.guest)
        meeting.offer(meeting.posted(), visit.guest)
        client.get(page("exchange-list"))
        one = queries_of(lambda: client.get(page("exchange-list")))
        for _more in range(4):
            meeting.posted(visit.guest)
            meeting.draft(visit.guest)
            meeting.offer(meeting.posted(), visit.guest)
        assert queries_of(lambda: client.get(page("exchange-list"))) == one

    def test_staff_find_their_own_things_there(self, signed_in: SignIn) -> None:
        visit = meeting.confirmed()
        meeting.draft(visit.guest, title="Half written")
        body = signed_in(staff_of(visit.guest)).get(page("exchange-list")).content.decode()
        assert "Half written" in body
        assert page("visit-detail", visit.public_id) in body


class TestPosting:
    def test_it_is_kept_as_a_draft_and_posted_when_it_is_whole(self, signed_in: SignIn) -> None:
        client = signed_in(staff_of(meeting.union()))
        client.post(page("exchange-create"), TYPED | {"title": "", "keep": "1"})
        draft = Exchange.objects.get()
        assert (draft.state, draft.why) == ("draft", TYPED["why"])
        change = page("exchange-change", draft.public_id)
        refused = client.post(change, TYPED | {"title": "", "publish": "1"})
        assert refused.context["form"].errors.keys() == {"title"}
        assert TYPED["why"] in refused.content.decode()
        client.post(change, TYPED | {"publish": "1"})
        draft.refresh_from_db()
        assert (draft.state, draft.languages, draft.from_on) == ("open", ["en", "es"], meeting.FIRST)

    def test_what_is_wrong_stands_beside_its_field_and_everything_is_kept(self, signed_in: SignIn) -> None:
        client = signed_in(staff_of(meeting.union()))
        backwards = TYPED | {"until_on": (meeting.FIRST - timedelta(days=1)).isoformat(), "publish": "1"}
        response = client.post(page("exchange-create"), backwards)
        assert response.context["form"].errors.keys() == {"until_on"}
        assert TYPED["title"] in response.content.decode()
        assert not Exchange.objects.exists()

    def test_posting_straight_away_what_lacks_something_keeps_a_draft(self, signed_in: SignIn) -> None:
        client = signed_in(staff_of(meeting.union()))
        response = client.post(page("exchange-create"), TYPED | {"why": "", "publish": "1"})
        draft = Exchange.objects.get()
        assert response.context["form"].errors.keys() == {"why"}
        assert page("exchange-change", draft.public_id) in response.content.decode()

    def test_who_speaks_for_two_unions_says_for_which(self, signed_in: SignIn) -> None:
        first, second = meeting.union(), meeting.union()
        person = staff_of(first)
        second.memberships.update(user=person)
        client = signed_in(person)
        assert client.post(page("exchange-create"), TYPED).context["form"].errors.keys() == {"organisation"}
        client.post(page("exchange-create"), TYPED | {"organisation": second.public_id})
        assert Exchange.objects.get().organisation == second

    def test_what_is_open_can_be_changed_and_withdrawn(self, signed_in: SignIn) -> None:
        exchange = meeting.posted()
        client = signed_in(staff_of(exchange.organisation))
        client.post(page("exchange-change", exchange.public_id), TYPED | {"title": "Five machinists"})
        assert Exchange.objects.get().title == "Five machinists"
        withdraw = page("exchange-withdraw", exchange.public_id)
        assert client.get(withdraw).status_code == 200
        client.post(withdraw)
        assert Exchange.objects.get().state == "withdrawn"
        assert client.get(page("exchange-change", exchange.public_id)).status_code == 302

    def test_members_and_unions_outside_do_not_post(self, signed_in: SignIn) -> None:
        member = factories.make_member(meeting.union())
        outside = factories.make_staff(factories.make_organisation(state="suspended"))
        for person in (member, outside):
            assert signed_in(person).get(page("exchange-create")).status_code == 403

    def test_access_needs_are_on_no_page_of_the_exchange(self, signed_in: SignIn) -> None:
        exchange = meeting.posted(access_needs="A ramp", visibility=Visibility.PUBLIC)
        other = meeting.union()
        for user in (staff_of(exchange.organisation), staff_of(other)):
            assert "A ramp" not in signed_in(user).get(page("exchange-detail", exchange.public_id)).content.decode()
        visit = _agree(exchange, other)
        for user in (staff_of(visit.host), staff_of(visit.guest)):
            assert "A ramp" in signed_in(user).get(page("visit-detail", visit.public_id)).content.decode()
        member = factories.make_member(visit.guest)
        meeting.seat(visit, member)
        assert "A ramp" not in signed_in(member).get(page("visit-detail", visit.public_id)).content.decode()


def _agree(exchange: Exchange, union: Any) -> Visit:
    offer = meeting.offer(exchange, union)
    return host_offers.accept(offer=offer, by=staff_of(exchange.organisation), at=factories.NOW)


class TestOffers:
    def test_another_union_offers_from_the_page(self, signed_in: SignIn) -> None:
        exchange, union = meeting.posted(), meeting.union()
        client = signed_in(staff_of(union))
        assert (
            page("offer-create", exchange.public_id)
            in client.get(page("exchange-detail", exchange.public_id)).content.decode()
        )
        client.post(page("offer-create", exchange.public_id), OFFERED | {"activities": ["radio"], "words": "Vengan"})
        offer = HostOffer.objects.get()
        assert (offer.organisation, offer.activities, offer.words) == (union, ["radio"], "Vengan")

    def test_a_wrong_offer_is_said_beside_its_field(self, signed_in: SignIn) -> None:
        exchange = meeting.posted()
        wrong = OFFERED | {"until_on": "2026-12-01", "words": "Vengan"}
        response = signed_in(staff_of(meeting.union())).post(page("offer-create", exchange.public_id), wrong)
        assert response.context["form"].errors.keys() == {"until_on"}
        assert "Vengan" in response.content.decode()

    def test_who_comes_says_nothing_of_beds(self, signed_in: SignIn) -> None:
        exchange = meeting.posted(direction=Direction.OFFERS_TO_HOST)
        form = signed_in(staff_of(meeting.union())).get(page("offer-create", exchange.public_id)).context["form"]
        assert not {"accommodation", "place", "activities"} & set(form.fields)

    def test_offers_are_compared_and_one_is_accepted(self, signed_in: SignIn) -> None:
        exchange = meeting.posted()
        fitting = meeting.offer(exchange, place="Ciudad Juárez", words="Vengan")
        meeting.offer(exchange, meeting.union(country="JP"), capacity=2, languages=["ja"])
        client = signed_in(staff_of(exchange.organisation))
        rows = client.get(page("offer-list", exchange.public_id)).context["rows"]
        assert [len(row["fits"]) for row in rows] == [4, 1]
        response = client.post(page("offer-accept", fitting.public_id))
        assert response["Location"] == page("visit-detail", Visit.objects.get().public_id)
        again = client.post(page("offer-accept", rows[1]["offer"].public_id), follow=True)
        assert "takes no offers" in again.content.decode()

    def test_an_offer_is_taken_back_by_who_made_it(self, signed_in: SignIn) -> None:
        offer = meeting.offer(meeting.posted())
        url = page("offer-withdraw", offer.public_id)
        assert signed_in(staff_of(offer.exchange.organisation)).post(url).status_code == 404
        signed_in(staff_of(offer.organisation)).post(url)
        assert HostOffer.objects.get().state == "withdrawn"

    def test_five_offers_cost_what_one_costs(self, signed_in: SignIn) -> None:
        exchange = meeting.posted()
        meeting.offer(exchange, words="Vengan")
        client = signed_in(staff_of(exchange.organisation))
        url = page("offer-list", exchange.public_id)
        client.get(url)
        one = queries_of(lambda: client.get(url))
        for _more in range(4):
            meeting.offer(exchange, words="Vengan")
        assert queries_of(lambda: client.get(url)) == one

    def test_only_the_union_that_posted_it_compares(self, signed_in: SignIn) -> None:
        exchange = meeting.posted()
        meeting.offer(exchange)
        url = page("offer-list", exchange.public_id)
        assert signed_in(staff_of(meeting.union())).get(url).status_code == 403
        assert signed_in(factories.make_user()).get(url).status_code == 404
