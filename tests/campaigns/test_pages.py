"""The pages of campaigns: who may do what there, what is kept after an error, what they show."""

from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from campaigns.choices import ActionStatus, CampaignState, CoalitionState, Visibility
from campaigns.models import Action, Campaign, CampaignFollow, Demand, DemandAdoption
from campaigns.panels import action_rows
from tests import factories
from tests.campaigns.campaigning import active, convenor, day_of, draft, joined, planned, reported, seeking, union_of
from tests.factories import NOW, TODAY
from tests.queries import queries_of
from unions.actions import translations
from unions.models import Employer, Update, User

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("at_now")

FIRST = {
    "title": "Make the port pay",
    "employer_name": "Hafen AG",
    "goals": "One agreement.",
    "language": "en",
    "starts_on": TODAY.isoformat(),
    "visibility": "public",
}
WHERE = {"kind": "rally", "country": "DE", "city": "Hamburg", "on": TODAY.isoformat(), "time_zone": "Europe/Berlin",
         "language": "en", "visibility": "public", "status": "confirmed"}  # fmt: skip


def url(name: str, *parts: object) -> str:
    """Where a page of campaigns is."""
    return reverse(f"campaigns:{name}", args=[getattr(part, "public_id", part) for part in parts])


def test_staff_open_a_campaign_against_a_new_employer(signed_in: SignIn) -> None:
    by = convenor()
    answer = signed_in(by).post(url("campaign-create"), FIRST)
    begun = Campaign.objects.get()
    assert answer.url == url("demand-add", begun)
    assert begun.employer.name == "Hafen AG"
    assert begun.coalition.get().organisation == union_of(by)


def test_an_employer_that_is_known_is_meant(signed_in: SignIn) -> None:
    known = factories.make_employer("Hafen AG", country="NL")
    signed_in(convenor()).post(url("campaign-create"), FIRST)
    assert Campaign.objects.get().employer == known


def test_of_several_employers_one_is_chosen_and_what_was_typed_is_kept(signed_in: SignIn) -> None:
    factories.make_employer("Hafen AG", country="NL")
    other = factories.make_employer("Hafen AG", country="DE")
    client = signed_in(convenor())
    asked = client.post(url("campaign-create"), FIRST)
    assert "choose one, or add yours" in asked.text
    assert "One agreement." in asked.text
    client.post(url("campaign-create"), FIRST | {"employer_choice": other.public_id})
    assert Campaign.objects.get().employer == other


def test_what_is_missing_is_said_beside_its_field(signed_in: SignIn) -> None:
    answer = signed_in(convenor()).post(url("campaign-create"), FIRST | {"title": "", "ends_on": "2026-01-01"})
    assert answer.status_code == 200
    assert {"title"} == set(answer.context["form"].errors)
    refused = signed_in(convenor()).post(url("campaign-create"), FIRST | {"ends_on": "2026-01-01"})
    assert set(refused.context["form"].errors) == {"ends_on"}
    assert not Employer.objects.exists() or not Campaign.objects.exists()


def test_a_campaign_is_changed_and_keeps_its_short_address(signed_in: SignIn) -> None:
    by = convenor()
    called = seeking(by)
    client = signed_in(by)
    assert "Make the port pay" in client.get(url("campaign-change", called)).text
    client.post(
        url("campaign-change", called), FIRST | {"title": "Another name", "employer_name": called.employer.name}
    )
    called.refresh_from_db()
    assert (called.title, called.slug) == ("Another name", "make-the-port-pay")
    assert Client().get(reverse("campaigns:campaign-by-name", args=[called.slug])).url == url("campaign-detail", called)


def test_a_convenor_goes_on_and_closes(signed_in: SignIn) -> None:
    by = convenor()
    begun = draft(by)
    client = signed_in(by)
    for to in ("seeking_partners", "active"):
        client.post(url("campaign-move", begun), {"to": to})
    wrong = client.post(url("campaign-close", begun), {"outcome": "local", "closing_words": ""})
    assert set(wrong.context["form"].errors) == {"closing_words"}
    client.post(url("campaign-close", begun), {"outcome": "none", "closing_words": "They would not talk."})
    begun.refresh_from_db()
    assert begun.state == CampaignState.CLOSED
    page = Client().get(url("campaign-detail", begun)).text
    assert "Nothing has changed" in page
    assert "They would not talk." in page


def test_staff_of_another_union_join_and_accept(signed_in: SignIn) -> None:
    called, by = seeking(), convenor()
    client = signed_in(by)
    assert "Join for your union" in client.get(url("campaign-detail", called)).text
    refused = client.post(url("coalition-join", called), {"role": "member"})
    assert set(refused.context["form"].errors) == {"demands"}
    client.post(url("coalition-join", called), {"role": "member", "demands": [called.demands.get().public_id]})
    assert DemandAdoption.objects.filter(organisation=union_of(by)).count() == 1
    assert url("action-add", called) in client.get(url("campaign-detail", called)).text


def test_a_convenor_invites_and_the_invited_decline(signed_in: SignIn) -> None:
    called, by = seeking(), convenor()
    invited = {"organisations": [union_of(by).public_id], "role": "ally"}
    signed_in(called.made_by).post(url("coalition-invite", called), invited)
    client = signed_in(by)
    assert "Decline" in client.get(url("coalition-places", called)).text
    client.post(url("coalition-places", called), {"decline": union_of(by).public_id})
    assert called.coalition.get(organisation=union_of(by)).state == CoalitionState.DECLINED


def test_a_place_is_left_and_convening_is_shared_by_those_alone_who_may(signed_in: SignIn) -> None:
    called, by, stranger = seeking(), convenor(), convenor()
    member = joined(called, by)
    theirs = {"make_convenor": union_of(by).public_id}
    joined(called, stranger)
    assert signed_in(stranger).post(url("coalition-places", called), theirs).status_code == 404
    assert (
        signed_in(stranger).post(url("coalition-places", called), {"leave": union_of(by).public_id}).status_code == 404
    )
    signed_in(called.made_by).post(url("coalition-places", called), theirs)
    member.refresh_from_db()
    assert member.role == "convenor"
    signed_in(by).post(url("coalition-places", called), {"leave": union_of(by).public_id})
    member.refresh_from_db()
    assert member.state == CoalitionState.LEFT


def test_the_last_convenor_reads_why_it_stays(signed_in: SignIn) -> None:
    called = seeking()
    own = {"leave": union_of(called.made_by).public_id}
    answer = signed_in(called.made_by).post(url("coalition-places", called), own, follow=True)
    assert "Somebody has to convene the campaign" in answer.text


def test_demands_are_added_and_reworded(signed_in: SignIn) -> None:
    called = seeking()
    client = signed_in(called.made_by)
    client.post(url("demand-add", called), {"text": "An end to split shifts.", "language": "en"})
    added = Demand.objects.latest("pk")
    said = {"text": "An end to all split shifts.", "language": "en", "addressed_to": "The board", "status": "refused"}
    client.post(url("demand-change", added), said)
    added.refresh_from_db()
    assert (added.text, added.status) == (said["text"], "refused")


def test_a_day_is_called_and_gets_its_outcome(signed_in: SignIn) -> None:
    acting = active()
    client, today = signed_in(acting.made_by), TODAY.isoformat()
    said = {"name": "Day at the gates", "date_from": today, "date_to": today, "call": "Come.", "language": "en"}
    client.post(url("day-add", acting), said)
    day = acting.days.get()
    client.post(url("day-change", day), said | {"outcome": "local"})
    assert "Something has changed in some places" in Client().get(url("campaign-detail", acting)).text


def test_a_partner_adds_an_action_and_reports_it(signed_in: SignIn) -> None:
    acting, by = active(), convenor()
    joined(acting, by)
    client = signed_in(by)
    wrong = client.post(url("action-add", acting), WHERE | {"country": ""})
    assert set(wrong.context["form"].errors) == {"country"}
    assert 'value="Hamburg"' in wrong.text
    client.post(url("action-add", acting), WHERE)
    action = Action.objects.get()
    assert action.host == union_of(by)
    client.post(url("action-report", action), {"participants": "2500", "qualifier": "about", "language": "en"})
    page = Client().get(url("action-detail", action)).text
    assert "How many came: about 2,500" in page
    assert "At least 2,500 people at 1 action" in Client().get(url("campaign-detail", acting)).text


def test_an_action_is_changed_by_its_host(signed_in: SignIn) -> None:
    acting = active()
    action = planned(acting)
    client = signed_in(acting.made_by)
    assert 'value="Hamburg"' in client.get(url("action-change", action)).text
    client.post(url("action-change", action), WHERE | {"status": "cancelled"})
    action.refresh_from_db()
    assert action.status == ActionStatus.CANCELLED
    assert signed_in(convenor()).get(url("action-change", action)).status_code == 403


def test_news_is_told_on_the_page(signed_in: SignIn) -> None:
    acting = active()
    told = {"kind": "news", "text": "The board wants to talk.", "language": "en"}
    signed_in(acting.made_by).post(url("campaign-update", acting), told | {"audience": "network"})
    assert Update.objects.count() == 1
    assert "The board wants to talk." not in Client().get(url("campaign-detail", acting)).text
    member = factories.make_member(factories.make_organisation())
    assert "The board wants to talk." in signed_in(member).get(url("campaign-detail", acting)).text


def test_rank_and_file_follow_and_no_longer(signed_in: SignIn) -> None:
    called = seeking()
    client = signed_in(factories.make_user())
    client.post(url("campaign-follow", called))
    assert CampaignFollow.objects.count() == 1
    client.post(url("campaign-follow", called))
    assert not CampaignFollow.objects.exists()
    assert "login" in Client().post(url("campaign-follow", called)).url


def test_a_campaign_of_the_network_is_nothing_to_strangers(signed_in: SignIn) -> None:
    hidden = active(visibility=Visibility.NETWORK)
    day, action = day_of(hidden), planned(hidden)
    addresses = [url("campaign-detail", hidden), url("day-calendar", day), url("action-detail", action),
                 reverse("campaigns:campaign-by-name", args=[hidden.slug])]  # fmt: skip
    assert [Client().get(each).status_code for each in addresses] == [404] * 4
    assert hidden.title not in Client().get(url("campaign-list")).text
    member = signed_in(factories.make_member(factories.make_organisation()))
    assert hidden.title in member.get(url("campaign-list")).text


def test_the_list_shows_where_campaigns_stand(signed_in: SignIn) -> None:
    by = convenor()
    active(title="An active one"), seeking(title="A seeking one"), draft(by, title="A draft of mine")
    assert "An active one" in Client().get(url("campaign-list")).text
    assert "A seeking one" in Client().get(url("campaign-list"), {"show": "seeking"}).text
    assert "There is none here" in Client().get(url("campaign-list"), {"show": "ended"}).text
    page = signed_in(by).get(url("campaign-list"), {"show": "nonsense"}).text
    assert "A draft of mine" in page
    assert "A seeking one" not in page


def test_the_list_goes_on_on_another_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.views.campaigns.PER_PAGE", 1)
    active(title="The first"), active(title="The second")
    newest = Client().get(url("campaign-list"))
    assert "The second" in newest.text
    older = Client().get(url("campaign-list") + newest.context["older_url"])
    assert "The first" in older.text
    assert older.context["older_url"] == ""


def full(acting: Campaign, many: int) -> None:
    """Let this many unions take part, act and be reported, at this many days and with this many demands."""
    for number in range(many):
        member = joined(acting)
        day = day_of(acting, name=f"Day {acting.days.count()}", date_from=TODAY, date_to=TODAY)
        reported(planned(acting, member.organisation, day=day, city=f"Town {number}"))


@pytest.mark.parametrize("name", ["campaign-detail", "campaign-list"])
def test_five_cost_as_many_queries_as_one(name: str) -> None:
    acting = active()
    full(acting, 1)
    address = url(name, acting) if name == "campaign-detail" else url(name)
    Client().get(address)
    one = queries_of(lambda: Client().get(address))
    full(acting, 4)
    for _ in range(4 if name == "campaign-list" else 0):
        full(active(), 1)
    assert queries_of(lambda: Client().get(address)) == one


def test_an_organisation_chosen_twice_over_is_asked_for(signed_in: SignIn) -> None:
    by = convenor()
    other: Any = factories.make_organisation("Another")
    by.memberships.create(organisation=other, role="union_staff", state="verified", verified_at=NOW)
    called = seeking()
    demands = [called.demands.get().public_id]
    client = signed_in(by)
    unsaid = client.post(url("coalition-join", called), {"role": "member", "demands": demands})
    assert set(unsaid.context["form"].errors) == {"organisation"}
    said = {"role": "member", "demands": demands, "organisation": other.public_id}
    client.post(url("coalition-join", called), said)
    assert called.coalition.filter(organisation=other, state="joined").exists()


def test_a_town_stands_before_its_country_in_every_direction() -> None:
    action = planned(active(), city="Bruxelles", country="BE")
    assert action.place_in_words == "Bruxelles, Belgium"
    with override("ar"):
        assert action.place_in_words.startswith("\u2068Bruxelles\u2069")
        (row,) = action_rows([action])
        page = render_to_string("components/table_cell.html", {"cell": row[0]})
    assert 'dir="rtl"' in page


def test_a_page_behind_a_campaign_calls_it_as_the_reader_does(signed_in: SignIn) -> None:
    called = seeking()
    translations.keep(subject=called, language="ar", texts={"title": "ادفعوا"}, by=called.made_by, at=NOW)
    read = signed_in(called.made_by).get(url("demand-add", called).replace("/en/", "/ar/"))
    assert [crumb["text"] for crumb in read.context["crumbs"]][1] == "ادفعوا"
    assert '<bdi lang="ar">ادفعوا</bdi>' in read.text


def test_who_joins_reads_the_demands_in_their_language_and_as_they_were_written(signed_in: SignIn) -> None:
    called = seeking()
    demand = called.demands.get()
    translations.keep(subject=demand, language="ar", texts={"text": "عقد واحد"}, by=called.made_by, at=NOW)
    client, address = signed_in(convenor()), url("coalition-join", called)
    assert "عقد واحد" not in client.get(address).text
    read = client.get(address.replace("/en/", "/ar/")).text
    assert "عقد واحد (" in read
    assert demand.text in read
