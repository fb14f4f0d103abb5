"""Sessions: listed when they begin, ended wherever people are signed in."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest


@transaction.atomic
def end_all(*, people: Any) -> int:
    """End every session of these people (a queryset, or keys); return how many were signed out somewhere.

    A request of theirs that runs meanwhile cannot bring its session back: Django saves none that is gone.
    """
    theirs = UserSession.objects.filter(user__in=people)
    ended: int = theirs.values("user").distinct().count()
    Session.objects.filter(session_key__in=list(theirs.values_list("session_key", flat=True))).delete()
    theirs.delete()
    return ended


def list_current(request: HttpRequest) -> None:
    """List the session that has just begun, so that its bearer sees it and it can be ended from elsewhere.

    Whoever signs in on allauth's pages is listed by it.
    """
    UserSession.objects.create_from_request(request)
