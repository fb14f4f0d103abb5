"""Who is told of exchanges and visits, why, how much of it, and in which words."""

from typing import Any

import pytest

from exchanges.actions import exchanges, host_offers, reports, visits
from exchanges.choices import Direction, Visibility, Why
from exchanges.models import Exchange
from solidarity.alerts.rendering import render
from tests import factories
from tests.exchanges import meeting
from tests.exchanges.meeting import LAST, on, staff_of
from tests.factories import NOW
from unions.actions import translations
from unions.announcements import Variant, announce, kind_of_news
from unions.choices import Grade, OrganisationState, RecognitionStatus
from unions.models import Coverage, Employer, Follow, OrganisationLanguage, Recognition, User

OWN_WORDS = {"title": "Four machinists look for a host", "why": "A plant that moves"}


def told(kind: str, subject: Any) -> dict[str, str]:
    """Return whom this news concerns, by handle, and why."""
    announcement = announce(kind, subject, by=None, at=NOW)
    return dict(kind_of_news(kind).audience(announcement).values_list("user__handle", "why"))


def words(kind: str, subject: Any, **variant: Any) -> tuple[str, str, str]:
    """Return a mail in words: subject, text, HTML."""
    announcement = announce(kind, subject, by=None, at=NOW)
    news = kind_of_news(kind)
    chosen = {"language": "en", "grade": news.grade(announcement), "why": Why.SAME_SECTOR.value} | variant
    mail = render(news, announcement, Variant(**chosen))
    return mail.subject, mail.text, mail.html


def employer() -> Employer:
    """The employer of these calls."""
    return Employer.objects.first() or factories.make_employer()


def call(**answers: Any) -> Exchange:
    """A call with an employer, a sector, a country and languages."""
    facts = {"employer": employer(), "sector": factories.make_sector(), "countries": ["MX"]}
    return meeting.posted(**(facts | {"languages": ["es"]} | answers))


def staff(handle: str, **union: Any) -> User:
    """Somebody who speaks for a union of their own."""
    return factories.make_staff(factories.make_organisation(**union), handle)


def follower(handle: str, **what: Any) -> User:
    """A member of the network who follows one thing."""
    person = factories.make_member(factories.make_organisation(country="FI"), handle=handle)
    Follow.objects.create(user=person, since=NOW, **what)
    return person


class TestWhoIsToldOfACall:
    def test_unions_with_a_tie_are_told_why_the_nearest_first(self) -> None:
        exchange = call()
        ties = {
            name: staff(name, country="FI").memberships.get().organisation for name in ("employer", "sector", "tongue")
        }
        staff("country", country="MX")
        staff("nothing", country="FI")
        Recognition.objects.create(organisation=ties["employer"], employer=exchange.employer)
        Coverage.objects.create(organisation=ties["employer"], sector=exchange.sector)
        Coverage.objects.create(organisation=ties["sector"], sector=exchange.sector)
        OrganisationLanguage.objects.create(organisation=ties["tongue"], language="es")
        assert told("exchange_call", exchange) == {
            "employer": Why.SAME_EMPLOYER,
            "sector": Why.SAME_SECTOR,
            "country": Why.COUNTRY_WANTED,
            "tongue": Why.SHARED_LANGUAGE,
        }

    def test_a_union_that_is_no_longer_there_has_no_tie(self) -> None:
        exchange = call()
        union = staff("gone", country="FI").memberships.get().organisation
        Recognition.objects.create(organisation=union, employer=exchange.employer, status=RecognitionStatus.LOST)
        assert told("exchange_call", exchange) == {}

    def test_those_who_follow_something_of_it_are_told_why(self) -> None:
        exchange = call()
        follower("employer", employer=exchange.employer)
        follower("union", organisation=exchange.organisation)
        follower("sector", sector=exchange.sector)
        follower("country", country="MX")
        follower("tongue", language="es")
        follower("other", country="JP")
        assert told("exchange_call", exchange) == {
            "employer": Why.FOLLOWS_EMPLOYER,
            "union": Why.FOLLOWS_ORGANISATION,
            "sector": Why.FOLLOWS_SECTOR,
            "country": Why.FOLLOWS_COUNTRY,
            "tongue": Why.FOLLOWS_LANGUAGE,
        }

    def test_who_may_not_read_it_is_not_told(self) -> None:
        account = factories.make_user("account")
        Follow.objects.create(user=account, country="MX", since=NOW)
        assert told("exchange_call", call()) == {}
        assert told("exchange_call", call(visibility=Visibility.PUBLIC)) == {"account": Why.FOLLOWS_COUNTRY}

    def test_its_own_staff_and_unions_outside_are_not_told(self) -> None:
        staff("suspended", country="MX", state=OrganisationState.SUSPENDED)
        exchange = call(organisation=meeting.union(country="MX"))
        assert told("exchange_call", exchange) == {}

    def test_nobody_is_told_of_what_was_withdrawn(self) -> None:
        staff("country", country="MX")
        exchange = call()
        exchanges.withdraw(exchange=exchange, by=staff_of(exchange.organisation), at=NOW)
        exchange.refresh_from_db()
        assert told("exchange_call", exchange) == {}

    def test_those_who_may_be_told_are_those_who_may_see_it(self) -> None:
        for person in (staff("country", country="MX"), follower("tongue", language="es")):
            for visibility in Visibility:
                exchange = call(visibility=visibility)
                assert person.handle in told("exchange_call", exchange)
                assert Exchange.objects.visible_to(person).filter(pk=exchange.pk).exists()


class TestWhatACallSays:
    def test_a_public_one_says_who_asks_and_quotes_their_words(self) -> None:
        exchange = call(visibility=Visibility.PUBLIC, **OWN_WORDS)
        subject, text, html = words("exchange_call", exchange)
        assert exchange.organisation.name in subject
        for mail in (text, html):
            assert all(said in mail for said in (*OWN_WORDS.values(), "Hafen AG", "Mexico", "Spanish"))
            assert f"/en/exchanges/{exchange.public_id}/" in mail
            assert str(Why.SAME_SECTOR.label) in mail

    def test_one_for_the_network_says_neither_names_nor_their_words(self) -> None:
        exchange = call(**OWN_WORDS)
        for mail in words("exchange_call", exchange):
            hidden = (exchange.organisation.name, "Hafen AG", *OWN_WORDS.values())
            assert not any(said in mail for said in hidden)
        assert "Mexico" in words("exchange_call", exchange)[1]

    def test_a_reader_in_safe_mode_learns_only_that_something_waits(self) -> None:
        subject, text, _html = words("exchange_call", call(visibility=Visibility.PUBLIC), grade=Grade.NOTICE)
        assert (subject, "Mexico" in text) == ("Something waits for you in the portal", False)

    @pytest.mark.parametrize("visibility", Visibility)
    def test_each_direction_has_a_subject_and_an_act_of_its_own(self, visibility: str) -> None:
        union = meeting.union("Posters’ Union")
        mails = [
            words("exchange_call", call(organisation=union, direction=each, visibility=visibility))
            for each in Direction
        ]
        assert len({subject for subject, _text, _html in mails}) == len(Direction)
        assert ["ask to come" in text for _subject, text, _html in mails] == [False, False, True]

    def test_it_is_quoted_in_the_first_of_the_readers_languages_that_there_is(self) -> None:
        exchange = call(visibility=Visibility.PUBLIC)
        texts = {"title": "Cuatro mecánicos buscan anfitrión"}
        translations.keep(subject=exchange, language="es", texts=texts, by=exchange.made_by, at=NOW)
        assert texts["title"] in words("exchange_call", exchange, reads=("fr", "es"))[1]


class TestOffers:
    def test_the_union_that_posted_it_is_told_without_names(self) -> None:
        offer = meeting.offer(meeting.posted(), place="Ciudad Juárez", words="Come!")
        poster = staff_of(offer.exchange.organisation)
        assert told("host_offered", offer) == {poster.handle: Why.POSTED}
        for mail in words("host_offered", offer):
            assert not any(said in mail for said in (offer.organisation.name, "Juárez", "Come!"))
        assert f"/en/exchanges/{offer.exchange.public_id}/offers/" in words("host_offered", offer)[1]

    def test_an_offer_that_was_taken_back_is_not_told(self) -> None:
        offer = meeting.offer(meeting.posted())
        host_offers.withdraw(offer=offer, by=staff_of(offer.organisation), at=NOW)
        assert told("host_offered", offer) == {}

    def test_who_offered_hears_yes_or_thank_you(self) -> None:
        exchange = meeting.posted()
        chosen, other = meeting.offer(exchange), meeting.offer(exchange)
        visit = host_offers.accept(offer=chosen, by=staff_of(exchange.organisation), at=NOW)
        other.refresh_from_db()
        for offer in (chosen, other):
            assert told("offer_decided", offer) == {staff_of(offer.organisation).handle: Why.OFFERED}
        assert f"/en/visits/{visit.public_id}/" in words("offer_decided", chosen)[1]
        assert words("offer_decided", other)[0] == "Thank you for your offer"

    def test_nobody_hears_of_an_offer_that_waits(self) -> None:
        assert told("offer_decided", meeting.offer(meeting.posted())) == {}


class TestVisits:
    def test_a_change_is_told_to_both_unions_and_those_who_take_part(self) -> None:
        visit = meeting.confirmed()
        member = factories.make_member(visit.guest)
        meeting.seat(visit, member)
        factories.make_member(visit.guest)
        people = {staff_of(visit.guest).handle, staff_of(visit.host).handle, member.handle}
        assert set(told("visit_changed", visit)) == people

    @pytest.mark.parametrize(
        ("state", "subject"),
        [
            ("confirmed", "A visit is confirmed by both unions"),
            ("postponed", "A visit has new days"),
            ("cancelled", "A visit was cancelled"),
        ],
    )
    def test_it_says_how_the_visit_stands_and_names_nobody(self, state: str, subject: str) -> None:
        visit = meeting.confirmed()
        visit.state, visit.change_reason = state, "visa"
        visit.save()
        mail = words("visit_changed", visit)
        assert mail[0] == subject
        assert ("visa was refused" in mail[1]) == (state != "confirmed")
        assert not any(name in part for part in mail for name in (visit.host.name, visit.guest.name))

    def test_a_visit_that_is_only_planned_is_not_told(self) -> None:
        assert told("visit_changed", meeting.planned()) == {}

    def test_those_whose_report_is_missing_are_asked(self) -> None:
        visit = meeting.under_way()
        silent, spoken = factories.make_member(visit.guest), factories.make_member(visit.guest)
        meeting.seat(visit, silent)
        meeting.seat(visit, factories.make_member(visit.guest), role="interpreter")
        texts = {"learned": "Much", "take_home": "More", "language": "en"}
        reports.tell(participant=meeting.seat(visit, spoken), by=spoken, at=on(LAST), **texts)
        meeting.union_reports(visit, visit.guest, at=on(LAST))
        visit = visits.complete(visit=visit, at=on(LAST).replace(month=2))
        assert set(told("report_due", visit)) == {silent.handle, staff_of(visit.host).handle}
        assert "report is missing" in words("report_due", visit)[1]

    def test_the_union_that_promised_is_asked_until_it_answers(self) -> None:
        visit = meeting.under_way()
        said: dict[str, Any] = {"text": "A speaker", "language": "en", "due_days": 30}
        promised = reports.commit(visit=visit, organisation=visit.host, by=staff_of(visit.host), at=on(LAST), **said)
        assert told("commitment_due", promised) == {staff_of(visit.host).handle: Why.COMMITTED}
        text = words("commitment_due", promised)[1]
        assert (f"/en/promises/{promised.public_id}/" in text, "A speaker" in text) == (True, False)
        promised = reports.check(commitment=promised, status="kept", by=staff_of(visit.host), at=on(LAST))
        assert told("commitment_due", promised) == {}


def test_a_call_comes_as_often_as_the_follow_wants_it_and_at_once_to_who_is_tied_to_it() -> None:
    exchange = call()
    follower("daily", employer=exchange.employer, frequency="daily")
    Follow.objects.create(user=staff("union", country="MX"), employer=exchange.employer, frequency="weekly", since=NOW)
    news = announce("exchange_call", exchange, by=None, at=NOW)
    often = dict(kind_of_news("exchange_call").audience(news).values_list("user__handle", "frequency"))
    assert often == {"daily": "daily", "union": "at_once"}
