"""The pages by which a network admin takes an organisation's rights and gives them back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.queries import queries_of
from unions.actions import suspensions
from unions.choices import NetworkRoleKind, OrganisationState
from unions.models import Organisation, Suspension, User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]


def admin() -> User:
    """A network admin of another organisation."""
    return factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)


def path(union: Organisation, step: str) -> str:
    """The page of one decision."""
    return reverse("unions:organisation-decide", args=[union.slug, step])


def held(state: str = "suspended", name: str = "") -> Suspension:
    """A union that lost its rights."""
    union, act = factories.make_organisation(name), {"suspended": suspensions.suspend, "removed": suspensions.remove}
    return act[state](organisation=union, by=admin(), at=factories.NOW, reason="complaint")


def test_the_page_says_what_will_happen_and_does_nothing_yet(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    page = signed_in(admin()).get(path(union, "suspend")).content.decode()
    assert "Its people are signed out at once" in page
    assert "mails about them that wait are not sent" in page
    union.refresh_from_db()
    assert union.state == OrganisationState.APPROVED


def test_it_says_how_many_requests_are_hidden(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    for _number in range(2):
        factories.make_request(union)
    page = signed_in(admin()).get(path(union, "suspend")).content.decode()
    assert "Of the live requests that you can see, 2 are hidden." in page


def test_a_decision_is_taken_with_its_reason_and_words(signed_in: SignIn) -> None:
    union, by = factories.make_organisation(), admin()
    answer = signed_in(by).post(path(union, "suspend"), {"reason": "complaint", "words": "Two unions wrote."})
    assert answer["Location"] == reverse("unions:organisation-standing", args=[union.slug])
    suspension = Suspension.objects.get(organisation=union)
    assert (suspension.reason, suspension.words, suspension.decided_by) == ("complaint", "Two unions wrote.", by)


def test_what_was_typed_stays_where_the_reason_is_missing(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    page = signed_in(admin()).post(path(union, "suspend"), {"words": "Two unions wrote."}).content.decode()
    assert "Two unions wrote." in page
    assert "error-summary" in page
    assert not Suspension.objects.exists()


def test_an_old_sign_in_is_proven_anew_first(signed_in: SignIn) -> None:
    union, client = factories.make_organisation(), signed_in(admin())
    session = client.session
    session["signed_in_at"] = 0
    session.save()
    answer = client.post(path(union, "suspend"), {"reason": "complaint"})
    assert "reauthenticate" in answer["Location"]
    assert not Suspension.objects.exists()


def test_nobody_decides_about_their_own_union(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    own = factories.give_duty(factories.make_staff(union), NetworkRoleKind.NETWORK_ADMIN)
    assert signed_in(own).post(path(union, "suspend"), {"reason": "complaint"}).status_code == 403
    page = signed_in(own).get(reverse("unions:organisation-standing", args=[union.slug])).content.decode()
    assert path(union, "suspend") not in page
    assert not Suspension.objects.exists()


@pytest.mark.parametrize("duty", [NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.AUDITOR])
def test_no_other_duty_decides(signed_in: SignIn, duty: str) -> None:
    union = factories.make_organisation()
    client = signed_in(factories.give_duty(factories.make_user(), duty))
    assert client.post(path(union, "suspend"), {"reason": "complaint"}).status_code == 403


def test_an_unlisted_union_does_not_exist_for_others(signed_in: SignIn) -> None:
    union = factories.make_organisation(listing="unlisted")
    client = signed_in(factories.give_duty(factories.make_user(), NetworkRoleKind.REVIEWER))
    assert client.get(path(union, "suspend")).status_code == 404


def test_a_step_that_nobody_knows_is_nothing(signed_in: SignIn) -> None:
    assert signed_in(admin()).get(path(factories.make_organisation(), "dissolve")).status_code == 404


def test_a_step_that_is_over_leads_back_to_where_it_stands(signed_in: SignIn) -> None:
    suspension = held()
    assert signed_in(admin()).get(path(suspension.organisation, "suspend")).status_code == 302


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("approved", {"suspend", "freeze", "remove"}),
        ("suspended", {"lift", "freeze", "remove"}),
        ("frozen", {"lift", "remove"}),
        ("removed", set()),
        ("listed", set()),
    ],
)
def test_only_what_can_be_decided_is_offered(signed_in: SignIn, state: str, steps: set[str]) -> None:
    union = factories.make_organisation(state=state)
    page = signed_in(admin()).get(reverse("unions:organisation-standing", args=[union.slug])).content.decode()
    assert {step for step in ("suspend", "lift", "freeze", "remove") if path(union, step) in page} == steps


def test_a_frozen_union_was_banned_or_dissolved(signed_in: SignIn) -> None:
    union, client = factories.make_organisation(), signed_in(admin())
    assert client.post(path(union, "freeze"), {"reason": "conduct"}).status_code == 200
    client.post(path(union, "freeze"), {"reason": "banned"})
    union.refresh_from_db()
    assert union.state == OrganisationState.FROZEN


def test_lifting_needs_no_reason(signed_in: SignIn) -> None:
    suspension = held()
    page = signed_in(admin()).post(path(suspension.organisation, "lift"), follow=True).content.decode()
    assert "The union has its rights again." in page


def test_the_list_shows_what_stands_and_what_ended(signed_in: SignIn) -> None:
    first, second = held(name="Standing Union"), held(name="Restored Union")
    suspensions.lift(organisation=second.organisation, by=admin(), at=factories.NOW)
    page = signed_in(admin()).get(reverse("unions:suspension-list")).content.decode()
    above, below = page.split("Decisions that ended")
    assert first.organisation.name in above and second.organisation.name not in above
    assert second.organisation.name in below


def test_the_page_of_the_union_leads_there_for_those_who_may_know(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    profile = reverse("unions:organisation-detail", args=[union.slug])
    standing = reverse("unions:organisation-standing", args=[union.slug])
    assert standing in signed_in(admin()).get(profile).content.decode()
    assert standing not in signed_in(factories.make_staff(union)).get(profile).content.decode()


@pytest.mark.parametrize("name", ["suspension-list", "desk"])
def test_five_suspensions_cost_as_many_queries_as_one(signed_in: SignIn, name: str) -> None:
    client, page = signed_in(admin()), reverse(f"unions:{name}")
    held()
    client.get(page)
    one = queries_of(lambda: client.get(page))
    for _number in range(4):
        held()
    assert queries_of(lambda: client.get(page)) == one


def test_the_desk_shows_them(signed_in: SignIn) -> None:
    held(name="Standing Union")
    desk: Any = signed_in(admin()).get(reverse("unions:desk")).content.decode()
    assert "Suspended, removed and frozen unions (1)" in desk
    assert "Standing Union" in desk
