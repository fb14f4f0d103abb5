"""One push message, encrypted so that only the device reads it (RFC 8291), signed by our key (RFC 8292)."""

import json
import logging
from datetime import timedelta
from http import HTTPStatus

import requests
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from solidarity.alerts.channels.outcomes import NOT_PUBLIC, SENT, UNCERTAIN, UNREACHABLE, Handed, Outcome
from solidarity.alerts.channels.words import Words
from unions.choices import ChannelTrouble
from unions.reach import trip
from unions.reach.devices import private_key

PATIENCE = 5.0  # seconds
KEPT_FOR = timedelta(days=1)  # by the service, for a device that is switched off
LONGEST_WAIT = timedelta(days=1)
logger = logging.getLogger(__name__)
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def hand_over(address: str, words: Words) -> Handed:
    """Hand one message over to the service of one device."""
    with trip() as way, requests.Session() as session:
        session.trust_env, session.max_redirects = False, 0
        try:
            webpush(
                json.loads(address),
                json.dumps(_payload(words), ensure_ascii=False),
                vapid_private_key=Vapid(private_key=private_key()),
                vapid_claims={"sub": f"mailto:{settings.SECURITY_CONTACT}"},
                timeout=PATIENCE,
                ttl=int(KEPT_FOR.total_seconds()),
                headers={"Urgency": "high" if words.is_urgent else "normal", "Topic": words.tag},
                requests_session=session,
            )
        except WebPushException as refusal:
            return _refused(refusal)
        except requests.TooManyRedirects:  # no push service sends us elsewhere
            return Handed(Outcome.LATER, ChannelTrouble.REFUSED)
        except (requests.RequestException, OSError):
            if way.met_inside:
                return NOT_PUBLIC
            return UNCERTAIN if way.has_left else UNREACHABLE
        except Exception as error:  # whatever it is, it says something of the address and is no reason to stop
            logger.warning("push_failed error=%s", type(error).__name__)
            return Handed(Outcome.LATER, ChannelTrouble.REFUSED)
    return SENT


def _payload(words: Words) -> dict[str, str]:
    return {
        "title": words.title,
        "body": settings.SITE_NAME,
        "url": words.url,
        "tag": words.tag,
        "lang": words.language,
        "dir": words.direction,
    }


def _refused(refusal: WebPushException) -> Handed:
    """A device that is gone stays gone; whatever else the service says may be over later."""
    if refusal.status_code in GONE:
        return Handed(Outcome.GONE, ChannelTrouble.GONE)
    wait = str(refusal.retry_after or "")
    seconds = timedelta(seconds=min(int(wait), LONGEST_WAIT.total_seconds())) if wait.isdecimal() else timedelta(0)
    return Handed(Outcome.LATER, ChannelTrouble.REFUSED, seconds)
