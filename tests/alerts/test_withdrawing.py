"""What is withdrawn or suspended reaches nobody else, and who heard of it is told once."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from solidarity.actions import pledges, solidarity_requests
from solidarity.alerts import engine, sending
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.eligibility import Look
from solidarity.alerts.models import AlertBatch, AlertDelivery
from tests import factories
from tests.alerts.clock import end_leases
from tests.alerts.news import asked
from tests.alerts.test_letters import part
from unions.actions import suspensions
from unions.choices import NetworkRoleKind
from unions.mail import Session
from unions.models import Announcement, Organisation, User

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
WITHDRAWN = "A request that reached you was withdrawn for safety"


def admin() -> User:
    """A network admin of another organisation."""
    return factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)


def suspend(union: Organisation) -> None:
    """Suspend it, by a network admin of another organisation."""
    suspensions.suspend(organisation=union, by=admin(), at=timezone.now(), reason="complaint")


def take_down(announcement: Announcement) -> None:
    """Take down the request that the news is about."""
    found = asked(announcement)
    by = factories.make_staff(found.organisation)
    solidarity_requests.take_down(by=by, at=timezone.now(), solidarity_request=found, reason="danger")


def subjects(letters: Letters) -> list[str]:
    """The subjects of all mails, in their order."""
    return [str(each["Subject"]) for each in letters()]


def test_alerts_that_wait_do_not_leave_once_the_union_is_suspended(call: News, letters: Letters) -> None:
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    suspend(asked(announcement).organisation)
    engine.run()
    assert not letters()
    states = AlertDelivery.objects.filter(announcement=announcement).values_list("state", "reason")
    assert set(states) == {("suppressed", "no_longer_concerned")}


def test_news_made_before_the_suspension_and_not_written_out_goes_to_nobody(call: News, letters: Letters) -> None:
    announcement = call(staff=2)
    suspend(asked(announcement).organisation)
    engine.run()
    assert not letters()


def test_after_lifting_its_news_leaves_again(call: News, letters: Letters) -> None:
    announcement = call()
    union = asked(announcement).organisation
    suspend(union)
    suspensions.lift(organisation=union, by=admin(), at=timezone.now())
    call(asks=factories.make_request(union))
    engine.run()
    assert len(letters()) == 2


def test_staff_of_a_suspended_union_that_is_asked_hear_nothing(call: News, letters: Letters) -> None:
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    suspend(asked(announcement).addressees.get().organisation)
    engine.run()
    assert not letters()


def test_its_admins_are_told_without_a_name_in_the_mail(letters: Letters) -> None:
    union = factories.make_organisation("Needle Workers")
    chief = factories.make_admin(union)
    suspend(union)
    engine.run()
    (mail,) = letters(chief.email)
    words = f"{mail['Subject']} {part(mail, 'plain')} {part(mail, 'html')}"
    assert "has suspended an organisation that you look after" in words
    assert "Please answer this mail to reach the admins of the network." in words
    assert "Needle" not in words and "complaint" not in words


def test_its_admins_hear_that_it_is_over(letters: Letters) -> None:
    union = factories.make_organisation()
    factories.make_admin(union)
    suspend(union)
    suspensions.lift(organisation=union, by=admin(), at=timezone.now())
    engine.run()
    assert subjects(letters) == ["Your access to the portal is back"]


def test_a_batch_stops_in_the_middle(call: News, letters: Letters, monkeypatch: pytest.MonkeyPatch) -> None:
    announcement = call(staff=3)
    write_next_chunk(announcement.pk)
    batch, hand_over = claim(announcement.pk), Session.hand_over_all

    def and_then_take_it_down(session: Session, *copies: Any) -> Any:
        replies = hand_over(session, *copies)
        take_down(announcement)
        return replies

    monkeypatch.setattr(sending, "AT_ONCE", 1)
    monkeypatch.setattr(Session, "hand_over_all", and_then_take_it_down)
    with Session() as session:
        sending.Sending(batch, session).send(batch)
    monkeypatch.undo()
    assert len(letters()) == 1
    states = AlertDelivery.objects.filter(announcement=announcement).values_list("state", "attempts")
    assert sorted(states) == [("cancelled", 0), ("cancelled", 0), ("sent", 1)]
    engine.run()
    engine.run()
    first, second = letters()
    assert (first["To"], second["Subject"]) == (second["To"], WITHDRAWN)


def test_nothing_leaves_when_it_is_taken_down_between_two_questions(
    call: News, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    announcement, read = call(staff=2), Look._read

    def and_then_take_it_down(look: Look) -> None:
        read(look)
        if not Announcement.objects.get(pk=announcement.pk).cancelled_at:
            take_down(announcement)

    monkeypatch.setattr(Look, "_read", and_then_take_it_down)
    write_next_chunk(announcement.pk)
    batch = claim(announcement.pk)
    assert batch
    with Session() as session:
        sending.Sending(batch, session).send(batch)
    assert not letters()
    assert set(AlertDelivery.objects.values_list("state", "attempts")) == {("cancelled", 0)}


def test_a_copy_in_the_hands_of_a_dead_worker_never_leaves(call: News, letters: Letters) -> None:
    announcement = call()
    write_next_chunk(announcement.pk)
    claim(announcement.pk)
    AlertBatch.objects.update(begun=F("last"))
    take_down(announcement)
    engine.run()
    end_leases()
    engine.run()
    # It may have been handed over before the worker died, so its reader hears of the withdrawal, and of nothing else.
    assert subjects(letters) == [WITHDRAWN]
    assert AlertDelivery.objects.get(announcement=announcement).state == "cancelled"


def test_who_was_told_and_pledged_hears_of_the_withdrawal_once(call: News, letters: Letters) -> None:
    announcement = call()
    engine.run()
    found = asked(announcement)
    staff = User.objects.get(memberships__organisation=found.addressees.get().organisation)
    pledges.make(by=staff, need=found.needs.get(), quantity=1, at=timezone.now())
    take_down(announcement)
    engine.run()
    engine.run()
    assert [str(each["Subject"]) for each in letters(staff.email)].count(WITHDRAWN) == 1


def test_who_pledged_and_got_no_mail_hears_of_it_too(call: News, letters: Letters) -> None:
    announcement, person = call(), factories.make_user()
    pledges.make(by=person, need=asked(announcement).needs.get(), quantity=1, at=timezone.now())
    take_down(announcement)
    engine.run()
    assert [str(each["Subject"]) for each in letters(person.email)] == [WITHDRAWN]


def test_who_heard_of_it_by_a_reminder_alone_hears_of_the_withdrawal(call: News, news: News, letters: Letters) -> None:
    announcement = call()
    engine.run()
    addressee = asked(announcement).addressees.get()
    newcomer = factories.make_staff(addressee.organisation)
    news("answer_due", addressee)
    engine.run()
    assert len(letters(newcomer.email)) == 1
    take_down(announcement)
    engine.run()
    assert [str(each["Subject"]) for each in letters(newcomer.email)][1:] == [WITHDRAWN]


def test_who_never_heard_of_it_hears_nothing(call: News, letters: Letters) -> None:
    announcement, bystander = call(), factories.make_staff(factories.make_organisation())
    engine.run()
    take_down(announcement)
    engine.run()
    assert not letters(bystander.email)
