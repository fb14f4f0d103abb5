"""Asking to be let in without a second factor, answering for somebody, and coming back."""

from typing import Any

from allauth.account.fields import PasswordField
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from unions.choices import RecoveryChannel
from unions.forms.accounts import PASSWORD_HELP
from unions.models import User


class RecoveryAskForm(forms.Form):
    """The handle or the address of the account."""

    account = forms.CharField(
        label=_("Your handle or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )


class RecoveryConfirmForm(forms.Form):
    """How one has spoken to the person."""

    channel = forms.ChoiceField(
        label=_("How did you speak to the person?"), choices=RecoveryChannel, widget=forms.RadioSelect
    )
    is_sure = forms.BooleanField(label=_("I know this person, and it was this person who asked me."))


class WayBackForm(forms.Form):
    """The password that the account has; where it has none, a new one."""

    password = PasswordField(label=_("Your password"), autocomplete="current-password")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["password"].widget.attrs.pop("placeholder", None)
        if not person.has_usable_password():
            self.fields["password"].label = _("A password from now on")
            self.fields["password"].help_text = PASSWORD_HELP
            self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.person.has_usable_password():
            validate_password(password, self.person)
        elif not self.person.check_password(password):
            raise ValidationError(_("This is not the password of the account. You can set a new one by mail."))
        return password
