"""A form of the style guide: one field of each sort."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Nothing is kept of what is sent."""

    what_happens = forms.CharField(
        label=_("What is happening, and where?"),
        help_text=_("In any language. Say it as you would on the phone."),
        max_length=600,
        widget=forms.Textarea,
    )
    kind = forms.ChoiceField(
        label=_("One thing that would help"),
        choices=[
            ("letter", _("Protest letters")),
            ("rally", _("A picket or rally")),
            ("funds", _("Money for the strike fund")),
        ],
        widget=forms.RadioSelect,
    )
    quantity = forms.IntegerField(label=_("How many?"), min_value=1)
    useful_until = forms.DateField(
        label=_("By when?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    do_nots = forms.MultipleChoiceField(
        label=_("Please do not"),
        choices=[("names", _("name any worker")), ("workplace", _("call or visit the workplace"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language you write in"), choices=[("en", "English"), ("ar", "العربية")])
    hashtag = forms.CharField(label=_("Hashtag"), required=False)
    have_agreed = forms.BooleanField(
        label=_("The people in the photo have agreed"), help_text=_("Without it, photos stay hidden.")
    )
