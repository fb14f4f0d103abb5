"""What the portal wants of allauth and of Django's password hashing."""

import ipaddress
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import reauthentication_required
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from unions.actions import consents, recipients, users
from unions.choices import ConsentPurpose
from unions.fields import cipher
from unions.models import User
from unions.permissions import needs_second_factor
from unions.validators import handle_spelling

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

# For views that can hurt: who signed in more than fifteen minutes ago shows once more who they are.
fresh_sign_in_required = reauthentication_required()


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as OWASP advises (19 MiB, two passes), two at once: a flood of sign-ins waits, the machine does not."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
    turns = BoundedSemaphore(2)

    def encode(self, password: str, salt: str) -> str:
        with self.turns:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with self.turns:
            return bool(super().verify(password, encoded))


class AddressConfirmed(EmailVerificationStage):
    """Stops a sign-in until the address is confirmed; people whom a union invited may have none."""

    def handle(self) -> Any:
        user = self.login.user
        if user is not None and not user.email:
            return None, True
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: a handle of any script, links from SITE_URL alone, mail in the reader's language."""

    username_validators = [handle_spelling]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_taken": _("Somebody already uses this handle."),
        "username_password_mismatch": _("This handle and this password do not belong together."),
        "email_password_mismatch": _("This address and this password do not belong together."),
        "too_many_login_attempts": _("Too many attempts. Please wait five minutes."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what the limiter counts by: a pseudonym of the network address that changes every day.

        It looks like an address because the library stores it as one; the real one is kept nowhere.
        """
        secret = salted_hmac("limits", f"{timezone.now():%Y-%m-%d} {_network(request)}", algorithm="sha256").digest()
        return str(ipaddress.IPv6Address(b"\xfd" + secret[:7] + bytes(8)))

    def clean_username(self, username: str, shallow: bool = False) -> str:
        handle_spelling(username)
        return str(super().clean_username(username, shallow))

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> User:
        """Make the person of a sign-up with what belongs to one."""
        now = timezone.now()
        person = users.make(
            handle=form.cleaned_data["username"],
            address=form.cleaned_data["email"],
            password=form.cleaned_data["password1"],
            language=form.cleaned_data["language"],
            consent_wording=None,
            at=now,
        )
        consents.give(
            by=person, purpose=ConsentPurpose.ACCOUNT, words=form.consent_wording, language=get_language(), at=now
        )
        return person

    def is_safe_url(self, url: str) -> bool:
        """Whether an address to go on to is ours; one that cannot be taken apart is not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm an address by its link, which also shows that mail reaches it; who only claimed it loses it."""
        users.end_claims(address=email_address.email, by=email_address.user, at=timezone.now())
        is_confirmed = bool(super().confirm_email(request, email_address))
        if is_confirmed:
            recipients.lift_suspension(recipient=email_address.user.recipient, at=timezone.now())
        return is_confirmed

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in under a new session id and note when: that moment opens what wants a fresh sign-in."""
        super().login(request, user)
        request.session["signed_in_at"] = time.time()

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the sign-in is too long ago for what comes next."""
        signed_in_at = self.request.session.get("signed_in_at", 0)
        return bool(time.time() - signed_in_at > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def get_login_stages(self) -> list[str]:
        ours = f"{__name__}.{AddressConfirmed.__name__}"
        theirs = f"{EmailVerificationStage.__module__}.{EmailVerificationStage.__name__}"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def can_delete_email(self, email_address: Any) -> bool:
        """An address in use is changed, not removed: it is the way back into the account."""
        return not email_address.primary

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail in the language of its reader, with links that no request can bend."""
        links = {name: _at_home(value) for name, value in context.items() if name.endswith("_url")}
        reader = User.objects.filter(email=email.lower()).only("ui_language").first()
        site = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        with _language_of(reader):
            super().send_mail(template_prefix, email, context | links | site)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: named after the portal, secrets encrypted with the keys of FIELD_KEYS."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your role needs a second factor. Add another one first, then remove this."),
        "incorrect_code": _("This code is not right. It changes every 30 seconds: try the one shown now."),
    }

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)

    def _get_user_identifier(self, user: Any) -> str:
        """Authenticator apps show the handle, never the address."""
        return str(user.handle)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.SITE_HOST, "name": settings.SITE_NAME}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one factor."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not needs_second_factor(authenticator.user)

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()


def _network(request: HttpRequest) -> str:
    """The visitor's address; of IPv6 the /64, which is one household. Behind a proxy, what the proxy saw."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return seen
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def _at_home(url: str) -> str:
    parts = urlsplit(url)
    return settings.SITE_URL + parts._replace(scheme="", netloc="").geturl()


@contextmanager
def _language_of(reader: User | None) -> Iterator[None]:
    if reader is None:
        yield
        return
    with override(reader.ui_language):
        yield
