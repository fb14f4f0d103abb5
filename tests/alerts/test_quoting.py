"""What members wrote reaches each reader in the first of their languages that there is; all else is in the first."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from itertools import permutations, product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.digests.gathering import look_over
from solidarity.alerts.eligibility import Look
from solidarity.alerts.rendering import render
from solidarity.alerts.variants import Variants
from solidarity.models import SolidarityRequest
from solidarity.notifications import preview
from tests import factories
from tests.alerts.clock import let_time_pass_to_the_digest
from tests.alerts.gathering import gathering
from tests.alerts.golden_subjects import subjects
from tests.alerts.news import asked
from tests.alerts.outside import Device, Outside
from tests.alerts.quoting import (
    HAPPENS,
    IN_SPANISH,
    NEED,
    TITLE,
    campaign_in_bengali,
    in_bengali,
    in_bengali_and_spanish,
    translate,
)
from tests.alerts.test_last_look import between
from tests.alerts.test_letters import part
from tests.queries import queries_of
from unions.announcements import Variant, kind_of_news
from unions.choices import HIDDEN_TEXT, Grade, OrganisationState
from unions.member_texts import kinds_of_member_texts
from unions.models import Announcement, Follow, Recipient, Translation

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]


def variants_of(announcement: Announcement) -> list[Variant]:
    """Return the variants of those who are told by mail, each once."""
    write_next_chunk(announcement.pk)
    batch = claim(announcement.pk)
    look = Look(announcement.pk, is_watched=True).again(batch, batch.rows)
    return list(dict.fromkeys(reader.variant for reader in look.told))


def test_a_mail_in_english_quotes_the_spanish_that_its_reader_reads(call: News, letters: Letters) -> None:
    call(asks=in_bengali_and_spanish(), ui_language="en", reading_languages=["fr", "es"])
    engine.run()
    (letter,) = letters()
    plain, html = part(letter, "plain"), part(letter, "html")
    assert letter["Content-Language"] == "en" and "asks your union for help" in plain
    assert all(said in plain for said in (*IN_SPANISH.values(), "Cartas", "Translated by a person from Bangla"))
    assert not any(said in plain + html for said in (TITLE, HAPPENS, NEED))
    assert '<div lang="es" dir="ltr">' in html


def test_a_translation_of_words_that_have_changed_says_so(call: News, letters: Letters) -> None:
    asks = in_bengali_and_spanish()
    SolidarityRequest.objects.filter(pk=asks.pk).update(title=f"{TITLE} {TITLE}", what_happens=f"{HAPPENS} {HAPPENS}")
    call(asks=asks, ui_language="es")
    engine.run()
    for name in ("plain", "html"):
        text = part(letters()[0], name)
        assert IN_SPANISH["title"] in text and "el original ha cambiado desde entonces" in text.lower()


@pytest.mark.parametrize("part_of_mail", ["txt", "html"])
@pytest.mark.parametrize(("text", "is_said"), [("Twelve were dismissed.", True), (HIDDEN_TEXT, False)])
def test_words_that_the_network_has_hidden_are_nobodys_own(part_of_mail: str, text: str, is_said: bool) -> None:
    quote = {"text": text, "origin": "original", "language": "en", "original_language": "en"}
    words = render_to_string(f"emails/components/quote.{part_of_mail}", quote)
    assert ("In their own words" in words) == is_said and HIDDEN_TEXT not in words


def test_without_any_of_their_languages_the_original_is_quoted(call: News, letters: Letters) -> None:
    call(asks=in_bengali_and_spanish(), ui_language="en", reading_languages=["fr", "ar"])
    engine.run()
    plain = part(letters()[0], "plain")
    assert all(said in plain for said in (TITLE, HAPPENS, NEED, "In their own words, in Bangla"))


def test_the_original_counts_as_one_of_the_languages(call: News, letters: Letters) -> None:
    call(asks=in_bengali_and_spanish(), ui_language="en", reading_languages=["bn", "es"])
    engine.run()
    assert HAPPENS in part(letters()[0], "plain")


def test_english_comes_after_the_languages_that_somebody_reads(call: News, letters: Letters) -> None:
    solidarity_request = in_bengali_and_spanish()
    translate(solidarity_request, "en", {"title": "Dismissed", "what_happens": "Twelve were dismissed."})
    call(asks=solidarity_request, ui_language="fr", reading_languages=[])
    engine.run()
    assert "Twelve were dismissed." in part(letters()[0], "plain")


def test_each_text_is_sought_by_itself(call: News, letters: Letters) -> None:
    solidarity_request = in_bengali()
    translate(solidarity_request, "es", {"title": "Despedidas"})
    translate(solidarity_request, "fr", {"title": "Licenciées", "what_happens": "Douze ont été licenciées."})
    call(asks=solidarity_request, reading_languages=["es", "fr"])
    engine.run()
    plain = part(letters()[0], "plain")
    assert all(said in plain for said in ("Despedidas", "Douze ont été licenciées.")) and "Licenciées" not in plain


@pytest.mark.parametrize(("language", "told", "quoted"), [("fr", "fr", HAPPENS), ("es", "es", "Despidieron a doce.")])
def test_an_office_without_an_account_is_quoted_to_in_its_language(
    news: News, letters: Letters, language: str, told: str, quoted: str
) -> None:
    office = factories.make_organisation(state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=office, contact_address="office@example.org", contact_language=language)
    solidarity_request = in_bengali_and_spanish()
    factories.make_addressee(solidarity_request, office)
    news("request_addressed", solidarity_request)
    engine.run()
    (letter,) = letters("office@example.org")
    assert letter["Content-Language"] == told and quoted in part(letter, "plain")


def test_an_office_is_quoted_to_in_a_language_that_the_portal_does_not_speak(news: News, letters: Letters) -> None:
    office = factories.make_organisation(state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=office, contact_address="office@example.org", contact_language="pt")
    solidarity_request = in_bengali()
    translate(solidarity_request, "en", {"what_happens": "Twelve were dismissed."})
    translate(solidarity_request, "pt", {"what_happens": "Doze foram demitidas."})
    factories.make_addressee(solidarity_request, office)
    news("request_addressed", solidarity_request)
    engine.run()
    (letter,) = letters("office@example.org")
    assert letter["Content-Language"] == "en" and "Doze foram demitidas." in part(letter, "plain")


def test_a_digest_calls_news_by_a_title_that_its_reader_reads(news: News, letters: Letters) -> None:
    gathering(reading_languages=["fr", "es"])
    write_next_chunk(news("campaign_call", campaign_in_bengali()).pk)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters()
    assert letter["Content-Language"] == "en" and "Que pague el puerto" in part(letter, "plain")
    assert TITLE not in part(letter, "plain")


@pytest.mark.parametrize(("reads", "title"), [(["fr", "es"], "Que pague el puerto"), (["fr", "ar"], TITLE)])
def test_a_device_shows_a_title_that_its_owner_reads(
    news: News, device: Device, outside: Outside, reads: list[str], title: str
) -> None:
    follower = factories.make_user(reading_languages=reads)
    Follow.objects.create(user=follower, country="BD", since=factories.NOW)
    device.belongs_to(follower)
    news("campaign_call", campaign_in_bengali())
    engine.run()
    shown = device.read(outside.taken[0])
    assert title in shown["title"] and "unions wanted for a campaign" in shown["title"] and shown["lang"] == "en"


def test_a_preview_quotes_as_the_mail_will() -> None:
    solidarity_request = in_bengali()
    translate(solidarity_request, "en", {"title": "Dismissed"})
    assert "Dismissed" in preview(solidarity_request, "fr", Grade.PUBLIC).text


def test_a_translation_that_is_made_meanwhile_stands_in_the_next_copies(
    call: News, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    solidarity_request = in_bengali()
    call(asks=solidarity_request, staff=4, reading_languages=["es"])
    between(monkeypatch, lambda: translate(solidarity_request.needs.get(), "es", {"title": "Cartas"}))
    engine.run()
    assert ["Cartas" in part(letter, "plain") for letter in letters()] == [False, False, True, True]


def test_readers_whose_languages_lead_to_the_same_words_share_a_mail(call: News) -> None:
    announcement = call(asks=in_bengali_and_spanish(), staff=0)
    union = asked(announcement).addressees.get().organisation
    for order in permutations(["fr", "es", "ar", "hi"]):
        factories.make_staff(union, reading_languages=list(order))
    assert [variant.reads for variant in variants_of(announcement)] == [("es",)]


def test_readers_who_are_given_other_words_get_another_mail(call: News) -> None:
    announcement = call(asks=in_bengali_and_spanish(), staff=0)
    union = asked(announcement).addressees.get().organisation
    for order in (["es", "bn"], ["bn", "es"], ["fr"], []):
        factories.make_staff(union, reading_languages=order)
    assert {variant.reads for variant in variants_of(announcement)} == {("es",), ()}


def test_where_nobody_may_be_quoted_languages_make_no_difference(call: News) -> None:
    announcement = call(asks=in_bengali_and_spanish(), staff=0)
    SolidarityRequest.objects.update(visibility="network", wanted_visibility="network")
    union = asked(announcement).addressees.get().organisation
    for order in (["es"], ["bn"]):
        factories.make_staff(union, reading_languages=order)
    assert [variant.reads for variant in variants_of(announcement)] == [()]


def test_many_orders_cost_no_more_queries_than_one(news: News) -> None:
    announcement = news("request_opened", in_bengali_and_spanish())
    orders = permutations(["fr", "es", "ar", "hi"])
    people = [gathering(reading_languages=list(order)).recipient.pk for order in orders]
    costs = []
    for readers in (people[:1], people):
        fresh = Announcement.objects.get(pk=announcement.pk)
        costs.append(queries_of(lambda: look_over(fresh, dict.fromkeys(readers, ""))))  # noqa: B023
    assert costs[0] == costs[1]


def translate_everything() -> None:
    """Let every text of members that there is be translated into French."""
    texts = {kind.visible_to(AnonymousUser()).model: kind.fields for kind in kinds_of_member_texts()}
    for model, fields in texts.items():
        for subject, field in product(model._default_manager.all(), fields):
            Translation.objects.create(
                subject=subject, field=field, language="fr", text=f"En français : {field}", source_hash="",
                changed_at=factories.NOW,
            )  # fmt: skip


def test_of_the_languages_that_decide_every_kind_says_what_it_says_of_all_of_them() -> None:
    about, quoting = subjects(), set()
    translate_everything()
    for kind, subject in about.items():
        announcement, news = Announcement(kind=kind, subject=subject), kind_of_news(kind)
        variant = Variants(news, announcement, Grade.PUBLIC).of(["ar", "fr"], False, "same_sector", "", "UTC")
        mail = render(news, announcement, replace(variant, reads=("ar", "fr", "en")))
        assert render(news, announcement, variant) == mail, kind
        quoting |= {kind} if "En français" in mail.subject + mail.text else set()
    assert {"request_opened", "update_posted", "request_closed", "campaign_call", "exchange_call"} < quoting
