"""The pages of a visit: the agenda, seats, the letter, reports and what came of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from exchanges.actions import participants, reports, visits
from exchanges.choices import Visibility
from exchanges.models import Commitment, ItineraryItem, Participant, ParticipantReport, Visit
from tests import factories
from tests.exchanges import meeting
from tests.exchanges.meeting import FIRST, LAST, on, staff_of
from tests.factories import NOW
from tests.queries import queries_of
from unions.models import OrganisationLanguage, User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
LINE = {"kind": "radio", "starts_on": FIRST.isoformat(), "starts": "22:00", "ends": "01:00", "language": "en"}


def page(name: str, *args: str) -> str:
    """Return the address of a page of this room."""
    return reverse(f"exchanges:{name}", args=args)


def body(client: Client, name: str, *args: str) -> str:
    """Return a page as text."""
    response = client.get(page(name, *args))
    assert response.status_code == 200
    return response.content.decode()


def member_on(visit: Visit) -> tuple[User, Participant]:
    """A member of the guests with a seat."""
    member = factories.make_member(visit.guest)
    return member, meeting.seat(visit, member)


class TestVisit:
    def test_only_the_two_unions_and_those_who_take_part_see_it(self, signed_in: SignIn) -> None:
        visit = meeting.planned(visibility=Visibility.PUBLIC)
        member, _seat = member_on(visit)
        readers = [staff_of(visit.host), staff_of(visit.guest), member]
        others = [staff_of(meeting.union()), factories.make_member(visit.guest), factories.make_member(visit.host)]
        url = page("visit-detail", visit.public_id)
        assert [signed_in(reader).get(url).status_code for reader in readers] == [200] * 3
        assert [signed_in(reader).get(url).status_code for reader in others] == [404] * 3

    @pytest.mark.parametrize("name", ["visit-plan", "visit-postpone", "visit-cancel"])
    def test_what_is_over_shows_no_form_for_it(self, name: str, signed_in: SignIn) -> None:
        over = meeting.reported()
        answer = signed_in(staff_of(over.host)).get(page(name, over.public_id), follow=True)
        assert answer.redirect_chain == [(page("visit-detail", over.public_id), 302)]
        assert "This visit can no longer be changed." in answer.content.decode()

    def test_seats_are_given_as_long_as_the_visit_takes_people(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        client = signed_in(staff_of(visit.guest))
        assert "Give a seat" in body(client, "participant-list", visit.public_id)
        over = meeting.reported()
        client = signed_in(staff_of(over.guest))
        assert "Give a seat" not in body(client, "participant-list", over.public_id)
        late = client.post(page("participant-list", over.public_id), {"role": "worker", "count": "2"})
        assert 'value="2"' in late.text

    def test_both_confirm_it_from_the_page(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        for side in (visit.guest, visit.host):
            client = signed_in(staff_of(side))
            assert "confirms the visit" in body(client, "visit-detail", visit.public_id)
            client.post(page("visit-confirm", visit.public_id), {"organisation": side.public_id})
        visit.refresh_from_db()
        assert visit.state == "confirmed"
        assert "confirms the visit" not in body(client, "visit-detail", visit.public_id)

    def test_who_takes_part_changes_nothing(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        member, _seat = member_on(visit)
        client = signed_in(member)
        for name in ("visit-plan", "visit-postpone", "visit-cancel", "item-add", "participant-list", "visit-letter",
                     "visit-report", "commitment-add", "visit-waive"):  # fmt: skip
            assert client.get(page(name, visit.public_id)).status_code == 403, name
        assert client.post(page("visit-confirm", visit.public_id)).status_code == 403

    def test_place_interpreters_and_safety_are_planned(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        client = signed_in(staff_of(visit.host))
        plan = {"place": "Reynosa", "time_zone": "America/Mexico_City", "interpreting": "host", "safety_plan": "Stay"}
        client.post(page("visit-plan", visit.public_id), plan)
        visit.refresh_from_db()
        assert (visit.place, visit.time_zone, visit.safety_plan) == ("Reynosa", "America/Mexico_City", "Stay")

    def test_it_is_postponed_and_cancelled_with_a_reason(self, signed_in: SignIn) -> None:
        visit = meeting.confirmed()
        client = signed_in(staff_of(visit.guest))
        postpone, days = page("visit-postpone", visit.public_id), {"from_on": "2027-03-01", "reason": "visa"}
        refused = client.post(postpone, days | {"until_on": "2027-02-01"})
        assert refused.context["form"].errors.keys() == {"until_on"}
        client.post(postpone, days | {"until_on": "2027-03-05"})
        assert "A visa was refused or is late" in body(client, "visit-detail", visit.public_id)
        assert client.post(page("visit-cancel", visit.public_id), {}).context["form"].errors.keys() == {"reason"}
        client.post(page("visit-cancel", visit.public_id), {"reason": "safety"})
        assert Visit.objects.get().state == "cancelled"

    def test_five_lines_and_seats_cost_what_one_costs(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        meeting.item(visit)
        member_on(visit)
        for side in (visit.host, visit.guest):
            client = signed_in(staff_of(side))
            for name in ("visit-detail", "participant-list", "agenda-print", "visit-letter"):
                url = page(name, visit.public_id)
                client.get(url)
                one = queries_of(lambda client=client, url=url: client.get(url))
                for _more in range(2):
                    meeting.item(visit)
                    member_on(visit)
                assert queries_of(lambda client=client, url=url: client.get(url)) == one, name


class TestAgenda:
    def test_hours_are_those_of_the_place_and_may_go_past_midnight(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        visits.plan(visit=visit, by=staff_of(visit.host), at=NOW, time_zone="America/Mexico_City")
        client = signed_in(staff_of(visit.host))
        client.post(page("item-add", visit.public_id), LINE)
        item = ItineraryItem.objects.get()
        assert (item.starts_at.hour, (item.ends_at - item.starts_at).seconds) == (4, 3 * 3600)
        assert "22:00" in body(client, "agenda-print", visit.public_id)

    def test_a_day_outside_the_visit_is_said_beside_the_hour(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        client = signed_in(staff_of(visit.host))
        response = client.post(page("item-add", visit.public_id), LINE | {"starts_on": "2027-06-01", "notes": "Bring"})
        assert response.context["form"].errors.keys() == {"starts"}
        assert "Bring" in response.content.decode()

    def test_a_line_is_changed_and_removed(self, signed_in: SignIn) -> None:
        item = meeting.item(meeting.planned())
        client = signed_in(staff_of(item.visit.guest))
        form = client.get(page("item-change", item.public_id)).context["form"]
        assert form["starts_on"].value() == FIRST
        client.post(page("item-change", item.public_id), LINE | {"kind": "rest"})
        item.refresh_from_db()
        assert item.kind == "rest"
        assert client.get(page("item-remove", item.public_id)).status_code == 200
        client.post(page("item-remove", item.public_id))
        assert not ItineraryItem.objects.exists()


class TestLetter:
    def test_it_stands_in_both_languages_and_names_nobody(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        for union, language in ((visit.host, "es"), (visit.guest, "en")):
            OrganisationLanguage.objects.create(organisation=union, language=language)
        member_on(visit)
        meeting.item(visit, host_contact="The gate captain")
        client = signed_in(staff_of(visit.guest))
        letters = client.get(page("visit-letter", visit.public_id)).context["letters"]
        assert [letter.language for letter in letters] == ["es", "en"]
        english = letters[1].text
        assert all(said in english for said in (visit.host.name, visit.guest.name, "Picket line", "2 January 2027"))
        assert not any(hidden in english for hidden in ("Gate 4", "gate captain", "person"))

    def test_two_unions_of_one_language_need_one_letter(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        letters = signed_in(staff_of(visit.host)).get(page("visit-letter", visit.public_id)).context["letters"]
        assert [letter.language for letter in letters] == ["en"]


class TestSeats:
    def test_staff_keep_free_seats_and_give_one_to_a_member(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        member = factories.make_member(visit.guest)
        client = signed_in(staff_of(visit.guest))
        url = page("participant-list", visit.public_id)
        client.post(url, {"role": "worker", "count": 3})
        client.post(url, {"role": "officer", "count": 1, "handle": member.handle})
        assert sorted(Participant.objects.values_list("role", "count")) == [("officer", 1), ("worker", 3)]
        for wrong in ({"count": 2, "handle": member.handle}, {"count": 1, "handle": "nobody"}):
            assert client.post(url, {"role": "worker"} | wrong).context["form"].errors
        assert member.handle in client.get(url).content.decode()

    def test_the_other_union_sees_the_handle_only_where_the_person_wants_it(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        member, seat = member_on(visit)
        client = signed_in(staff_of(visit.host))
        for name in ("visit-detail", "participant-list"):
            assert member.handle not in body(client, name, visit.public_id)
        participants.settle_in(participant=seat, by=member, at=NOW, shows_handle=True)
        for name in ("visit-detail", "participant-list"):
            assert member.handle in body(client, name, visit.public_id)

    def test_an_emergency_contact_is_for_staff_of_the_persons_union_and_the_host(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        host_member = factories.make_member(visit.host)
        own, theirs = member_on(visit)[1], meeting.seat(visit, host_member, organisation=visit.host)
        for seat, words in ((own, "GuestSister"), (theirs, "HostBrother")):
            participants.settle_in(participant=seat, by=seat.user, at=NOW, emergency_contact=words)
        guest_page = body(signed_in(staff_of(visit.guest)), "participant-list", visit.public_id)
        assert ("GuestSister" in guest_page, "HostBrother" in guest_page) == (True, False)
        host_page = body(signed_in(staff_of(visit.host)), "participant-list", visit.public_id)
        assert ("GuestSister" in host_page, "HostBrother" in host_page) == (True, True)

    def test_a_link_is_shown_once_and_seats_who_opens_it(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        seat = meeting.seat(visit)
        shown = signed_in(staff_of(visit.guest)).post(page("participant-link", seat.public_id))
        url = shown.context["url"].split("/", 3)[3]
        member = signed_in(factories.make_user())
        assert "keeps this seat for you" in member.get(f"/{url}").content.decode()
        assert member.post(f"/{url}")["Location"] == page("seat-settle", seat.public_id)
        assert signed_in(factories.make_user()).get(f"/{url}").status_code == 404
        settled = member.post(page("seat-settle", seat.public_id), {"photo_consent": "on"})
        assert settled["Location"] == page("visit-detail", visit.public_id)
        assert Participant.objects.get().photo_consent is True

    def test_a_stranger_with_a_link_signs_in_first(self, client: Client) -> None:
        seat = meeting.seat(meeting.planned())
        made = participants.make_link(participant=seat, by=staff_of(seat.organisation), at=NOW)
        assert client.get(page("seat-claim", made.token)).status_code == 302

    def test_one_leaves_ones_own_seat_and_not_somebody_elses(self, signed_in: SignIn) -> None:
        visit = meeting.planned()
        member, seat = member_on(visit)
        url = page("participant-remove", seat.public_id)
        for other in (factories.make_member(visit.guest), staff_of(visit.host)):
            assert signed_in(other).post(url).status_code == 404
        assert signed_in(member).post(url)["Location"] == page("exchange-list")
        assert not Participant.objects.exists()


class TestReports:
    def test_a_person_writes_what_they_take_home_and_comes_back_to_it(self, signed_in: SignIn) -> None:
        visit = meeting.under_way()
        member, seat = member_on(visit)
        client, url = signed_in(member), page("participant-report", seat.public_id)
        wrong = client.post(url, {"learned": "Mapping", "language": "en", "same_employer": "yes"})
        assert (wrong.context["form"].errors.keys(), "Mapping" in wrong.content.decode()) == ({"take_home"}, True)
        told = {"learned": "Mapping", "take_home": "A map", "language": "en", "same_employer": "yes"}
        client.post(url, told)
        client.post(url, told | {"has_told": "on", "reached": "60"})
        assert ParticipantReport.objects.get().reached == 60
        assert signed_in(staff_of(visit.guest)).get(url).status_code == 404

    def test_a_union_reports_promises_and_says_whether_it_kept_it(self, signed_in: SignIn) -> None:
        visit = meeting.under_way()
        client = signed_in(staff_of(visit.host))
        client.post(
            page("visit-report", visit.public_id), {"text": "Again!", "language": "en", "results": ["agreement"]}
        )
        assert client.get(page("visit-report", visit.public_id)).context["form"]["text"].value() == "Again!"
        promise = {"text": "A speaker", "language": "en", "due_days": 90}
        client.post(page("commitment-add", visit.public_id), promise)
        commitment = Commitment.objects.get()
        check = page("commitment-check", commitment.public_id)
        assert signed_in(staff_of(visit.guest)).get(check).status_code == 404
        client.post(check, {"status": "kept"})
        outcome = body(client, "visit-outcome", visit.public_id)
        assert all(said in outcome for said in ("Again!", "An agreement is being written", "A speaker", "Kept"))

    def test_before_the_visit_there_is_nothing_to_report(self, signed_in: SignIn) -> None:
        visit = meeting.confirmed()
        words = {"text": "Again!", "language": "en"}
        response = signed_in(staff_of(visit.host)).post(page("visit-report", visit.public_id), words)
        assert "once the visit has begun" in response.content.decode()

    def test_it_is_closed_without_all_reports(self, signed_in: SignIn) -> None:
        visit = meeting.under_way()
        meeting.seat(visit, count=2)
        visit = visits.complete(visit=visit, at=on(LAST).replace(day=28))
        for side in (visit.guest, visit.host):
            meeting.union_reports(visit, side)
        client = signed_in(staff_of(visit.guest))
        assert "2 reports of people" in body(client, "visit-outcome", visit.public_id)
        client.post(page("visit-waive", visit.public_id), {"reason": "They moved on."})
        assert "They moved on." in body(client, "visit-outcome", visit.public_id)


class TestOutcome:
    def reported(self, **answers: Any) -> Visit:
        """A visit with a public line, a shown report and a promise."""
        visit = meeting.confirmed(**answers)
        meeting.item(visit, kind="school_class", is_public=True, notes="Sixty pupils", host_contact="The head")
        meeting.item(visit, kind="organising_drive", notes="Not for all")
        member, seat = member_on(visit)
        visits.begin(visit=visit, at=on(FIRST))
        words: dict[str, Any] = {"learned": "Mapping", "take_home": "A map", "language": "en", "may_be_shown": True}
        reports.tell(participant=seat, by=member, at=on(LAST), **words)
        for side in (visit.guest, visit.host):
            meeting.union_reports(visit, side, at=on(LAST))
        visit = visits.complete(visit=visit, at=on(LAST).replace(day=28))
        assert visit.state == "reported"
        return visit

    def test_everyone_reads_what_came_of_a_public_one_and_no_place_or_name(self, client: Client) -> None:
        visit = self.reported(visibility=Visibility.PUBLIC)
        text = body(client, "visit-outcome", visit.public_id)
        handle = visit.participants.get().user.handle
        assert all(said in text for said in ("Sixty pupils", "Mapping", "A map", "We meet again in spring."))
        assert not any(hidden in text for hidden in ("Gate 4", "The head", "Not for all", handle))

    def test_of_one_for_the_network_its_members_read(self, client: Client, signed_in: SignIn) -> None:
        visit = self.reported()
        url = page("visit-outcome", visit.public_id)
        assert client.get(url).status_code == 404
        assert signed_in(factories.make_user()).get(url).status_code == 404
        assert signed_in(factories.make_member(factories.make_organisation())).get(url).status_code == 200

    def test_before_it_is_reported_only_the_two_unions_read(self, client: Client, signed_in: SignIn) -> None:
        visit = meeting.under_way()
        Visit.objects.filter(pk=visit.pk).update(state="completed")
        url = page("visit-outcome", visit.public_id)
        assert signed_in(factories.make_member(factories.make_organisation())).get(url).status_code == 404
        assert signed_in(staff_of(visit.host)).get(url).status_code == 200
        assert not Visit.objects.listed_to(AnonymousUser()).exists()
