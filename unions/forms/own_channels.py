"""Setting up devices and chats."""

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.models import OwnChannel
from unions.reach import chats, devices

CODE = r"\d{6}"


class NameForm(forms.ModelForm):
    """What a person calls a device or a chat."""

    class Meta:
        model = OwnChannel
        fields = ["name"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("To tell it from others, for example: my phone. Only you see it.")}


class DeviceForm(NameForm):
    """What the browser hands over, and a name."""

    subscription = forms.CharField(
        widget=forms.HiddenInput,
        max_length=devices.LONGEST,
        error_messages={"required": _("Messages on a device need JavaScript, and your leave. Nothing was set up.")},
    )

    def clean_subscription(self) -> str:
        return devices.subscription(self.cleaned_data["subscription"])


class ChatForm(NameForm):
    """The address of a chat, and a name."""

    address = forms.CharField(
        label=_("Address of the chat"),
        max_length=chats.LONGEST,
        help_text=_("Copy an example from below and put your own parts in. It is kept encrypted."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    field_order = ["address", "name"]

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        chats.opened(address)
        return address


class CodeForm(forms.Form):
    """The code that arrived in the chat."""

    code = forms.RegexField(
        CODE,
        label=_("Code"),
        max_length=6,
        error_messages={"invalid": _("The code has six digits.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )
