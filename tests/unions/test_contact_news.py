"""That calls go somewhere else is told to all who may say where they go, and no mail says where."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from solidarity.alerts.rendering import render
from tests import factories
from tests.factories import NOW
from unions.actions import contacts
from unions.announcements import Variant, kind_of_news
from unions.choices import HELD_STATES, Grade, NetworkRoleKind, OrganisationState, Role
from unions.models import Announcement, Organisation, User

SignIn = Callable[[User], Client]
OFFICE, ANOTHER = "office@union.example", "international@union.example"


def news() -> "QuerySet[Announcement]":
    """What was announced, the first at first."""
    return Announcement.objects.filter(kind="contact_changed").order_by("pk")


def change(union: Organisation, by: User, address: str, language: str = "en") -> bool:
    """Name the office."""
    return contacts.change(organisation=union, address=address, language=language, by=by, at=NOW)


def told() -> set[User]:
    """Everybody whom the latest change concerns now."""
    return {recipient.user for recipient in kind_of_news("contact_changed").audience(news().latest("pk"))}


def network_admin(union: Organisation | None = None) -> User:
    """A network admin, of another union than any other."""
    return factories.give_duty(
        factories.make_staff(union or factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN
    )


@pytest.mark.parametrize("safe_mode", [False, True])
def test_all_admins_hear_even_where_no_office_stood_and_in_safe_mode(safe_mode: bool) -> None:
    union = factories.make_organisation(safe_mode=safe_mode)
    by, other = factories.make_admin(union), factories.make_admin(union)
    factories.make_staff(union)
    network_admin(union)
    factories.make_admin(factories.make_organisation())
    change(union, by, OFFICE)
    assert told() == {by, other}


@pytest.mark.parametrize("state", HELD_STATES)
def test_of_a_union_that_has_lost_its_rights_since_nobody_hears(state: OrganisationState) -> None:
    union = factories.make_organisation()
    change(union, factories.make_admin(union), OFFICE)
    Organisation.objects.filter(pk=union.pk).update(state=state)
    assert told() == set()


def test_in_safe_mode_no_mail_leads_to_a_page_that_names_the_union_whoever_reads_it() -> None:
    union = factories.make_organisation(state=OrganisationState.LISTED, safe_mode=True)
    change(union, network_admin(), OFFICE)
    kind, announcement = kind_of_news("contact_changed"), news().get()
    written = render(kind, announcement, Variant("en", kind.grade(announcement)))
    assert union.slug not in written.text + written.html


def test_of_a_union_of_which_nobody_is_here_network_admins_hear() -> None:
    union = factories.make_organisation(state=OrganisationState.LISTED)
    by, other = network_admin(), network_admin()
    network_admin(factories.make_organisation(state=OrganisationState.SUSPENDED))
    change(union, by, OFFICE)
    assert told() == {by, other}


def test_each_change_is_told_and_that_an_office_was_taken_away() -> None:
    union = factories.make_organisation()
    by = factories.make_admin(union)
    for address in (OFFICE, ANOTHER, ""):
        change(union, by, address)
    assert [(each.subject, each.wave, each.made_by) for each in news()] == [(union, wave, by) for wave in (1, 2, 3)]


def test_another_language_or_the_same_address_is_no_news() -> None:
    union = factories.make_organisation()
    by = factories.make_admin(union)
    change(union, by, OFFICE)
    change(union, by, OFFICE, "fr")
    change(union, by, OFFICE.upper(), "fr")
    assert news().count() == 1


@pytest.mark.parametrize(("grade", "names_it"), [(Grade.NETWORK, True), (Grade.NOTICE, False)])
def test_the_mail_leads_to_the_page_says_no_address_and_in_safe_mode_no_union(grade: Grade, names_it: bool) -> None:
    union = factories.make_organisation()
    change(union, factories.make_admin(union), OFFICE)
    mail = render(kind_of_news("contact_changed"), news().get(), Variant("en", grade))
    page = settings.SITE_URL + reverse("unions:organisation-contact", args=[union.slug])
    assert mail.subject == "Where calls go has changed" and OFFICE not in mail.text + mail.html
    assert (page in mail.text, union.slug in mail.text + mail.html) == (names_it, names_it)


def test_only_unsubscribing_from_it_stops_it() -> None:
    assert kind_of_news("contact_changed").unsubscribed_by == ["contact_changed"]


@pytest.mark.parametrize(("role", "is_said"), [(Role.UNION_ADMIN, True), (Role.UNION_STAFF, False)])
def test_who_ends_the_role_of_an_admin_is_reminded_of_where_calls_go(
    signed_in: SignIn, role: Role, is_said: bool
) -> None:
    union = factories.make_organisation()
    by, person = factories.make_admin(union), factories.make_member(union, role)
    page = signed_in(by).get(reverse("unions:membership-remove", args=[union.slug, person.public_id, role]))
    assert (reverse("unions:organisation-contact", args=[union.slug]) in page.text) == is_said
