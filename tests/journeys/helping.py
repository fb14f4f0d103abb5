"""What the stories of helping share: a request of today, somebody signed in, the mails that went out."""

import re
import time
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from solidarity.alerts.tasks import sweep
from solidarity.models import SolidarityRequest
from tests import factories
from tests.smtp_server import SmtpServer
from unions.models import Organisation, User


def open_request(organisation: Organisation, **fields: Any) -> SolidarityRequest:
    """A request that everyone may read, opened today, with one need of ten letters by next week."""
    now, today = timezone.now(), timezone.localdate()
    moments = {"published_at": now, "opened_at": now, "checked_in_at": now, "closes_on": today + timedelta(days=60)}
    solidarity_request = factories.make_request(organisation, **(moments | fields))
    solidarity_request.needs.update(wanted_by=today + timedelta(days=7))
    return solidarity_request


def sign_in(page: Page, user: User) -> Page:
    """Give the browser the session of this person, proven a moment ago."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()
    UserSession.objects.create(user=user, session_key=session.session_key, ip="0.0.0.0")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": settings.SITE_URL}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


def mails_to(user: User, smtp_server: SmtpServer) -> list[str]:
    """Let the engine work, and return what this person was sent: subject and text."""
    return mails_at(str(user.email), smtp_server)


def mails_at(address: str, smtp_server: SmtpServer) -> list[str]:
    """Let the engine work, and return what this address was sent: subject and text."""
    sweep()
    own = [message for _sender, to, message in smtp_server.messages if to == address]
    parsed = [message_from_bytes(each, policy=policy.default) for each in own]
    plain = [(each["Subject"], each.get_body(("plain",))) for each in parsed]
    return [f"{subject}\n{body.get_content()}" for subject, body in plain if body]


def link_in(mail: str, part: str) -> str:
    """Return the path of the first link of a mail that holds this part."""
    found = re.search(rf"{re.escape(settings.SITE_URL)}(\S*{re.escape(part)}\S*)", mail)
    assert found, f"no link with {part} in:\n{mail}"
    return found.group(1)
