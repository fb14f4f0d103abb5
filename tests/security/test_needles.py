"""Every sensitive word of a seeded network is unique: read everything as everybody, and find none out of place."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from solidarity.management.demonstration import building
from tests.security import world
from tests.security.needles import filling, places, running, sowing, telling
from tests.security.needles.people import STRANGER, person
from tests.security.needles.rules import RULES
from tests.security.needles.running import Run
from tests.security.needles.sowing import Haystack, Needle
from tests.security.world import Reader, World
from tests.services import SMTP_SERVER
from tests.smtp_server import SmtpServer
from unions.actions import outgoing_mails
from unions.models import User

SEARCHERS = (Reader.MEMBER, Reader.STRANGER)  # what a member asks for in vain, a stranger need not
# Words that are for few: if these never see them, the run looks at nothing.
READ_BY = [
    ("solidarity.SolidarityRequest.contact", Reader.STAFF_ASKER),
    ("solidarity.SolidarityRequest.contact", Reader.STAFF_ASKED),
    ("solidarity.SolidarityRequest.place", Reader.STAFF_ASKER),
    ("solidarity.Pledge.message", Reader.STAFF_ASKER),
    ("solidarity.Pledge.message", Reader.MEMBER),
    ("unions.UnionApplication.call_back", Reader.NETWORK_ADMIN),
    ("unions.Evidence.title", Reader.NETWORK_ADMIN),
    ("unions.TextReport.words", Reader.SAFEGUARDING),
    ("exchanges.Exchange.access_needs", Reader.STAFF_ASKER),
    ("exchanges.Visit.safety_plan", Reader.STAFF_ASKED),
    ("unions.User.handle", Reader.ADMIN_ASKER),
    ("unions.User.email", Reader.MEMBER),
]
UNTOLD: dict[str, str] = {}


@dataclass
class Sown:
    """The network, its needles, and the server that takes its mail."""

    world: World
    haystack: Haystack
    server: SmtpServer


@dataclass
class Done:
    """What each part of the run found; the kinds of news of which nobody was told."""

    pages: Run
    searches: Run
    mails: Run
    redis: Run
    logs: Run
    untold: set[str]
    narrow: Counter[bool]


@pytest.fixture(scope="module")
def sown(django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> Iterator[Sown]:
    """Build the demonstration and the world of the matrix, and sow; taken away again after the module."""
    server = request.config.stash[SMTP_SERVER]
    server.reset()
    with django_db_blocker.unblock(), transaction.atomic():
        building.build(timezone.now())
        made = world.build()
        filling.fill(made)
        yield Sown(made, sowing.sow(), server)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def done(sown: Sown) -> Done:
    """Drive everything once, and read it."""
    runs = {name: Run(sown.haystack) for name in ("pages", "searches", "mails", "redis", "logs")}
    with places.listening() as lines:
        untold = telling.tell_all(sown.world)
        narrow = running.read_mails(runs["mails"], sown.server)
        for turn, reader in enumerate(Reader):
            count_the_rows()
            who, client = signed_in(sown.world, reader)
            running.read_pages(runs["pages"], sown.world, client, who, turn=turn)
        asked: set[str] = set()
        for reader in SEARCHERS:
            who, client = signed_in(sown.world, reader)
            asked |= running.read_searches(runs["searches"], client, who, but=asked)
    for key, value in places.stored():
        runs["redis"].forbid(f"{key} {value}", f"Redis at {key}")
    for line in lines:
        runs["logs"].forbid(line, "a line of the log")
    return Done(untold=untold, narrow=narrow, **runs)


def count_the_rows() -> None:
    """Let Postgres count what this transaction has written.

    Else it may have counted tables that tests had emptied just then, plans for no rows, and takes ten times as long.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def signed_in(made: World, reader: Reader) -> tuple[Any, Client]:
    """Return who a reader is, and a client signed in as them."""
    client, user = Client(), made.readers[reader]
    if not user.is_authenticated:
        return STRANGER, client
    client.force_login(User.objects.get(pk=user.pk), backend="allauth.account.auth_backends.AuthenticationBackend")
    return person(user, reader.value), client


def test_a_needle_stands_in_every_personal_column(sown: Sown) -> None:
    assert sorted(sowing.text_columns() - sown.haystack.columns()) == []


def test_every_rule_is_for_a_column_in_which_needles_stand(sown: Sown) -> None:
    assert sorted(set(RULES) - sown.haystack.columns()) == []


def test_pages_show_nobody_what_is_not_for_them(done: Done) -> None:
    assert done.pages.read > 1_000
    assert not done.pages.hits, done.pages.listed()


@pytest.mark.parametrize(("column", "reader"), READ_BY, ids=str)
def test_those_it_is_for_are_shown_it(column: str, reader: Reader, done: Done) -> None:
    assert (column, reader.value) in done.pages.shown


def test_a_search_finds_nothing_by_words_that_are_hidden(done: Done) -> None:
    assert done.searches.read > 100
    assert not done.searches.hits, done.searches.listed()


def test_mails_tell_nobody_what_is_not_for_them(done: Done) -> None:
    assert done.mails.read > 100
    assert not done.mails.hits, done.mails.listed()


def test_mails_are_about_what_is_narrow_and_what_is_not(done: Done) -> None:
    assert min(done.narrow[True], done.narrow[False]) > 50


def test_every_kind_of_news_is_told(done: Done) -> None:
    assert sorted(done.untold) == sorted(UNTOLD)


def test_redis_and_the_arguments_of_tasks_hold_no_words(done: Done) -> None:
    assert done.redis.read > 0
    assert not done.redis.hits, done.redis.listed()


def test_the_log_holds_no_words(done: Done) -> None:
    assert done.logs.read > 0
    assert not done.logs.hits, done.logs.listed()


# The naive twins: what leaks is found, whichever way it goes.


def a(haystack: Haystack, column: str) -> Needle:
    """Return a needle of this column."""
    return next(needle for needle in haystack.needles.values() if needle.column == column)


def leaking(word: str) -> Callable[[Any], Any]:
    """Return middleware that shows a word to whoever asks for anything."""

    def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        return lambda request: HttpResponse(f"<p>{word}</p>")

    return middleware


def test_a_page_that_leaks_is_found(sown: Sown, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    run, needle = Run(sown.haystack), a(sown.haystack, "solidarity.Pledge.message")
    monkeypatch.setattr("tests.security.test_needles.twin", leaking(needle.word), raising=False)
    settings.MIDDLEWARE = ["tests.security.test_needles.twin", *settings.MIDDLEWARE]
    running.read_pages(run, sown.world, Client(), STRANGER)
    assert any("solidarity.Pledge.message" in hit for hit in run.hits)


def test_a_mail_that_leaks_is_found(sown: Sown, smtp_server: SmtpServer) -> None:
    run, needle = Run(sown.haystack), a(sown.haystack, "solidarity.SolidarityRequest.contact")
    member = User.objects.get(pk=sown.world.readers[Reader.MEMBER].pk)
    with telling.portal_mail():
        send_mail("Néws", f"Call {needle.word}, ça presse: " + "é" * 200, None, [str(member.email)])
        outgoing_mails.send_waiting()
    running.read_mails(run, smtp_server)
    assert any("solidarity.SolidarityRequest.contact" in hit for hit in run.hits)


def test_a_line_of_the_log_that_leaks_is_found(sown: Sown) -> None:
    run, needle = Run(sown.haystack), a(sown.haystack, "unions.User.handle")
    with places.listening() as lines:
        logging.getLogger("unions.actions").debug("pledged handle=%s", needle.word)
    for line in lines:
        run.forbid(line, "a line of the log")
    assert any("unions.User.handle" in hit for hit in run.hits)


@pytest.mark.parametrize("number", [0, 1])
def test_a_word_in_redis_is_found(number: int, sown: Sown) -> None:
    run, needle = Run(sown.haystack), a(sown.haystack, "unions.User.email")
    with redis.Redis.from_url(f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{number}") as store:
        store.rpush("twin", f'{{"args": ["{needle.word}@example.org"]}}')
        for key, value in places.stored():
            run.forbid(f"{key} {value}", f"Redis at {key}")
        store.delete("twin")
    assert any("unions.User.email" in hit for hit in run.hits)
