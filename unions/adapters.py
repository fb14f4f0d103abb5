"""What the portal wants of allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from unions.fields import cipher
from unions.validators import handle_spelling


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: a handle of any script, absolute links from SITE_URL alone, nothing about the visitor's machine."""

    username_validators = [handle_spelling]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the limiter counts; it is kept nowhere else."""
        return str(request.META.get("REMOTE_ADDR", "0.0.0.0"))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Everyone may hold an account."""
        return True


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: named after the portal, secrets encrypted with the keys of FIELD_KEYS."""

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.SITE_HOST, "name": settings.SITE_NAME}

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()
