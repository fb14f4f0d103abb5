"""The page of duties: who serves the network, and who makes whom."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.queries import queries_of
from unions.actions import duties
from unions.choices import NetworkRoleKind
from unions.models import DutyProposal, User
from unions.permissions import has_duty

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
ADMIN = NetworkRoleKind.NETWORK_ADMIN
PAGE = "/en/desk/duties/"


def admin(handle: str = "") -> User:
    """A network admin of an organisation of their own."""
    return factories.give_duty(factories.make_staff(factories.make_organisation(), handle), ADMIN)


def staff(handle: str) -> User:
    """Staff of a member organisation."""
    return factories.make_staff(factories.make_organisation(), handle)


def test_a_duty_is_given_by_handle(signed_in: SignIn) -> None:
    person = staff("linden")
    signed_in(admin()).post(PAGE, {"handle": "linden", "kind": "reviewer"})
    assert has_duty(person, NetworkRoleKind.REVIEWER)


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(signed_in: SignIn) -> None:
    page = signed_in(admin()).post(PAGE, {"handle": "nobody", "kind": "reviewer"}).content.decode()
    assert "No staff of a member organisation has this handle." in page
    assert 'value="nobody"' in page


def test_it_takes_two_to_make_an_admin(signed_in: SignIn) -> None:
    person, first, second = staff("linden"), signed_in(admin("oriole")), signed_in(admin("agave"))
    first.post(PAGE, {"handle": "linden", "kind": ADMIN})
    confirm = reverse("unions:duty-confirm", args=[DutyProposal.objects.get().public_id])
    assert confirm not in first.get(PAGE).content.decode()
    assert confirm in second.get(PAGE).content.decode()
    assert "must confirm it" in first.post(confirm, follow=True).content.decode()
    assert not has_duty(person, ADMIN)
    second.post(confirm)
    assert has_duty(person, ADMIN)


def test_a_proposal_stands_on_the_desk_of_who_may_confirm_it(signed_in: SignIn) -> None:
    staff("linden")
    first, second = admin(), admin()
    duties.appoint(handle="linden", kind=ADMIN, by=first, at=factories.NOW)
    assert "Network admins to confirm (1)" in signed_in(second).get("/en/desk/").content.decode()
    assert "Network admins to confirm (0)" in signed_in(first).get("/en/desk/").content.decode()


def test_a_proposal_can_be_set_aside(signed_in: SignIn) -> None:
    staff("linden")
    duties.appoint(handle="linden", kind=ADMIN, by=admin(), at=factories.NOW)
    proposal = DutyProposal.objects.get()
    signed_in(admin()).post(reverse("unions:duty-set-aside", args=[proposal.public_id]))
    proposal.refresh_from_db()
    assert proposal.decided_at and not proposal.is_confirmed


def test_a_duty_is_taken_back_after_a_question(signed_in: SignIn) -> None:
    reviewer, client = factories.give_duty(staff("linden")), signed_in(admin())
    url = reverse("unions:duty-take-back", args=[reviewer.public_id, "reviewer"])
    assert "Take the duty of linden back?" in client.get(url).content.decode()
    assert has_duty(reviewer, NetworkRoleKind.REVIEWER)
    client.post(url)
    assert not has_duty(reviewer, NetworkRoleKind.REVIEWER)


def test_the_last_two_admins_stay(signed_in: SignIn) -> None:
    first, second = admin(), admin()
    url = reverse("unions:duty-take-back", args=[second.public_id, ADMIN])
    assert "Two network admins must remain" in signed_in(first).post(url, follow=True).content.decode()
    assert has_duty(second, ADMIN)


def test_an_old_sign_in_gives_no_duty(signed_in: SignIn) -> None:
    person, client = staff("linden"), signed_in(admin())
    session = client.session
    session["signed_in_at"] = 0
    session.save()
    assert "reauthenticate" in client.post(PAGE, {"handle": "linden", "kind": "auditor"})["Location"]
    assert not has_duty(person, NetworkRoleKind.AUDITOR)


@pytest.mark.parametrize("page", [PAGE, "/en/desk/"])
def test_a_duty_that_one_person_has_alone_is_named(signed_in: SignIn, page: str) -> None:
    client = signed_in(admin())
    admin()
    for _number in range(2):
        factories.give_duty(factories.make_user(), NetworkRoleKind.REVIEWER)
    thin = client.get(page).context["thin"]
    assert thin == ["Safeguarding", "Auditor"]


def test_others_may_not(signed_in: SignIn) -> None:
    for duty in (NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.AUDITOR):
        client = signed_in(factories.give_duty(factories.make_user(), duty))
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"handle": "linden", "kind": "auditor"}).status_code == 403


def test_five_duties_and_proposals_cost_as_many_queries_as_one(signed_in: SignIn) -> None:
    client, by = signed_in(admin()), admin()
    staff("person0")
    duties.appoint(handle="person0", kind=ADMIN, by=by, at=factories.NOW)
    factories.give_duty(factories.make_user())
    client.get(PAGE)
    one = queries_of(lambda: client.get(PAGE))
    for number in range(4):
        staff(f"linden{number}")
        duties.appoint(handle=f"linden{number}", kind=ADMIN, by=by, at=factories.NOW)
        factories.give_duty(factories.make_user())
    assert queries_of(lambda: client.get(PAGE)) == one
