"""Checks, the word of others, objections and evidence: what is taken, what is refused, who sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from tests import factories
from tests.factories import NOW
from tests.unions import applying
from unions.actions import checks, evidence, objections, vouches
from unions.choices import CheckKind, NetworkRoleKind, OrganisationKind, OrganisationState
from unions.models import Announcement, Check, Evidence, Objection, Organisation, UnionApplication, User, Vouch
from unions.validators import Refused

DAY = timedelta(days=1)


# Checks


@pytest.mark.parametrize(
    ("kind", "finding", "field"),
    [
        ("call_back", {"result": "pass", "called": " "}, "called"),
        ("call_back", {"result": "pass", "found_at": ""}, "found_at"),
        ("independent", {"result": "fail"}, "note"),
        ("elections", {"result": "not_applicable"}, "note"),
        ("independent", {"result": "not_applicable", "note": "No."}, "result"),
        ("independent", {"result": "perhaps"}, "result"),
        ("independent", {"result": "pass", "note": "x" * 601}, "note"),
        ("horoscope", {"result": "pass"}, "kind"),
    ],
)
def test_half_a_finding_is_refused_beside_its_field(kind: str, finding: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        applying.check(applying.sent(), kind, **finding)
    assert refusal.value.field == field


def test_a_later_finding_takes_the_place_of_an_earlier_one() -> None:
    application = applying.sent()
    applying.check(application, CheckKind.INDEPENDENT, "fail", note="A manager leads it.")
    applying.check(application, CheckKind.INDEPENDENT, "pass", note="He was voted out.")
    assert application.checks.get(kind="independent").note == "He was voted out."


def test_what_was_decided_on_takes_no_finding() -> None:
    with pytest.raises(checks.Ended):
        applying.check(applying.approved(), CheckKind.INDEPENDENT)


@pytest.mark.parametrize(
    "wrong", [{"kind": "call_back", "result": "pass"}, {"kind": "elections", "result": "not_applicable"}]
)
def test_the_database_takes_no_half_finding(wrong: dict[str, str]) -> None:
    application = applying.sent()
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.create(application=application, at=NOW, **wrong)


# The word of others


def test_a_federation_fills_in_what_nobody_has_checked_and_leaves_the_rest() -> None:
    application = applying.sent()
    applying.check(application, CheckKind.INDEPENDENT, "fail", note="A manager leads it.")
    word = applying.confirm(application)
    found = dict(application.checks.values_list("kind", "result"))
    assert found == {"conduct": "pass", "independent": "fail", "no_employers_body": "pass", "elections": "pass"}
    assert application.checks.get(kind="elections").note == word.voucher.short_name


@pytest.mark.parametrize(
    "fields",
    [
        {"state": OrganisationState.PROVISIONAL},
        {"state": OrganisationState.LISTED},
        {"state": OrganisationState.SUSPENDED},
        {"kind": OrganisationKind.NGO_ALLY},
        {"kind": OrganisationKind.FOUNDATION},
    ],
)
def test_only_unions_that_are_full_members_vouch(fields: dict[str, Any]) -> None:
    with pytest.raises(vouches.NotToVouch):
        applying.vouch(applying.sent(), applying.union(**fields))


def test_a_union_vouches_once_and_never_for_itself() -> None:
    application, voucher = applying.sent(), applying.union()
    applying.vouch(application, voucher)
    with pytest.raises(vouches.AlreadySaid):
        applying.vouch(application, voucher)
    own = applying.union("PE", name="Couriers")
    application.organisation = own
    application.save()
    with pytest.raises(vouches.NotToVouch):
        applying.vouch(application, own)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "affiliation"}, "kind"),
        ({"kind": "rumour"}, "kind"),
        ({"since": 2099}, "since"),
        ({"since": 1066}, "since"),
        ({"how_known": "dream"}, "how_known"),
        ({"statement": " "}, "statement"),
        ({"statement": "x" * 601}, "statement"),
    ],
)
def test_a_wrong_word_is_refused_beside_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        applying.vouch(applying.sent(), **fields)
    assert refusal.value.field == field


def test_a_word_with_a_tie_does_not_count() -> None:
    application = applying.sent()
    applying.vouch(application, conflict="We pay its office.")
    applying.vouch(application, applying.federation(), kind="affiliation", conflict="Our president founded it.")
    found = UnionApplication.objects.with_standing().get(pk=application.pk)
    assert (found.is_confirmed, found.vouchers) == (False, [])
    assert application.checks.count() == 1


def test_a_word_for_who_only_claims_an_entry_is_no_word_for_that_entry() -> None:
    listed = factories.make_organisation("Couriers’ Union", country="PE", state=OrganisationState.LISTED)
    application = applying.sent()
    UnionApplication.objects.filter(pk=application.pk).update(organisation=listed)
    word = applying.vouch(application)
    assert not Organisation.objects.vouched_by([word.voucher]).exists()


def test_a_word_for_a_provisional_union_counts_for_it_at_once() -> None:
    application = applying.provisional()
    word = applying.vouch(application)
    assert list(Organisation.objects.vouched_by([word.voucher])) == [application.organisation]


def test_a_word_is_taken_back_once() -> None:
    word = applying.vouch(applying.sent())
    for moment in (NOW, NOW + DAY):
        vouches.take_back(vouch=word, by=word.by, at=moment)  # type: ignore[arg-type]
    assert Vouch.objects.get().ended_at == NOW
    assert not Vouch.objects.in_force().exists()


# Objections


def object_to(application: UnionApplication, organisation: Organisation | None = None, **fields: Any) -> Objection:
    """A union objects."""
    organisation = organisation or applying.union()
    said = {"ground": "employer", "text": "The manager's brother leads it.", "at": NOW} | fields
    return objections.raise_objection(
        application=application, organisation=organisation, by=factories.make_staff(organisation), **said
    )


def answer(objection: Objection, by: User | None = None, words: str = "We asked; he left in March.") -> Objection:
    """An admin answers it."""
    return objections.answer(objection=objection, answer=words, by=by or applying.network_admin(), at=NOW)


def test_an_objection_stands_in_the_way_until_it_is_answered() -> None:
    application = applying.settled(applying.provisional())
    objection = object_to(application)
    found = UnionApplication.objects.with_standing().get(pk=application.pk)
    assert found.lacks == ["objections"]
    answer(objection)
    assert UnionApplication.objects.with_standing().get(pk=application.pk).lacks == []


def test_an_objection_is_unreadable_in_the_database() -> None:
    object_to(applying.sent())
    raw = Objection.objects.extra(select={"raw": "text"}).values_list("raw", flat=True).get()
    assert "brother" not in raw


def test_an_objection_makes_a_full_member_provisional_again() -> None:
    application = applying.approved()
    object_to(application)
    application.refresh_from_db()
    assert (application.state, application.decided_at) == ("provisional", None)
    assert Organisation.objects.get(pk=application.organisation_id).state == "provisional"
    standing = application.decisions.standing().values_list("outcome", flat=True)
    assert list(standing) == ["provisional"]
    assert Announcement.objects.filter(kind="application_vote").count() == 3


def test_after_fourteen_days_nobody_objects() -> None:
    application = applying.sent()
    object_to(application, at=NOW + 14 * DAY - timedelta(seconds=1))
    with pytest.raises(objections.TooLate):
        object_to(application, at=NOW + 14 * DAY)


def test_each_full_member_objects_once() -> None:
    application, union = applying.sent(), applying.union()
    object_to(application, union)
    with pytest.raises(objections.AlreadyRaised):
        object_to(application, union)
    with pytest.raises(Refused):
        object_to(application, applying.union(state=OrganisationState.PROVISIONAL))


@pytest.mark.parametrize(("fields", "field"), [({"text": " "}, "text"), ({"ground": "mood"}, "ground")])
def test_an_objection_has_a_ground_and_says_what_shows_it(fields: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        object_to(applying.sent(), **fields)
    assert refusal.value.field == field


def test_who_objects_does_not_answer_and_nobody_answers_twice() -> None:
    union = applying.union()
    objection = object_to(applying.sent(), union)
    with pytest.raises(Refused):
        answer(objection, applying.network_admin(union))
    with pytest.raises(Refused):
        answer(objection, words=" ")
    answer(objection)
    with pytest.raises(Refused):
        answer(objection)


# Evidence


def kept(row: Evidence) -> bytes:
    """What its file holds."""
    with row.file.open("rb") as file:
        return file.read()


def test_a_pdf_is_kept_as_it_is_and_a_picture_is_drawn_anew() -> None:
    application = applying.sent()
    pdf = applying.add_evidence(application)
    drawn = applying.add_evidence(application, applying.picture() + b"<script>")
    assert (kept(pdf), pdf.media_type) == (applying.PDF, "application/pdf")
    assert (kept(drawn)[:3], b"script" in kept(drawn), drawn.media_type) == (b"\xff\xd8\xff", False, "image/jpeg")


def test_a_seventh_file_and_one_without_words_are_refused() -> None:
    application = applying.begun()
    with pytest.raises(Refused) as refusal:
        applying.add_evidence(application, title=" ")
    assert refusal.value.field == "title"
    for _ in range(evidence.MOST_FILES):
        applying.add_evidence(application)
    with pytest.raises(Refused):
        applying.add_evidence(application)


def test_what_was_sent_keeps_its_files_and_what_was_decided_on_takes_none() -> None:
    application = applying.sent()
    row = applying.add_evidence(application)
    with pytest.raises(Refused):
        evidence.remove(evidence=row, at=NOW)
    with pytest.raises(Refused):
        applying.add_evidence(applying.approved(name="Others"))


# Who sees what


def vets(user: Any, application: UnionApplication) -> bool:
    """Whether this person reads all of it."""
    return UnionApplication.objects.visible_to(user).filter(pk=application.pk).exists()


def hears(user: Any, application: UnionApplication, days: int = 0) -> bool:
    """Whether this person's unions are told of it."""
    return UnionApplication.objects.answerable_by(user, NOW + days * DAY).filter(pk=application.pk).exists()


def test_vetting_roles_read_what_was_sent() -> None:
    begun, sent = applying.begun(), applying.sent()
    for kind in (NetworkRoleKind.REVIEWER, NetworkRoleKind.NETWORK_ADMIN):
        user = factories.give_duty(factories.make_admin(factories.make_organisation()), kind)
        assert (vets(user, begun), vets(user, sent)) == (False, True)


def test_nobody_else_reads_it() -> None:
    sent = applying.sent()
    others = [AnonymousUser(), factories.make_admin(applying.union())]
    others += [factories.give_duty(factories.make_user(), kind) for kind in ("safeguarding", "auditor")]
    assert not any(vets(user, sent) for user in others)


@pytest.mark.parametrize("may_tell", [True, False])
def test_vetting_roles_of_its_own_country_see_it_only_if_it_agreed(may_tell: bool) -> None:
    at_home = applying.network_admin(factories.make_organisation(country="PE"))
    assert vets(at_home, applying.sent(may_tell_own_country=may_tell)) == may_tell


@pytest.mark.parametrize(
    ("country", "sector", "may_tell", "is_told"),
    [
        ("DE", "transport", False, True),
        ("DE", "mining", False, False),
        ("PE", "transport", False, False),
        ("PE", "transport", True, True),
    ],
)
def test_unions_of_its_sector_hear_of_it(country: str, sector: str, may_tell: bool, is_told: bool) -> None:
    staff = factories.make_staff(applying.union(country, sector=sector))
    assert hears(staff, applying.sent(may_tell_own_country=may_tell)) == is_told


def test_staff_of_two_unions_one_of_its_country_do_not_hear_of_it() -> None:
    staff = factories.make_staff(applying.union())
    staff.memberships.create(organisation=applying.union("PE"), role="union_staff", state="verified", verified_at=NOW)
    assert not hears(staff, applying.sent())


@pytest.mark.parametrize("name", ["federation", "named_voucher"])
def test_whom_it_names_hears_of_it_in_any_sector_and_country(name: str) -> None:
    union = applying.union("PE", sector="mining")
    assert hears(factories.make_staff(union), applying.sent(**{name: union}))


def test_members_and_provisional_unions_do_not_hear_of_it() -> None:
    application = applying.sent()
    assert not hears(factories.make_member(applying.union()), application)
    assert not hears(factories.make_staff(applying.union(state=OrganisationState.PROVISIONAL)), application)
    assert not hears(AnonymousUser(), application)


def test_what_is_written_or_withdrawn_is_told_to_nobody_and_what_came_in_until_objections_end() -> None:
    staff = factories.make_staff(applying.union())
    assert not hears(staff, applying.whole())
    approved = applying.approved(name="Others")
    assert (hears(staff, approved), hears(staff, approved, days=14)) == (True, False)
