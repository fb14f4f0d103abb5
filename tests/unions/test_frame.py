"""The frame of every page, the pages for what went wrong, and the frame of every mail."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Engine, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from tests.factories import make_user
from unions.context_processors import link
from unions.mail.dressing import inlined
from unions.models import User

MAIL = """{% extends "emails/base.html" %}{% block heading %}{{ heading }}{% endblock %}
{% block body %}<p>{{ words }}</p>{% endblock %}
{% block quote %}{% include "emails/components/quote.html" with text=words language="bn" only %}{% endblock %}
{% block actions %}{% include "emails/components/actions.html" with actions=actions only %}{% endblock %}"""
WORDS: dict[str, Any] = {
    "language": "ar",
    "direction": "rtl",
    "site_name": "Across Borders",
    "site_url": "https://portal.example/",
    "unsubscribe_url": "https://portal.example/u/abc",
    "why": "reason",
    "do_nots": ["name any worker"],
    "heading": "Bangladesh & Mexico",
    "words": "<script>alert(1)</script>",
    "actions": [{"text": "Answer", "url": "https://portal.example/a"}],
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Read in English unless the test says otherwise."""
    with translation.override("en"):
        yield


def mail(source: str) -> str:
    """A mail built on the base, as the alert engine builds it."""
    with translation.override("ar"):
        return Template(source).render(Context(WORDS))


def test_a_page_that_is_not_there_answers_in_the_reader_s_language_and_frame() -> None:
    response = Client().get("/ar/nothing-here/")
    assert response.status_code == 404
    assert b'<html lang="ar" dir="rtl">' in response.content
    assert b"wordmark" in response.content


def test_the_language_links_of_a_missing_page_lead_home() -> None:
    html = Client().get("/en/nothing-here/").content.decode()
    assert 'href="/fr/" lang="fr" hreflang="fr"' in html


def test_a_missing_page_is_for_no_search_engine() -> None:
    assert b'<meta name="robots" content="noindex">' in Client().get("/en/nothing-here/").content


def test_a_refusal_stands_in_the_frame() -> None:
    html = render_to_string("403.html")
    assert 'class="eyebrow">403' in html


def test_a_form_without_its_token_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/fr/styleguide/")
    assert response.status_code == 403
    assert b'<html lang="fr" dir="ltr">' in response.content


def test_the_page_for_our_own_mistakes_needs_nothing_and_speaks_all_languages() -> None:
    html = Engine(dirs=[str(settings.BASE_DIR / "templates")]).get_template("500.html").render(Context())
    assert all(f'href="/{code}/"' in html for code, _ in settings.LANGUAGES)
    assert (settings.BASE_DIR / "static" / "css" / "error.css").exists()


def test_no_page_has_a_style_or_a_script_of_its_own() -> None:
    html = Client().get("/en/styleguide/").content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert "<script" not in html


def test_a_demonstration_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMONSTRATION", True)
    assert b'class="demonstration"' in Client().get("/en/nothing-here/").content


def test_a_mail_carries_its_own_language_and_direction() -> None:
    assert '<html lang="ar" dir="rtl">' in mail(MAIL)


def test_a_mail_quotes_in_the_language_of_the_quotation() -> None:
    assert '<div lang="bn" dir="ltr">' in mail(MAIL)


def test_words_in_a_mail_are_escaped() -> None:
    assert "<script" not in mail(MAIL)
    assert "Bangladesh &amp; Mexico" in mail(MAIL)


def test_a_mail_keeps_its_look_where_only_inline_styles_are_read() -> None:
    html = inlined(mail(MAIL))
    assert 'class="button button-main" href="https://portal.example/a" style="' in html
    assert "prefers-color-scheme: dark" in html


def test_a_mail_fetches_nothing() -> None:
    assert "<img" not in mail(MAIL)
    assert "<link" not in mail(MAIL)


def test_the_plain_mail_says_the_same_without_markup() -> None:
    text = mail(MAIL.replace(".html", ".txt"))
    assert "Bangladesh & Mexico" in text
    assert "× name any worker" in text
    assert "https://portal.example/u/abc" in text
    assert "<p" not in text.replace("<p>" + WORDS["words"] + "</p>", "")


def test_a_link_appears_once_its_page_exists() -> None:
    request = RequestFactory().get("/en/styleguide/")
    assert link(request, "Nowhere", "unions:no-such-page") is None
    assert link(request, "Style guide", "unions:styleguide") == {
        "text": "Style guide",
        "url": "/en/styleguide/",
        "is_current": True,
    }


def test_somebody_signed_in_may_sign_out_from_any_page(signed_in: Callable[[User], Client]) -> None:
    html = signed_in(make_user()).get("/en/nothing-here/").content.decode()
    assert f'action="{reverse("account_logout")}"' in html
    assert "csrfmiddlewaretoken" in html


def test_a_stranger_s_page_has_no_form_and_sets_no_cookie() -> None:
    response = Client().get("/en/nothing-here/")
    assert b"<form" not in response.content
    assert not response.cookies


def test_who_is_refused_reads_whose_it_is(signed_in: Callable[[User], Client]) -> None:
    refused = signed_in(make_user()).get("/en/desk/")
    assert refused.status_code == 403
    assert "People with a duty for the network work here." in refused.content.decode()
