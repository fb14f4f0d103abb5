"""The desk of those who vet, and what other unions see and say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.queries import queries_of
from tests.unions import applying
from unions.choices import CheckKind, NetworkRoleKind
from unions.models import Decision, Objection, UnionApplication, User, Vouch

SignIn = Callable[[User], Client]
NEEDLES = (applying.ADDRESS, "Founded by couriers", "general secretary", "court case", "Assembly")


def today(application: UnionApplication) -> UnionApplication:
    """Let it have been sent now, so that objections are in time by the real clock."""
    UnionApplication.objects.filter(pk=application.pk).update(submitted_at=timezone.now())
    application.refresh_from_db()
    return application


def desk(application: UnionApplication, page: str = "") -> str:
    """Return the path of a page of those who vet."""
    return f"/en/admission/{application.public_id}/{page}"


def public(application: UnionApplication, page: str = "") -> str:
    """Return the path of a page of other unions."""
    return f"/en/applications/{application.public_id}/{page}"


def reviewer() -> User:
    """A reviewer of another union."""
    return factories.give_duty(factories.make_admin(factories.make_organisation()), NetworkRoleKind.REVIEWER)


def test_the_list_says_who_waits_and_what_is_missing(signed_in: SignIn) -> None:
    application = applying.sent()
    text = signed_in(applying.network_admin()).get("/en/admission/").content.decode()
    for words in (application.name, "Peru", "You can decide", "An independent call-back"):
        assert words in text


def test_the_list_of_a_reviewer_offers_no_decision(signed_in: SignIn) -> None:
    applying.sent()
    assert "You can decide" not in signed_in(reviewer()).get("/en/admission/").content.decode()


def test_those_without_the_duty_are_kept_out(signed_in: SignIn) -> None:
    application = applying.sent()
    client = signed_in(factories.make_admin(applying.union()))
    assert client.get("/en/admission/").status_code == 403
    assert client.get(desk(application)).status_code == 404
    assert client.post(desk(application, "decide/"), {"yes-words": "", "admit": "1"}).status_code == 404


def test_the_page_shows_all_that_it_is_weighed_by(signed_in: SignIn) -> None:
    twin = factories.make_organisation("Couriers Union")
    application = applying.sent()
    applying.add_evidence(application)
    applying.vouch(application, conflict="We share an office.")
    text = signed_in(applying.network_admin()).get(desk(application)).content.decode()
    for words in (*NEEDLES, "Statutes", "We know it.", "We share an office.", twin.slug, "looks like that of a member"):
        assert words in text


def test_a_call_back_is_written_down(signed_in: SignIn) -> None:
    application, client = applying.sent(), signed_in(reviewer())
    path = desk(application, "checks/call_back/")
    half = client.post(path, {"result": "pass", "called": "The president", "found_at": "", "note": ""})
    assert set(half.context["form"].errors) == {"found_at"}
    assert "The president" in half.content.decode()
    client.post(path, {"result": "pass", "called": "The president", "found_at": "Register", "note": ""})
    assert application.checks.get(kind="call_back").found_at == "Register"
    assert "The president; the number stood here: Register" in client.get(desk(application)).content.decode()


def test_what_is_missing_leads_to_where_it_is_written_down(signed_in: SignIn) -> None:
    application = applying.sent()
    client = signed_in(applying.network_admin())
    check = f'href="{desk(application, "checks/call_back/")}"'
    for page in ("", "decide/"):
        assert f"{check}>An independent call-back" in client.get(desk(application, page)).content.decode()


def test_a_check_shows_what_the_union_wrote_about_it(signed_in: SignIn) -> None:
    application, client = applying.sent(), signed_in(reviewer())
    for kind, words in (("call_back", "general secretary"), ("independent", "Founded by couriers")):
        assert words in client.get(desk(application, f"checks/{kind}/")).content.decode()
    assert "What it says of itself" not in client.get(desk(application, "checks/conduct/")).content.decode()


def test_the_desk_lists_each_thing_that_is_missing(signed_in: SignIn) -> None:
    applying.sent()
    text = signed_in(applying.network_admin()).get("/en/desk/").content.decode()
    assert "Still missing:" in text
    assert "<li>An independent call-back</li>" in text


def test_a_check_that_does_not_exist_is_no_page(signed_in: SignIn) -> None:
    assert signed_in(reviewer()).get(desk(applying.sent(), "checks/horoscope/")).status_code == 404


def test_the_first_decision_on_the_page(signed_in: SignIn) -> None:
    listed = factories.make_organisation("Couriers’ Union", country="PE", state="listed")
    application = applying.ready()
    client = signed_in(applying.network_admin())
    shown = client.get(desk(application, "decide/")).content.decode()
    assert listed.public_id in shown
    client.post(desk(application, "decide/"), {"yes-entry": listed.public_id, "yes-words": "Known.", "admit": "1"})
    application.refresh_from_db()
    assert (application.state, application.organisation) == ("provisional", listed)
    assert Decision.objects.get().words == "Known."


def test_a_look_alike_wants_its_tick(signed_in: SignIn) -> None:
    factories.make_organisation("Couriers Union")
    application, client = applying.ready(), signed_in(applying.network_admin())
    answer = client.post(desk(application, "decide/"), {"yes-words": "", "admit": "1"})
    assert set(answer.context["yes"].errors) == {"has_compared"}
    client.post(desk(application, "decide/"), {"yes-words": "", "yes-has_compared": "on", "admit": "1"})
    application.refresh_from_db()
    assert application.state == "provisional"


def test_a_refusal_on_the_page_keeps_what_was_typed(signed_in: SignIn) -> None:
    application, client = applying.sent(), signed_in(applying.network_admin())
    half = client.post(desk(application, "decide/"), {"no-words": "Nobody knows it.", "decline": "1"})
    assert set(half.context["no"].errors) == {"reason"}
    assert "Nobody knows it." in half.content.decode()
    given = {"no-reason": "no_word", "no-words": "Nobody knows it.", "decline": "1"}
    assert client.post(desk(application, "decide/"), given)["Location"] == "/en/admission/"
    application.refresh_from_db()
    assert application.state == "declined"


@pytest.mark.parametrize("given", [{"admit": "1", "yes-words": ""}, {"decline": "1", "no-reason": "state"}])
def test_a_decision_wants_a_fresh_proof(signed_in: SignIn, given: dict[str, str]) -> None:
    application, client = applying.ready(), signed_in(applying.network_admin())
    session = client.session
    session["signed_in_at"] = 0
    session.save()
    answer = client.post(desk(application, "decide/"), given)
    assert answer["Location"].startswith("/en/account/reauthenticate/")
    application.refresh_from_db()
    assert application.state == "submitted"


def test_who_may_not_decide_is_refused_the_page(signed_in: SignIn) -> None:
    application = applying.ready()
    voucher = application.vouches.get().voucher
    for user in (reviewer(), applying.network_admin(voucher)):
        assert signed_in(user).get(desk(application, "decide/")).status_code == 403


def test_an_objection_is_answered_on_its_page(signed_in: SignIn) -> None:
    application, union = today(applying.sent()), applying.union()
    staff = signed_in(factories.make_staff(union))
    staff.post(public(application, "object/"), {"ground": "employer", "text": "The manager leads it."})
    objection = Objection.objects.get()
    client = signed_in(applying.network_admin())
    assert "The manager leads it." in client.get(desk(application)).content.decode()
    path = f"/en/objections/{objection.public_id}/answer/"
    assert set(client.post(path, {"answer": ""}).context["form"].errors) == {"answer"}
    client.post(path, {"answer": "He left."})
    objection.refresh_from_db()
    assert objection.answer == "He left."
    assert signed_in(applying.network_admin(union)).get(path).status_code == 403


def test_other_unions_see_the_profile_and_nothing_that_only_vetting_reads(signed_in: SignIn) -> None:
    application = today(applying.sent())
    applying.add_evidence(application)
    text = signed_in(factories.make_staff(applying.union())).get(public(application)).content.decode()
    assert application.name in text
    assert "does not want to be talked of in its own country" in text
    assert not any(secret in text for secret in (*NEEDLES, "Statutes"))


def test_unions_of_its_own_country_find_nothing(signed_in: SignIn) -> None:
    application = today(applying.sent())
    client = signed_in(factories.make_admin(applying.union("PE")))
    for page in ("", "vouch/", "object/"):
        assert client.get(public(application, page)).status_code == 404


def test_an_admin_vouches_and_takes_it_back(signed_in: SignIn) -> None:
    application, union = today(applying.sent()), applying.union()
    client = signed_in(factories.make_admin(union))
    said = {"kind": "vouch", "since": "", "how_known": "visited", "statement": "We were there.", "conflict": ""}
    half = client.post(public(application, "vouch/"), said)
    assert set(half.context["form"].errors) == {"since"}
    assert "We were there." in half.content.decode()
    client.post(public(application, "vouch/"), said | {"since": "2019"})
    assert Vouch.objects.in_force().get().voucher == union
    assert client.get(public(application, "vouch/")).status_code == 403
    client.post(public(application, "take-back/"))
    assert not Vouch.objects.in_force().exists()


def test_a_federation_confirms(signed_in: SignIn) -> None:
    federation = applying.federation()
    application = today(applying.sent(federation=federation))
    said = {"kind": "affiliation", "since": "2019", "how_known": "same_body", "statement": "Member since."}
    signed_in(factories.make_admin(federation)).post(public(application, "vouch/"), said)
    assert Vouch.objects.get().kind == "affiliation"


def test_staff_do_not_vouch(signed_in: SignIn) -> None:
    application = today(applying.sent())
    client = signed_in(factories.make_staff(applying.union()))
    assert client.get(public(application, "vouch/")).status_code == 403
    assert "Vouch for it" not in client.get(public(application)).content.decode()


def test_the_evidence_is_a_download_for_those_who_vet_alone(signed_in: SignIn) -> None:
    application = today(applying.sent())
    row = applying.add_evidence(application)
    path = f"/en/evidence/{row.public_id}/"
    answer: Any = signed_in(reviewer()).get(path)
    assert b"".join(answer.streaming_content) == applying.PDF
    assert answer["Content-Disposition"] == f'attachment; filename="{row.public_id}.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    for client in (signed_in(factories.make_admin(applying.union())), Client()):
        assert client.get(path).status_code in {302, 404}


def test_a_lost_invitation_is_sent_again(signed_in: SignIn) -> None:
    application = applying.provisional()
    old = applying.newest_link("/invitation/")
    signed_in(applying.network_admin()).post(desk(application, "invite/"))
    assert applying.newest_link("/invitation/") != old
    assert signed_in(reviewer()).post(desk(application, "invite/")).status_code == 403


def test_the_list_costs_the_same_for_five_as_for_one(signed_in: SignIn) -> None:
    applying.sent()
    client = signed_in(applying.network_admin())
    client.get("/en/admission/")
    one = queries_of(lambda: client.get("/en/admission/"))
    for number in range(4):
        applying.sent(name=f"Union {number}")
    assert queries_of(lambda: client.get("/en/admission/")) == one


def test_a_page_costs_the_same_for_five_words_as_for_one(signed_in: SignIn) -> None:
    application = today(applying.sent())
    applying.vouch(application)
    applying.check(application, CheckKind.CALL_BACK)
    applying.add_evidence(application)
    client = signed_in(applying.network_admin())
    client.get(desk(application))
    one = queries_of(lambda: client.get(desk(application)))
    for kind in (CheckKind.INDEPENDENT, CheckKind.ELECTIONS):
        applying.check(application, kind)
        applying.vouch(application)
        applying.add_evidence(application)
    assert queries_of(lambda: client.get(desk(application))) == one
