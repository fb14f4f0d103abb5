"""Chats: the services whose addresses we take.

Each is a chat that people of unions use, with a bot or a web hook of their own. Nothing else of the library is let in:
it can also run programs, write mails and post to any address. Encrypted services come first; where there is a server of
one's own, it must be reached over https.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from unions.reach.outside import Unusable, check_host

LONGEST = 500


@dataclass(frozen=True)
class Service:
    """One service: how its addresses begin, what is understood, and how one looks."""

    scheme: str
    name: str
    plugin: str
    example: str
    has_own_server: bool = True
    unencrypted: str = ""  # what its addresses begin with on the loopback of the tests

    @property
    def kind(self) -> Any:
        """The class that sends; loaded when it is first needed, as the library is large.

        Some would say farewell to their server when the object is collected, which is on no trip: then nothing guards
        the line.
        """
        plugin = import_string(f"apprise.plugins.{self.plugin}")
        return type(plugin.__name__, (plugin,), {"__del__": _say_no_farewell})


SERVICES = (
    Service("signals", "Signal", "signal_api.NotifySignalAPI", "signals://signal.example.org/+441632960000/+441632960999",
        unencrypted="signal"),
    Service("matrixs", "Matrix", "matrix.NotifyMatrix", "matrixs://ACCESS-TOKEN@matrix.example.org/!room:example.org",
        unencrypted="matrix"),
    Service("tgram", "Telegram", "telegram.NotifyTelegram", "tgram://BOT-TOKEN/CHAT-NUMBER", has_own_server=False),
    Service("ntfys", "ntfy", "ntfy.NotifyNtfy", "ntfys://ntfy.sh/a-topic-that-nobody-guesses", unencrypted="ntfy"),
    Service("gotifys", "Gotify", "gotify.NotifyGotify", "gotifys://gotify.example.org/APP-TOKEN", unencrypted="gotify"),
    Service("nctalks", "Nextcloud Talk", "nextcloudtalk.NotifyNextcloudTalk",
        "nctalks://USER:APP-PASSWORD@cloud.example.org/ROOM"),
    Service("mmosts", "Mattermost", "mattermost.NotifyMattermost", "mmosts://chat.example.org/HOOK"),
    Service("rockets", "Rocket.Chat", "rocketchat.NotifyRocketChat", "rockets://TOKEN-A/TOKEN-B@chat.example.org"),
    Service("zulip", "Zulip", "zulip.NotifyZulip", "zulip://BOT@ORGANISATION/TOKEN/STREAM", has_own_server=False),
    Service("slack", "Slack", "slack.NotifySlack", "https://hooks.slack.com/services/…", has_own_server=False),
    Service("discord", "Discord", "discord.NotifyDiscord", "https://discord.com/api/webhooks/…", has_own_server=False),
)  # fmt: skip
OWN_HOOKS = {"hooks.slack.com": "slack", "discord.com": "discord", "discordapp.com": "discord", "ntfy.sh": "ntfys"}
BY_SCHEME = {service.scheme: service for service in SERVICES}
BY_UNENCRYPTED = {service.unencrypted: service for service in SERVICES if service.unencrypted}
SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")


def service_of(address: str) -> Service:
    """Return the service that an address belongs to. Raises Unusable."""
    parts = _parts(address)
    if parts.scheme == "https" and parts.hostname in OWN_HOOKS:
        return BY_SCHEME[OWN_HOOKS[parts.hostname]]
    service = BY_SCHEME.get(parts.scheme)
    if service is None and settings.LOOPBACK_IS_PUBLIC:
        service = BY_UNENCRYPTED.get(parts.scheme)
    if service is None:
        raise Unusable(_("No chat that we know begins like this. Look at the examples."))
    return service


def opened(address: str) -> Any:
    """Return what sends to the one chat of this address. Raises Unusable."""
    service = service_of(address)
    if "?" in address:
        raise Unusable(_("Leave out the question mark and what follows it."))
    chat = _plugin(service, address)
    if chat is None or not _is_one_chat(service, chat):
        raise Unusable(_("This address does not name exactly one chat. Look at the example of the service."))
    if service.scheme == "matrixs" and chat.user:
        raise Unusable(_("Give an access token instead of a name and a password: it opens less, and you can end it."))
    if service.has_own_server and not address.startswith("https://"):
        check_host(chat.host or "")
    return chat


def _is_one_chat(service: Service, chat: Any) -> bool:
    """Whether there is one reader and no more; a bot of Telegram without a chat would look for one by itself."""
    is_named = service.scheme != "tgram" or bool(chat.targets)
    return is_named and len(chat) == 1 and bool(chat.verify_certificate)


def _parts(address: str) -> Any:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise Unusable(_("This is not a complete address.")) from error


def _plugin(service: Service, address: str) -> Any:
    """Let the library read the address; it says what is wrong in English only, so we say it again."""
    from apprise.asset import AppriseAsset
    from apprise.common import PersistentStoreMode

    if len(address) > LONGEST or SPACE_OR_CONTROL.search(address):
        return None
    kind = service.kind
    read = kind.parse_native_url(address) if address.startswith("https://") else None
    read = read or kind.parse_url(address.replace("#", "%23"))
    if not read:
        return None
    asset = AppriseAsset(async_mode=False, http_redirects=False, storage_mode=PersistentStoreMode.MEMORY)
    try:
        chat = kind(**{**read, "asset": asset, **({"e2ee": False} if service.scheme == "matrixs" else {})})
    except (TypeError, ValueError):  # the library's own refusals are TypeErrors
        return None
    chat.throttle = _never_wait
    return chat


def _say_no_farewell(_chat: Any) -> None:
    """What was opened is closed within the trip."""


def _never_wait(*_what: Any, **_how: Any) -> None:
    """The library would sleep as long as a server wants, years as well; a message that is not taken goes later."""
