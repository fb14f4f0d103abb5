"""Reports on texts: who may make them, who decides, and what becomes of the text."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.unions.reporting import NEEDLE, decider, hide, make_request, report
from unions.actions import text_reports, translations
from unions.choices import HIDDEN_TEXT, NetworkRoleKind, ReportReason, ReportState
from unions.member_texts import MemberTexts, kinds_of_member_texts, member_texts, register
from unions.models import Announcement, AuditEvent, TextReport, Translation, User
from unions.validators import Refused


def decidable(user: Any) -> list[TextReport]:
    """The reports that wait for this person."""
    return list(TextReport.objects.to_decide_by(user))


def test_a_stranger_reports_and_leaves_nothing_of_themselves() -> None:
    made = report(make_request(), words="It is my neighbour.")
    assert (made.reported_by, made.state, made.is_guarded) == (None, ReportState.OPEN, False)
    assert AuditEvent.objects.get(action="text_report.made").actor is None


def test_what_the_reader_writes_is_unreadable_in_the_database() -> None:
    made = report(make_request(), words="It is my neighbour.")
    assert "neighbour" not in str(TextReport.objects.extra(select={"raw": "words"}).values("raw").get(pk=made.pk))


@pytest.mark.parametrize("reason", [ReportReason.DANGER, ReportReason.NAMES_A_PERSON])
def test_what_endangers_people_alarms_at_once(reason: str) -> None:
    made = report(make_request(), reason=reason)
    assert Announcement.objects.get(kind="text_reported", object_id=made.pk).is_urgent


def test_advertising_alarms_nobody() -> None:
    report(make_request(), reason=ReportReason.ADVERTISING)
    assert not Announcement.objects.filter(kind="text_reported").exists()


def test_one_reader_reports_a_text_once() -> None:
    asked, reader = make_request(), factories.make_user()
    report(asked, reader)
    with pytest.raises(text_reports.ReportedBefore):
        report(asked, reader)


def test_the_database_itself_refuses_the_same_report_twice() -> None:
    made = report(make_request(), factories.make_user())
    made.pk, made.public_id = None, "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_a_reader_cannot_flood_the_desk() -> None:
    reader = factories.make_user()
    for _ in range(text_reports.MOST_A_DAY):
        report(make_request(), reader)
    with pytest.raises(text_reports.TooMany):
        report(make_request(), reader)
    assert report(make_request(), reader, at=NOW + timedelta(days=2))


def test_a_text_that_is_not_there_cannot_be_reported() -> None:
    with pytest.raises(text_reports.NothingThere):
        report(make_request(background=""), text="background")


def test_a_reason_outside_the_list_is_refused() -> None:
    with pytest.raises(Refused):
        report(make_request(), reason="boring")


def test_hiding_takes_the_text_out_of_its_column_and_its_translations() -> None:
    asked = make_request()
    translations.keep(subject=asked, texts={"what_happens": "Se vio a Aguja."}, language="es", by=None, at=NOW)
    hidden = hide(report(asked))
    asked.refresh_from_db()
    assert asked.what_happens == HIDDEN_TEXT
    assert not Translation.objects.of(asked).exists()
    assert (hidden.state, hidden.kept_text) == (ReportState.UPHELD, NEEDLE)


def test_a_hidden_text_is_not_found_any_more() -> None:
    asked = make_request()
    hide(report(asked))
    assert not SolidarityRequest.objects.holding("needle").exists()


def test_a_translation_alone_is_hidden_alone() -> None:
    asked = make_request()
    translations.keep(subject=asked, texts={"what_happens": "Se vio a Aguja."}, language="es", by=None, at=NOW)
    hide(report(asked, text="what_happens.es"), text="what_happens.es")
    asked.refresh_from_db()
    assert asked.what_happens == NEEDLE
    assert not Translation.objects.of(asked).exists()


def test_a_hidden_text_is_not_translated() -> None:
    asked = make_request()
    hide(report(asked))
    asked.refresh_from_db()
    assert translations.keep(subject=asked, texts={"what_happens": "Oculto"}, language="es", by=None, at=NOW) == 0


def test_the_union_is_told_that_its_text_is_hidden() -> None:
    made = hide(report(make_request()))
    assert Announcement.objects.filter(kind="text_hidden", object_id=made.pk).exists()


def test_what_others_reported_of_the_same_text_is_decided_with_it() -> None:
    asked = make_request()
    first, second = report(asked), report(asked)
    hide(first)
    second.refresh_from_db()
    assert second.state == ReportState.DUPLICATE


def test_a_report_is_decided_once() -> None:
    made, first = report(make_request()), decider()
    text_reports.reject(report=made, by=first, at=NOW)
    with pytest.raises(text_reports.Decided):
        hide(made)


def test_a_rejected_text_stands() -> None:
    asked = make_request()
    text_reports.reject(report=report(asked), by=decider(), at=NOW, note="It is public knowledge.")
    asked.refresh_from_db()
    assert asked.what_happens == NEEDLE


def test_nothing_is_hidden_without_saying_which_text() -> None:
    made = report(make_request(), text="")
    with pytest.raises(text_reports.NothingThere):
        hide(made, text="")


def test_a_second_look_by_the_same_person_breaks_a_rule_of_the_database() -> None:
    first = decider()
    made = hide(report(make_request()), first)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextReport.objects.filter(pk=made.pk).update(decided_again_by=first)


def asked_again(asked: SolidarityRequest, by: User | None = None) -> TextReport:
    """A hidden text at which others are to look."""
    made = hide(report(asked), by)
    staff = factories.make_staff(asked.organisation)
    return text_reports.ask_again(report=made, by=staff, at=NOW, plea="She has agreed.")


def test_others_put_the_text_back() -> None:
    asked = make_request()
    restored = text_reports.decide_again(report=asked_again(asked), stands=True, by=decider(), at=NOW)
    asked.refresh_from_db()
    assert (asked.what_happens, restored.state, restored.kept_text) == (NEEDLE, ReportState.RESTORED, "")


def test_a_text_written_anew_is_not_overwritten_by_the_old_one() -> None:
    asked = make_request()
    waiting = asked_again(asked)
    SolidarityRequest.objects.filter(pk=asked.pk).update(what_happens="Somebody was seen at the gate.")
    text_reports.decide_again(report=waiting, stands=True, by=decider(), at=NOW)
    asked.refresh_from_db()
    assert asked.what_happens == "Somebody was seen at the gate."


def test_others_may_leave_it_hidden_and_it_cannot_be_asked_a_third_time() -> None:
    asked = make_request()
    made = text_reports.decide_again(report=asked_again(asked), stands=False, by=decider(), at=NOW)
    with pytest.raises(text_reports.NoSecondLook):
        text_reports.ask_again(report=made, by=factories.make_staff(asked.organisation), at=NOW, plea="Please.")


def test_a_second_look_is_asked_for_within_thirty_days() -> None:
    asked = make_request()
    made, late = hide(report(asked)), NOW + timedelta(days=31)
    with pytest.raises(text_reports.NoSecondLook):
        text_reports.ask_again(report=made, by=factories.make_staff(asked.organisation), at=late, plea="Please.")


@pytest.mark.parametrize(
    "kind", [NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN]
)
def test_those_who_serve_the_network_decide_on_public_texts(kind: str) -> None:
    made = report(make_request())
    assert decidable(decider(kind)) == [made]


def test_what_not_everyone_may_read_is_for_fewer() -> None:
    made = report(make_request(visibility=Visibility.NETWORK))
    assert made.is_guarded
    assert decidable(decider()) == []
    assert decidable(decider(NetworkRoleKind.SAFEGUARDING)) == [made]


def test_nobody_decides_on_a_text_of_their_own_organisation() -> None:
    organisation = factories.make_organisation()
    report(make_request(organisation))
    assert decidable(decider(NetworkRoleKind.NETWORK_ADMIN, organisation)) == []


def test_nobody_decides_on_what_they_reported() -> None:
    reviewer = decider()
    report(make_request(), reviewer)
    assert decidable(reviewer) == []


def test_nobody_looks_a_second_time_at_what_they_hid() -> None:
    first = decider()
    waiting = asked_again(make_request(), first)
    assert decidable(first) == []
    assert decidable(decider()) == [waiting]


@pytest.mark.parametrize("make", [factories.make_user, AnonymousUser])
def test_people_without_a_duty_decide_on_nothing(make: Any) -> None:
    report(make_request())
    assert decidable(make()) == []


def test_danger_comes_first_then_the_oldest() -> None:
    hate = report(make_request(), reason=ReportReason.HATE)
    danger = report(make_request(), reason=ReportReason.DANGER, at=NOW + timedelta(hours=1))
    assert decidable(decider()) == [danger, hate]


def test_a_name_is_registered_once() -> None:
    known = member_texts("request")
    assert known is not None
    other = MemberTexts(name="request", label="Other", fields={}, visible_to=SolidarityRequest.objects.visible_to)
    with pytest.raises(ValueError, match="two kinds"):
        register(other)


@pytest.mark.parametrize("known", kinds_of_member_texts(), ids=lambda known: known.name)
def test_every_registered_text_is_a_column_and_shows_strangers_nothing_hidden(known: MemberTexts) -> None:
    visible = known.visible_to(AnonymousUser())
    assert set(known.fields) <= {field.name for field in visible.model._meta.get_fields()}
    assert list(visible) == []
