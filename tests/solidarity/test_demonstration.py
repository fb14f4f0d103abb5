"""The demonstration shows every state at least once, on real unions, in every language."""

import tomllib
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from campaigns.choices import Qualifier
from campaigns.models import Action, ActionReport, Campaign, DayOfAction
from campaigns.queries import count_of
from exchanges.choices import Direction, ExchangeState
from exchanges.models import Exchange, ParticipantReport, Visit
from solidarity.choices import Answer, Outcome, PledgeState, RequestState, Visibility
from solidarity.management.demonstration import building, texts
from solidarity.management.demonstration.people import PEOPLE
from solidarity.models import Addressee, CampaignLink, Need, Pledge, SolidarityRequest
from solidarity.notifications import answer_links
from unions.models import Organisation, TextReport, Translation, UnionApplication, User
from unions.queries import languages_of


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build it once for this module, and take it away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        building.build(timezone.now())
        yield
        transaction.set_rollback(True)


def shown(model: type[models.Model], field: str) -> set[str]:
    """Return the values of a field that the demonstration shows."""
    return set(model._default_manager.order_by().values_list(field, flat=True).distinct())


@pytest.mark.parametrize(
    ("model", "field", "wanted"),
    [
        (SolidarityRequest, "state", set(RequestState.values)),
        (SolidarityRequest, "outcome", {"", *Outcome.values}),
        (Pledge, "state", set(PledgeState.values)),
        (Addressee, "answer", {"", *Answer.values}),
        (SolidarityRequest, "visibility", set(Visibility.values)),
    ],
    ids=["requests", "outcomes", "pledges", "answers", "visibility"],
)
def test_it_shows_every_state(model: type[models.Model], field: str, wanted: set[str]) -> None:
    assert wanted - shown(model, field) == set()


def test_it_shows_a_week_that_was_and_exchanges_to_answer() -> None:
    assert shown(Exchange, "direction") == set(Direction.values)
    assert shown(Exchange, "state") == {ExchangeState.OPEN, ExchangeState.ENDED}
    week = Visit.objects.get()
    assert (week.state, week.reports.count(), ParticipantReport.objects.shown().count()) == ("reported", 2, 1)
    kinds = {"picket_line", "meeting", "organising_drive", "school_class", "radio"}
    assert kinds <= set(week.items.values_list("kind", flat=True))


def test_every_request_is_marked_as_demonstration() -> None:
    assert not SolidarityRequest.objects.filter(is_demonstration=False).exists()


@pytest.mark.parametrize("story", sorted(path.stem for path in texts.FOLDER.glob("*.toml")))
def test_every_text_is_complete_in_every_language(story: str) -> None:
    told = texts.read(story)
    for field in texts.FIELDS:
        written = {language for language, text in told[field].items() if text}
        assert not written or {code for code, _ in settings.LANGUAGES} <= written


def test_every_need_is_called_something_in_every_language() -> None:
    with texts.NEEDS.open("rb") as file:
        called = tomllib.load(file)
    wanting = {name for name, words in called.items() if not {code for code, _ in settings.LANGUAGES} <= set(words)}
    assert wanting == set()


def test_translations_are_rows_of_their_own() -> None:
    languages = set(Translation.objects.values_list("language", flat=True))
    assert {code for code, _ in settings.LANGUAGES} <= languages


def test_a_federation_without_accounts_has_answered_by_its_link() -> None:
    asked = Addressee.objects.get(organisation__contacts__isnull=False)
    assert (asked.answer, asked.answered_by) == (Answer.QUESTION, None)
    assert answer_links.opened(answer_links.token_for(asked), timezone.now()) is not None


def test_one_union_waits_to_come_in_and_one_is_in_provisionally() -> None:
    assert shown(UnionApplication, "state") == {"submitted", "provisional"}
    admins = User.objects.filter(network_roles__kind="network_admin")
    deciding = {each.handle: UnionApplication.objects.to_decide_by(each).count() for each in admins}
    assert deciding == {"mistral": 1, "heron": 2, "agave": 1}


def test_nothing_is_oversold() -> None:
    assert not Need.objects.filter(has_ceiling=True, taken__gt=models.F("quantity")).exists()


def test_its_unions_come_from_the_lists() -> None:
    founders = {person.organisation for person in PEOPLE}
    assert Organisation.objects.approved().count() == len(founders)
    assert Organisation.objects.count() > 150


def test_a_day_of_action_in_ten_countries_keeps_its_qualifiers() -> None:
    day = DayOfAction.objects.get()
    count = count_of(day.actions.prefetch_related("reports"))
    assert count.countries >= 10
    assert count.counted < count.happened
    assert day.outcome == "none"
    qualifiers = ActionReport.objects.filter(action__day=day).values_list("qualifier", flat=True)
    assert set(qualifiers) == {"", *Qualifier.values}
    assert CampaignLink.objects.filter(campaign=day.campaign).exists()


def test_every_campaign_speaks_every_language() -> None:
    for campaign in Campaign.objects.all():
        assert {campaign.language, *languages_of(campaign)} >= {code for code, _ in settings.LANGUAGES}


def test_history_is_there_and_is_that_of_others() -> None:
    assert Action.objects.history().filter(employers__name="Amazon").count() > 100


def test_it_is_built_once() -> None:
    output = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMONSTRATION", True)
        call_command("seed_demo", stdout=output)
    assert "there already" in output.getvalue()


def test_it_refuses_a_database_that_is_not_for_demonstration() -> None:
    with pytest.raises(CommandError):
        call_command("seed_demo")


def test_a_report_waits_for_those_who_decide() -> None:
    assert [report.state for report in TextReport.objects.all()] == ["open"]
