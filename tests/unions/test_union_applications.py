"""A union asks to come in: it begins, answers, sends, withdraws, appeals."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from tests import factories
from tests.factories import NOW
from tests.unions import applying
from unions.actions import admissions, union_applications
from unions.choices import ApplicationState
from unions.models import Announcement, AuditEvent, UnionApplication
from unions.validators import Refused

DAY = timedelta(days=1)


def test_the_first_answers_make_it_and_mail_its_link() -> None:
    begun = union_applications.begin(at=NOW, **applying.FIRST)
    assert begun.application.state == ApplicationState.APPLYING
    assert mail.outbox[0].to == [applying.ADDRESS]
    assert begun.token in applying.newest_link()
    assert AuditEvent.objects.filter(action="union_application.begun", actor=None).count() == 1


def test_of_the_link_nothing_but_a_hash_is_held_and_the_address_is_unreadable() -> None:
    begun = union_applications.begin(at=NOW, **applying.FIRST)
    held = str(UnionApplication.objects.extra(select={"raw": "contact_address"}).values_list("token_hash", "raw").get())
    assert begun.token not in held
    assert applying.ADDRESS not in held


def test_the_mail_does_not_name_the_union() -> None:
    applying.begun(contact_language="es")
    assert "Couriers" not in f"{mail.outbox[0].subject}{mail.outbox[0].body}"


def test_an_address_written_to_too_often_gets_no_mail_and_nothing_is_said() -> None:
    for _ in range(5):
        applying.begun(contact_address=applying.ADDRESS.upper())
    assert len(mail.outbox) == union_applications.MOST_MAILS_TO_AN_ADDRESS
    assert UnionApplication.objects.count() == 5


def test_a_flood_of_beginnings_is_stopped() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(union_applications, "MOST_BEGUN", 2)
        applying.begun(), applying.begun(contact_address="other@example.org")
        with pytest.raises(union_applications.TooManyAtOnce):
            applying.begun()
        union_applications.begin(at=NOW + timedelta(hours=2), **applying.FIRST)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"name": "Couriers\u202e Union"}, "name"),
        ({"name": "x" * 251}, "name"),
        ({"acronym": "C\u200bU"}, "acronym"),
        ({"country": "Peru"}, "country"),
        ({"kind": "company"}, "kind"),
    ],
)
def test_wrong_first_answers_are_refused_beside_their_field(answers: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        applying.begun(**answers)
    assert refusal.value.field == field
    assert mail.outbox == []


def test_answers_are_kept_one_by_one() -> None:
    application = applying.begun()
    applying.change(application, independence="Founded by couriers.")
    applying.change(application, languages=["es", "qu"])
    application.refresh_from_db()
    assert (application.independence, application.languages) == ("Founded by couriers.", ["es", "qu"])


def test_another_address_gets_the_link_and_the_same_one_does_not() -> None:
    application = applying.begun()
    applying.change(application, contact_address=applying.ADDRESS.capitalize())
    assert len(mail.outbox) == 1
    applying.change(application, contact_address="new@couriers.example")
    assert mail.outbox[1].to == ["new@couriers.example"]


def test_a_link_untouched_for_thirty_days_opens_nothing_unless_it_was_sent() -> None:
    begun, sent = applying.begun(), applying.sent()
    valid = UnionApplication.objects.valid(NOW + 30 * DAY - timedelta(seconds=1))
    assert set(valid) == {begun, sent}
    assert set(UnionApplication.objects.valid(NOW + 30 * DAY)) == {sent}


@pytest.mark.parametrize("name", [each for each in union_applications.REQUIRED if each in applying.ANSWERS])
def test_what_is_missing_keeps_it_from_being_sent(name: str) -> None:
    empty = {"languages": [], "legal_status": "unknown"}.get(name, "")
    application = applying.whole(**{name: empty})
    assert union_applications.missing(application) == [name]
    with pytest.raises(union_applications.NotWhole):
        applying.send(application)


def test_without_a_sector_it_cannot_be_sent() -> None:
    application = applying.whole()
    application.sectors.clear()
    assert union_applications.missing(application) == ["sectors"]


def test_sending_it_settles_the_rules_of_conduct_and_tells_those_concerned() -> None:
    application = applying.sent(may_tell_own_country=True)
    assert (application.state, application.submitted_at, application.may_tell_own_country) == ("submitted", NOW, True)
    assert application.checks.get().kind == "conduct"
    kinds = Announcement.objects.about(UnionApplication).values_list("kind", flat=True)
    assert set(kinds) == {"application_vote", "application_open", "vouch_wanted"}


def test_a_name_that_looks_like_a_members_is_marked() -> None:
    twin = factories.make_organisation("Couriers Uniоn")  # with a Cyrillic letter
    factories.make_organisation("Bakers’ Union")
    assert list(applying.sent().looks_like.all()) == [twin]


def test_what_was_sent_is_changed_no_more() -> None:
    application = applying.sent()
    with pytest.raises(union_applications.Ended):
        applying.change(application, independence="Something else.")
    with pytest.raises(union_applications.Ended):
        applying.send(application)


def test_withdrawing_what_was_never_sent_deletes_all_of_it(django_capture_on_commit_callbacks: Any) -> None:
    application = applying.begun()
    evidence = applying.add_evidence(application)
    storage, name = evidence.file.storage, str(evidence.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        union_applications.withdraw(application=application, at=NOW)
    assert not UnionApplication.objects.exists()
    assert not storage.exists(name)


def test_what_was_sent_and_withdrawn_stays_on_record() -> None:
    application = applying.sent()
    union_applications.withdraw(application=application, at=NOW)
    application.refresh_from_db()
    assert (application.state, application.decided_at) == ("withdrawn", NOW)


def test_a_member_cannot_be_withdrawn_by_the_link() -> None:
    with pytest.raises(union_applications.Ended):
        union_applications.withdraw(application=applying.provisional(), at=NOW)


def declined() -> UnionApplication:
    """An application that was declined."""
    act: dict[str, Any] = {"by": applying.network_admin(), "at": NOW, "application": applying.sent()}
    return admissions.decline(**act, reason="no_word", words="Nobody knows you.")


def test_an_appeal_goes_back_to_those_who_decide_once() -> None:
    application = union_applications.appeal(application=declined(), words=" Ask the dockers. ", at=NOW + DAY)
    assert (application.state, application.appeal, application.decided_at) == ("submitted", "Ask the dockers.", None)
    assert Announcement.objects.filter(kind="application_vote").count() == 2
    act: dict[str, Any] = {"by": applying.network_admin(), "at": NOW, "application": application}
    again = admissions.decline(**act, reason="no_word", words="They do not know you either.")
    with pytest.raises(union_applications.Ended):
        union_applications.appeal(application=again, words="Once more.", at=NOW + DAY)


@pytest.mark.parametrize("words", ["", "  ", "x" * 1501])
def test_an_appeal_says_why(words: str) -> None:
    with pytest.raises(Refused) as refusal:
        union_applications.appeal(application=declined(), words=words, at=NOW)
    assert refusal.value.field in {"words", "appeal"}


def test_only_a_refusal_can_be_appealed() -> None:
    with pytest.raises(union_applications.Ended):
        union_applications.appeal(application=applying.sent(), words="Why so slow?", at=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "submitted"},
        {"state": "submitted", "submitted_at": NOW, "consent_wording": ""},
        {"state": "declined", "submitted_at": NOW, "consent_wording": "Yes."},
        {"state": "applying", "decided_at": NOW},
        {"state": "provisional", "submitted_at": NOW, "consent_wording": "Yes."},
    ],
)
def test_the_database_takes_no_half_state(wrong: dict[str, Any]) -> None:
    application = applying.begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnionApplication.objects.filter(pk=application.pk).update(**wrong)
