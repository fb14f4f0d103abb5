"""Union admins change what their organisation says of itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from tests.factories import NOW, make_admin, make_member, make_organisation, make_sector, make_staff, make_user
from unions.actions import profiles, recipients
from unions.choices import FigureSource, LanguageUse, Listing, OrganisationState
from unions.forms.profiles import ProfileForm
from unions.models import AuditEvent, Organisation, Recipient, User
from unions.validators import Refused

SignIn = Callable[[User], Client]
NOTHING_CHANGED: dict[str, Any] = {"languages": {}, "sectors": []}
SENT = {
    "statement": "We organise the ports.\nAll of them.",
    "statement_language": "en",
    "correspondence": ["ar", "fr"],
    "can_translate_to": ["en"],
    "sectors": ["transport"],
    "city": "Alexandria",
    "website": "du.example",
    "public_email": "office@du.example",
    "member_count": "41000",
    "members_counted_in": "2025",
    "listing": "members",
    "safe_mode": "on",
}


def change(organisation: Organisation, **fields: Any) -> list[str]:
    """Change a profile as one of its admins."""
    answers = NOTHING_CHANGED | fields
    return profiles.change(organisation=organisation, by=make_admin(organisation), at=NOW, **answers)


def fresh(organisation: Organisation) -> Organisation:
    """The organisation as it is stored."""
    return Organisation.objects.get(pk=organisation.pk)


def edit_url(organisation: Organisation) -> str:
    """Where a profile is changed."""
    return f"/en/unions/{organisation.slug}/edit/"


def test_what_has_changed_is_in_the_trail_and_nothing_of_the_words() -> None:
    union = make_organisation()
    assert change(union, city="Kiel", statement="Ports", statement_language="en") == [
        "city",
        "statement",
        "statement_language",
    ]
    events = AuditEvent.objects.filter(action="organisation.profile_changed", object_id=union.pk)
    assert [event.reason for event in events.order_by("pk")] == ["city", "statement", "statement_language"]


def test_without_a_change_nothing_is_written() -> None:
    union = make_organisation(city="Kiel")
    assert change(union, city="Kiel") == []
    assert not AuditEvent.objects.filter(action="organisation.profile_changed").exists()


def test_languages_are_set_by_use_and_uses_that_are_not_sent_stay() -> None:
    union = make_organisation()
    union.languages.create(language="de")
    union.languages.create(language="tr", use=LanguageUse.SPOKEN)
    assert change(union, languages={"correspondence": ["en", "fr"]}) == ["languages"]
    assert set(union.languages.values_list("use", "language")) == {
        ("correspondence", "en"),
        ("correspondence", "fr"),
        ("spoken", "tr"),
    }
    assert change(union, languages={"correspondence": ["fr", "en"]}) == []


def test_sectors_are_those_that_are_sent() -> None:
    union = make_organisation()
    union.coverage.create(sector=make_sector("garment"))
    assert change(union, sectors=[make_sector("transport")]) == ["sectors"]
    assert [each.sector.code for each in union.coverage.all()] == ["transport"]


def test_a_new_website_has_not_been_seen_to_answer() -> None:
    union = make_organisation(website="https://old.example", website_answers=True)
    change(union, website="https://new.example")
    assert not fresh(union).website_answers


def test_a_number_of_members_is_the_organisation_s_own_from_then_on() -> None:
    union = make_organisation(member_count=900, members_counted_by=FigureSource.REGULATOR)
    change(union, city="Kiel")
    assert fresh(union).members_counted_by == FigureSource.REGULATOR
    change_again = profiles.change
    change_again(organisation=union, by=make_user(), at=NOW, member_count=1000, **NOTHING_CHANGED)
    assert fresh(union).members_counted_by == FigureSource.SELF
    change_again(organisation=union, by=make_user(), at=NOW, member_count=None, **NOTHING_CHANGED)
    assert fresh(union).members_counted_by == ""


def test_nobody_counted_a_number_that_is_not_there() -> None:
    with pytest.raises(IntegrityError):
        make_organisation(members_counted_by=FigureSource.SELF)


@pytest.mark.parametrize("state", [OrganisationState.SUSPENDED, OrganisationState.REMOVED, OrganisationState.FROZEN])
def test_a_closed_profile_stays_as_it_is(state: str) -> None:
    union = make_organisation(state=state)
    with pytest.raises(profiles.ProfileClosed):
        change(union, city="Kiel")
    assert fresh(union).city == ""


@pytest.mark.parametrize("fields", [{"city": "A\u202eB"}, {"statement": "x" * 2001}, {"public_email": "office"}])
def test_a_profile_keeps_the_rules_of_its_fields(fields: dict[str, str]) -> None:
    union = make_organisation()
    with pytest.raises(Refused):
        change(union, **fields)


def test_an_admin_changes_the_profile(signed_in: SignIn) -> None:
    union, sector = make_organisation(), make_sector()
    answer = signed_in(make_admin(union)).post(edit_url(union), SENT)
    assert answer.headers["Location"] == f"/en/unions/{union.slug}/"
    stored = fresh(union)
    assert stored.statement == "We organise the ports.\nAll of them."
    assert (stored.city, stored.website, stored.member_count) == ("Alexandria", "https://du.example", 41000)
    assert (stored.listing, stored.safe_mode) == (Listing.MEMBERS, True)
    assert stored.coverage.get().sector == sector
    assert set(stored.languages.values_list("use", "language")) == {
        ("correspondence", "ar"),
        ("correspondence", "fr"),
        ("can_translate_to", "en"),
    }


def test_the_form_begins_with_what_stands_there(signed_in: SignIn) -> None:
    union = make_organisation(city="Kiel", statement="Ports", statement_language="de")
    union.languages.create(language="haw")
    form = signed_in(make_admin(union)).get(edit_url(union)).context["form"]
    assert (form["city"].value(), form["correspondence"].value()) == ("Kiel", ["haw"])
    assert "haw" in dict(form.fields["correspondence"].choices)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"statement_language": ""}, "statement_language"),
        ({"member_count": ""}, "member_count"),
        ({"members_counted_in": "99"}, "members_counted_in"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"correspondence": ["xx"]}, "correspondence"),
        ({"listing": "everybody"}, "listing"),
        ({"statement": "hid\u202eden"}, "statement"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_the_rest_is_kept(
    wrong: dict[str, Any], field: str, signed_in: SignIn
) -> None:
    union = make_organisation()
    make_sector()
    answer = signed_in(make_admin(union)).post(edit_url(union), SENT | wrong)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Alexandria" in answer.content.decode()
    assert fresh(union).city == ""


def test_the_admin_of_a_suspended_union_changes_no_profile(signed_in: SignIn) -> None:
    union = make_organisation(state=OrganisationState.SUSPENDED)
    make_sector()
    assert signed_in(make_admin(union)).post(edit_url(union), SENT).status_code in {403, 404}
    assert fresh(union).city == ""


def test_names_are_not_the_union_s_to_change() -> None:
    assert {"name", "acronym", "kind", "country", "state"}.isdisjoint(ProfileForm(instance=make_organisation()).fields)


def test_nobody_else_finds_the_form(signed_in: SignIn) -> None:
    union, other = make_organisation(), make_organisation()
    assert Client().get(edit_url(union)).status_code == 302
    for person in (make_user(), make_member(union), make_staff(union), make_admin(other)):
        assert signed_in(person).get(edit_url(union)).status_code == 404
        assert signed_in(person).post(edit_url(union), SENT).status_code == 404


def test_the_page_says_in_words_what_its_standing_means() -> None:
    words = {
        OrganisationState.APPROVED: "has checked it and admitted it",
        OrganisationState.PROVISIONAL: "a second will",
        OrganisationState.SUSPENDED: "suspended its membership",
        OrganisationState.FROZEN: "banned or dissolved it",
        OrganisationState.WITHDRAWN: "has left the network",
        OrganisationState.LISTED: "has not vetted it",
        OrganisationState.APPLYING: "has not vetted it",
        OrganisationState.DECLINED: "has not vetted it",
    }
    for state, said in words.items():
        union = make_organisation(state=state)
        assert said in Client().get(f"/en/unions/{union.slug}/").content.decode()


def test_the_page_says_who_counted_the_members_and_when() -> None:
    union = make_organisation(member_count=41000, members_counted_by=FigureSource.SELF, members_counted_in=2025)
    html = Client().get(f"/en/unions/{union.slug}/").content.decode()
    assert "41,000" in html and "counted by the organisation itself in 2025" in html


def test_the_page_leads_from_its_facts_to_others_like_it() -> None:
    union = make_organisation(country="EG")
    union.languages.create(language="ar")
    union.coverage.create(sector=make_sector())
    html = Client().get(f"/en/unions/{union.slug}/").content.decode()
    for query in ("?country=EG", "?language=ar", "?sector=transport"):
        assert f'href="/en/unions/{query}"' in html


def test_the_form_of_profiles_refuses_a_year_to_come() -> None:
    form = ProfileForm({**SENT, "members_counted_in": "2999", "sectors": []}, instance=make_organisation())
    assert "members_counted_in" in form.errors
    with pytest.raises(ValidationError):
        form.fields["members_counted_in"].clean("1066")


def test_its_admins_are_told_that_mail_to_its_contact_came_back(signed_in: Callable[[User], Client]) -> None:
    union = make_organisation()
    client, contact = signed_in(make_admin(union)), Recipient.objects.create(organisation=union)
    assert "nothing is mailed to the contact" not in client.get(edit_url(union)).content.decode()
    recipients.suspend(recipient=contact, reason="bounced_5.1.1", at=NOW)
    assert "Since 23 November 2026 nothing is mailed to the contact" in client.get(edit_url(union)).content.decode()
