"""Forms around an account: allauth's own in our words, and the settings of one's account."""

import struct
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from unions.actions import consents, users
from unions.choices import ConsentPurpose
from unions.forms.closed_lists import time_zone_choices
from unions.localised import endonym
from unions.models import User
from unions.validators import handle_spelling, plain_name

PASSWORD_HELP = _("At least 12 characters. Four or five unrelated words are strong and easy to remember.")
ADDRESS_HELP = _("We send a link to confirm it. Nobody else sees it.")


class OurWords(forms.Form):
    """Gives a form of allauth the portal's labels and hints, and no placeholders: those vanish when typing starts."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class SignInForm(OurWords, account_forms.LoginForm):
    """Handle or address, and password."""

    words = {
        "login": (_("Handle or e-mail address"), ""),
        "password": (_("Password"), ""),
        "remember": (_("Keep me signed in on this device for two weeks"), ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "dir": "auto"}

    def user_credentials(self) -> dict[str, str]:
        """Try one account: handles hold no @, and a second try would hash twice and so tell a known address."""
        way = "email" if "@" in self.cleaned_data["login"] else "username"
        return {way: self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class SignUpForm(OurWords, account_forms.SignupForm):
    """Handle, address, password and language: nothing else is asked."""

    field_order = ["username", "email", "password1", "language", "consent"]
    words = {
        "username": (_("Handle"), _("What others may see. It need not be your name, and better is not.")),
        "email": (_("E-mail address"), ADDRESS_HELP),
        "password1": (_("Password"), PASSWORD_HELP),
    }
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    consent = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent_wording = consents.wording(ConsentPurpose.ACCOUNT)
        self.fields["consent"].label = self.consent_wording
        self.fields["language"].initial = get_language()

    def try_save(self, request: HttpRequest) -> Any:
        """Do the same work for an address that has an account as for a new one: time must not tell them apart.

        Of two at the same moment one joins; the other is answered like everybody who comes later.
        """
        if self.account_already_exists:  # type: ignore[has-type]
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except users.HandleTaken as refusal:
            messages.error(request, str(refusal.message))
            return None, redirect("account_signup")
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class AddressForm(OurWords, account_forms.AddEmailForm):
    """A first address, or another one."""

    words = {"email": (_("New e-mail address"), ADDRESS_HELP)}


class PasswordChangeForm(OurWords, account_forms.ChangePasswordForm):
    """The old password and the new one, once: the browser can show it."""

    words = {
        "oldpassword": (_("Current password"), ""),
        "password1": (_("New password"), PASSWORD_HELP),
        "password2": (_("New password, again"), ""),
    }


class PasswordSetForm(OurWords, account_forms.SetPasswordForm):
    """A first password."""

    words = {"password1": (_("Password"), PASSWORD_HELP), "password2": (_("Password, again"), "")}


class PasswordResetForm(OurWords, account_forms.ResetPasswordForm):
    """The address to send a link to."""

    words = {"email": (_("E-mail address"), "")}


class NewPasswordForm(OurWords, account_forms.ResetPasswordKeyForm):
    """A new password after a mailed link."""

    words = {"password1": (_("New password"), PASSWORD_HELP), "password2": (_("New password, again"), "")}

    def save(self) -> None:
        """Set it; who knew the former one may have added a device, a chat or a feed to read on by."""
        with transaction.atomic():
            super().save()
            users.end_what_others_may_read_by(user=self.user, at=timezone.now())


class ConfirmPasswordForm(OurWords, account_forms.ReauthenticateForm):
    """The password once more, before something that can hurt."""

    words = {"password": (_("Password"), "")}


GOOD_FOR = (2 * settings.MFA_TOTP_TOLERANCE + 1) * 30  # seconds from a code's first moment to its last
CODE_WORDS = (_("Code"), _("Six digits from your app, or one of your recovery codes."))


class WorksOnce(forms.Form):
    """Takes no code of an app twice. allauth forgets a used one after 30 seconds, while ours is good for up to 90."""

    def clean_code(self) -> str:
        given: str = super().clean_code()
        spelling = "".join(filter(str.isalnum, given)).casefold()
        if not cache.add(f"code-used:{self.user.pk}:{spelling}", True, timeout=GOOD_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return given


class CodeForm(WorksOnce, OurWords, code_forms.AuthenticateForm):
    """The second factor's code."""

    words = {"code": CODE_WORDS}


class ConfirmCodeForm(WorksOnce, OurWords, code_forms.ReauthenticateForm):
    """The second factor's code once more."""

    words = {"code": CODE_WORDS}


class AppForm(OurWords, ActivateTOTPForm):
    """The first code that the app shows."""

    words = {"code": (_("Code that the app shows now"), "")}


class WellFormed(forms.Form):
    """Takes what a device never says for a wrong answer, not for an error of the portal."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error):
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))
        if self.is_bound and self._errors:
            self.data = {**self.data.dict(), "credential": ""}  # good for one answer: nothing of it is shown again


class PasskeySignInForm(WellFormed, passkey_forms.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeySecondForm(WellFormed, passkey_forms.AuthenticateWebAuthnForm):
    """A passkey as second factor."""


class PasskeyAgainForm(WellFormed, passkey_forms.ReauthenticateWebAuthnForm):
    """The passkey once more, before something that can hurt."""


class PasskeyForm(OurWords, WellFormed, passkey_forms.AddWebAuthnForm):
    """A passkey or security key, with a name to tell it from others."""

    words = {
        "name": (_("Name of this passkey"), _("For example: my phone.")),
        "passwordless": (_("Sign in with it alone, without a password"), _("It then asks for a finger, face or PIN.")),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(plain_name)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].disabled = not self.user.has_usable_password()  # it is then the only way in


class PasskeyNameForm(OurWords, passkey_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    words = {"name": (_("Name of this passkey"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(plain_name)


class AccountForm(forms.ModelForm):
    """Handle, languages, time zone and safe mode."""

    ui_language = forms.ChoiceField(label=_("Language of the portal and of mails"), choices=settings.LANGUAGES)
    reading_languages = forms.MultipleChoiceField(
        label=_("Languages I also read"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Texts in these languages are shown to you untranslated."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[])

    class Meta:
        model = User
        fields = ["handle", "ui_language", "reading_languages", "time_zone", "safe_mode"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reading_languages"].choices = reading_choices(self.instance)
        self.fields["time_zone"].choices = time_zone_choices()

    def clean_handle(self) -> str:
        handle_spelling(self.cleaned_data["handle"])
        return str(self.cleaned_data["handle"])

    def clean_reading_languages(self) -> list[str]:
        """Leave the languages in the order that the person gave them; new ones come last."""
        ticked: list[str] = self.cleaned_data["reading_languages"]
        known = [tag for tag in self.instance.reading_languages if tag in ticked]
        return list(dict.fromkeys([*known, *ticked]))


def reading_choices(person: User) -> list[tuple[str, str]]:
    """Return the languages that a person may say they read, by their own names."""
    tags = {*dict(settings.LANGUAGES), *READ_IN_THE_NETWORK, *person.reading_languages}
    return [(tag, endonym(tag)) for tag in sorted(tags)]


READ_IN_THE_NETWORK = (
    "bn",
    "de",
    "hi",
    "id",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ru",
    "sw",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh",
)
