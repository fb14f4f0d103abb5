"""What a union says to the draft of one that it vouched for."""

from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from solidarity.models import SolidarityRequest
from unions.forms.texts import LongText
from unions.models import Organisation


class SeenDraftForm(forms.Form):
    """Remembers which draft was looked at: nobody decides on what they have not read."""

    seen_at = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: SolidarityRequest, vouchers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["seen_at"] = draft.put_to_vouchers_at and draft.put_to_vouchers_at.isoformat()

    def clean_seen_at(self) -> Any:
        """Return the moment at which the draft was put, as the page had it."""
        try:
            moment = parse_datetime(self.cleaned_data["seen_at"])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError(_("Open the page again."))
        return moment


class PublishForForm(SeenDraftForm):
    """In the name of which union it is published; asked only of those who speak for several."""

    through = forms.ModelChoiceField(
        label=_("In the name of"), queryset=Organisation.objects.none(), to_field_name="public_id", empty_label=None
    )

    def __init__(self, *args: Any, draft: SolidarityRequest, vouchers: Any, **options: Any) -> None:
        super().__init__(*args, draft=draft, vouchers=vouchers, **options)
        self.fields["through"].queryset = vouchers
        found = list(vouchers[:2])
        if found:
            self.initial["through"] = found[0].public_id
        if len(found) == 1:
            self.fields["through"].widget = forms.HiddenInput()


class SendBackForm(SeenDraftForm):
    """What is to be changed first."""

    remark = LongText(label=_("What should the union change first?"), max_length=300)
