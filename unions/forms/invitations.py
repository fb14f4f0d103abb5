"""Forms that bring people in."""

from typing import Any

from allauth.account.fields import PasswordField
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from unions.actions import consents
from unions.choices import ALLY_KINDS, ConsentPurpose, Role
from unions.forms.accounts import ADDRESS_HELP, PASSWORD_HELP
from unions.models import Organisation, User
from unions.validators import handle_spelling

HANDLE_LENGTH = 40

ROLE_HELP = {
    Role.MEMBER: _("Reads what the network shares, pledges as a person."),
    Role.TRANSLATOR: _("Translates what the organisation writes."),
    Role.UNION_STAFF: _("Asks and answers for the union."),
    Role.ALLY_STAFF: _("Answers for the organisation."),
    Role.UNION_ADMIN: _("Looks after its people and its profile, asks and answers."),
}


def roles_of(organisation: Organisation) -> list[Role]:
    """Return the roles that people can have in this organisation."""
    staff = Role.ALLY_STAFF if organisation.kind in ALLY_KINDS else Role.UNION_STAFF
    return [Role.MEMBER, Role.TRANSLATOR, staff, Role.UNION_ADMIN]


class InvitationForm(forms.Form):
    """Which role, and where to send the link if it is to be sent."""

    role = forms.ChoiceField(label=_("Invite as"), widget=forms.RadioSelect)
    address = forms.EmailField(
        label=_("Send the link to"),
        required=False,
        help_text=_("Leave it empty to pass the link on yourself: it is safer in person. The address is not kept."),
    )
    language = forms.ChoiceField(label=_("Language of that mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, f"{role.label} – {ROLE_HELP[role]}") for role in roles_of(organisation)]
        self.fields["role"].choices = roles
        self.fields["role"].initial = Role.MEMBER.value
        self.fields["language"].initial = get_language()


class MembershipForm(forms.Form):
    """The consent to be recorded as one of an organisation's people."""

    agrees_to_membership = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership_wording = consents.wording(ConsentPurpose.MEMBERSHIP)
        self.fields["agrees_to_membership"].label = self.membership_wording


class OpeningForm(MembershipForm):
    """How to sign in from now on, and both consents."""

    PASSWORD, PASSKEY = "password", "passkey"

    way = forms.ChoiceField(
        label=_("How will you sign in?"),
        choices=[
            (PASSWORD, pgettext_lazy("way to sign in", "With a password")),
            (PASSKEY, pgettext_lazy("way to sign in", "With a passkey: the finger, face or PIN of your device")),
        ],
        initial=PASSWORD,
        widget=forms.RadioSelect,
    )
    password = PasswordField(label=_("Password"), help_text=PASSWORD_HELP, required=False, autocomplete="new-password")
    address = forms.EmailField(label=_("E-mail address"), required=False, help_text=ADDRESS_HELP)
    agrees_to_account = forms.BooleanField()
    field_order = ["handle", "language", "way", "password", "address", "agrees_to_account", "agrees_to_membership"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account_wording = consents.wording(ConsentPurpose.ACCOUNT)
        self.fields["agrees_to_account"].label = self.account_wording
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].required = self.data.get("way") != self.PASSKEY

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == self.PASSKEY:
            cleaned["password"] = None
        elif "password" in cleaned:
            self._check_password(cleaned)
        return cleaned

    def _check_password(self, cleaned: dict[str, Any]) -> None:
        person = User(handle=cleaned.get("handle") or "", email=cleaned.get("address") or None)
        try:
            validate_password(cleaned["password"] or "", person)
        except ValidationError as error:
            self.add_error("password", error)


class JoiningForm(OpeningForm):
    """A new account: handle and language besides."""

    handle = forms.CharField(
        label=_("Handle"),
        max_length=HANDLE_LENGTH,
        validators=[handle_spelling],
        help_text=_("What others may see. It need not be your name, and better is not."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
