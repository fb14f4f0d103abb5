"""What mails say: whole in every language, and never more than their grade allows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from solidarity.alerts.rendering import UNSUBSCRIBE, render
from solidarity.choices import RequestState, Visibility
from solidarity.models import ClosingReport, Pledge, SolidarityRequest
from solidarity.notifications import composed_ask, grades, preview
from tests import factories
from unions.announcements import Variant, kind_of_news, kinds_of_news
from unions.choices import Grade
from unions.models import Announcement, Translation, Update
from unions.queries import source_hash

NEEDLES = {
    "title": "Needletitle",
    "what_happens": "Needlehappens",
    "own_action": "Needleaction",
    "demands": "Needledemands",
    "background": "Needlebackground",
    "place": "Needleplace",
    "contact": "needle@example.org",
    "further_do_not": "Needledonot",
}
LANGUAGES = ("en", "es", "fr", "ar")


def full_request(**fields: Any) -> SolidarityRequest:
    """Return a request in which every text can be recognised."""
    asker = factories.make_organisation(f"Needleunion {factories.make_organisation().pk}")
    employer = factories.make_employer("Needleemployer")
    solidarity_request = factories.make_request(asker, employer=employer, **(NEEDLES | fields))
    solidarity_request.needs.update(title="Needleneed")
    return solidarity_request


def kinds_of_requests() -> list[str]:
    """Return the kinds of news of this room."""
    return [kind.name for kind in kinds_of_news() if kind.audience.__module__.startswith("solidarity.")]


def subjects(solidarity_request: SolidarityRequest) -> dict[str, Any]:
    """Return a subject for each kind of news about this request."""
    union = factories.make_organisation("Needleanswerer")
    addressee = factories.make_addressee(solidarity_request, union, answer="not_now", answered_at=factories.NOW)
    pledge = Pledge.objects.create(
        need=solidarity_request.needs.get(),
        user=factories.make_user(),
        expected_on=factories.TODAY,
        made_at=factories.NOW,
        changed_at=factories.NOW,
    )
    update = Update.objects.create(
        subject=solidarity_request, text="Needleupdate", language="en", posted_at=factories.NOW
    )
    of_this_room = (kind.name for kind in kinds_of_news() if kind.context.__module__.startswith("solidarity."))
    about: dict[str, Any] = dict.fromkeys(of_this_room, solidarity_request)
    about |= dict.fromkeys((kind for kind in about if kind.startswith("pledge_")), pledge)
    return about | {
        "answer_given": addressee,
        "answer_due": addressee,
        "update_posted": update,
        "need_short": pledge.need,
    }


def words(kind: str, subject: Any, grade: Grade, language: str = "en") -> str:
    """Return all that a mail of this kind says, its head included."""
    announcement = Announcement(kind=kind, subject=subject)
    rendered = render(kind_of_news(kind), announcement, Variant(language, grade, "same_sector"))
    return f"{rendered.subject}\n{rendered.text}\n{rendered.html}"


def closed(solidarity_request: SolidarityRequest) -> SolidarityRequest:
    """Close a request with a word of thanks."""
    solidarity_request.state, solidarity_request.outcome = RequestState.CLOSED, "won"
    solidarity_request.save()
    ClosingReport.objects.create(
        solidarity_request=solidarity_request, members_knew="yes", lifted=5, thanks="Needlethanks", language="en",
        at=factories.NOW,
    )  # fmt: skip
    return solidarity_request


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grade", Grade)
def test_every_kind_can_be_told_in_every_language_and_grade(grade: Grade, language: str) -> None:
    for kind, subject in subjects(closed(full_request())).items():
        assert words(kind, subject, grade, language).strip()


@pytest.mark.parametrize("grade", [Grade.NETWORK, Grade.NOTICE])
def test_below_the_public_grade_no_name_and_no_word_of_a_person_is_told(grade: Grade) -> None:
    for kind, subject in subjects(closed(full_request())).items():
        assert "needle" not in words(kind, subject, grade).lower(), kind


def test_no_grade_tells_place_contact_or_background() -> None:
    for kind, subject in subjects(closed(full_request())).items():
        told = words(kind, subject, Grade.PUBLIC)
        assert not any(secret in told for secret in ("Needleplace", "needle@example.org", "Needlebackground")), kind


def test_a_notice_says_neither_country_nor_kind_of_help_nor_reason() -> None:
    for kind, subject in subjects(full_request(sector=factories.make_sector())).items():
        told = words(kind, subject, Grade.NOTICE)
        assert not any(word in told for word in ("Bangladesh", "letter", "Transport", "same sector")), kind


def test_the_network_grade_says_country_sector_kind_and_date() -> None:
    told = words("request_opened", full_request(sector=factories.make_sector()), Grade.NETWORK)
    assert all(word in told for word in ("Bangladesh", "Transport", "Protest letter: 10 letters, by 30 November 2026"))


def test_the_public_grade_says_who_asks_what_for_why_and_what_not_to_do() -> None:
    told = words("request_addressed", full_request(), Grade.PUBLIC)
    said = (
        "Needleunion",
        "Needleemployer",
        "Needlehappens",
        "You organise in the same sector",
        "Do not name any worker",
    )
    assert all(word in told for word in said)


def test_of_a_need_that_is_short_the_network_grade_says_country_kind_and_date() -> None:
    told = words("need_short", full_request().needs.get(), Grade.NETWORK)
    assert told.startswith("A union in Bangladesh is still short of help: Protest letter: 10 letters, by 30 November")
    assert "Less than half of it is promised" in told


def test_of_a_need_that_is_short_a_notice_leads_to_the_request_and_says_no_more() -> None:
    need = full_request().needs.get()
    told = words("need_short", need, Grade.NOTICE)
    assert told.startswith("A request needs you\n") and f"/requests/{need.solidarity_request.public_id}/" in told
    assert need.public_id not in told and "promised" not in told


@pytest.mark.parametrize(
    ("state", "visibility", "wanted", "danger", "grade"),
    [
        ("open", "public", "public", "no", Grade.PUBLIC),
        ("open", "network", "public", "no", Grade.NETWORK),
        ("open", "named_organisations", "public", "no", Grade.NOTICE),
        ("open", "behind_the_scenes", "behind_the_scenes", "no", Grade.NOTICE),
        ("checking", "named_organisations", "public", "no", Grade.PUBLIC),
        ("checking", "named_organisations", "network", "no", Grade.NETWORK),
        ("checking", "named_organisations", "named_organisations", "no", Grade.NOTICE),
        ("checking", "named_organisations", "public", "yes", Grade.NOTICE),
        ("checking", "named_organisations", "public", "not_sure", Grade.NOTICE),
    ],
)
def test_the_grade_follows_the_level(state: str, visibility: str, wanted: str, danger: str, grade: Grade) -> None:
    levels: dict[str, Any] = {"visibility": visibility, "wanted_visibility": wanted, "danger": danger}
    opened_at = factories.NOW if state == "open" else None
    assert grades.of_request(factories.make_request(state=state, opened_at=opened_at, **levels)) == grade


@pytest.mark.parametrize(
    ("language", "country", "date"),
    [
        ("en", "Bangladesh", "30 November 2026"),
        ("es", "Bangladés", "30 de noviembre de 2026"),
        ("fr", "Bangladesh", "30 novembre 2026"),
        ("ar", "بنغلاديش", "30 نوفمبر 2026"),
    ],
)
def test_the_ask_is_composed_in_the_readers_language(language: str, country: str, date: str) -> None:
    ask = composed_ask(full_request(), language)
    assert ask.country == country and ask.needs[0].by == date


def test_amounts_are_written_with_their_unit_in_number() -> None:
    solidarity_request = factories.make_request()
    solidarity_request.needs.update(quantity=1)
    assert composed_ask(solidarity_request, "en").needs[0].amount == "1 letter"
    solidarity_request.needs.update(quantity=50_000)
    assert composed_ask(solidarity_request, "en").needs[0].amount == "50,000 letters"


def test_money_is_written_in_its_own_currency() -> None:
    solidarity_request = factories.make_request()
    solidarity_request.needs.update(kind=factories.make_need_kind("funds", unit="funds"), quantity=5000, currency="EUR")
    assert composed_ask(solidarity_request, "en").needs[0].amount == "5,000 euros"


def test_the_askers_words_are_quoted_in_their_language() -> None:
    quote = composed_ask(full_request(), "ar").quotes[1]
    assert (quote.text, quote.language, quote.origin) == ("Needlehappens", "en", "original")


@pytest.mark.parametrize(
    ("state", "language"), [("human", "fr"), ("reviewed", "fr"), ("machine", "fr"), ("stale", "en")]
)
def test_a_translation_is_quoted_unless_the_original_has_changed(state: str, language: str) -> None:
    solidarity_request = full_request()
    Translation.objects.create(
        subject=solidarity_request, field="what_happens", language="fr", text="Douze délégués.", state=state,
        source_hash=source_hash(solidarity_request.what_happens), changed_at=timezone.now(),
    )  # fmt: skip
    quote = composed_ask(solidarity_request, "fr", reads=["fr"]).quotes[1]
    assert (quote.language, quote.original_language) == (language, "en")
    assert quote.origin == (state if language == "fr" else "original")


def test_texts_of_one_source_are_quoted_together_and_a_translation_apart() -> None:
    solidarity_request = full_request()
    Translation.objects.create(
        subject=solidarity_request,
        field="title",
        language="fr",
        text="Licenciés",
        source_hash="",
        changed_at=timezone.now(),
    )
    first, rest = composed_ask(solidarity_request, "fr", reads=["fr"]).joined_quotes
    assert first.text == "Licenciés" and rest.text.startswith("Needlehappens\n\nNeedleaction")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_can_be_previewed_before_there_is_news(language: str) -> None:
    draft = factories.make_draft(wanted_visibility=Visibility.PUBLIC)
    factories.make_need(draft)
    shown = preview(draft, language)
    assert (shown.grade, shown.direction) == (Grade.PUBLIC, "rtl" if language == "ar" else "ltr")
    assert shown.subject and draft.title in shown.text and f'lang="{language}"' in shown.html
    assert UNSUBSCRIBE not in shown.text + shown.html and not Announcement.objects.exists()


def test_an_empty_draft_can_be_previewed() -> None:
    draft = factories.make_draft(title="", what_happens="", own_action="", demands="", country="")
    assert preview(draft, "en", Grade.PUBLIC).subject


def test_an_ask_costs_the_same_queries_for_many_needs_as_for_one() -> None:
    counts = []
    for needs in (1, 5):
        solidarity_request = factories.make_request()
        for _number in range(needs - 1):
            factories.make_need(solidarity_request)
        with CaptureQueriesContext(connection) as queries:
            composed_ask(solidarity_request, "fr", reads=["fr", "es"])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_withdrawal_names_the_reference_and_nothing_else() -> None:
    solidarity_request = full_request()
    told = words("request_taken_down", solidarity_request, Grade.NOTICE)
    assert solidarity_request.public_id in told and "Needle" not in told


def test_an_alarm_says_that_it_is_urgent_and_where_and_nothing_else() -> None:
    solidarity_request = full_request()
    told = words("safety_alarm", solidarity_request, Grade.NOTICE)
    assert told.startswith("A request needs you now\n") and f"/requests/{solidarity_request.public_id}/" in told
    assert "Needle" not in told
