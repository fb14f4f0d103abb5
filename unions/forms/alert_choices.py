"""What reaches me, where, and how often: one form for all of it, and a small one for a pause."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from unions.actions import alert_choices
from unions.announcements import groups_of_news
from unions.choices import HOW_OFTEN, Frequency
from unions.forms.accounts import reading_choices
from unions.forms.follows import followed_by
from unions.forms.news_groups import NewsGroup, Ticks
from unions.localised import isolated, number
from unions.models import OwnChannel, User

FEWEST_LANGUAGES = 3


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


class AlertChoicesForm(forms.Form):
    """Follows, groups of news, quiet hours, safe mode and languages, as they are chosen now."""

    is_everything_ended = forms.BooleanField(
        label=_("No mail at all but what is owed to me"),
        required=False,
        help_text=_("What you choose for each group is kept, and counts again when you take this tick away."),
    )
    quiet_from = _clock(_("Quiet from"))
    quiet_until = _clock(_("Quiet until"))
    safe_mode = forms.BooleanField(
        label=_("Safe mode"),
        required=False,
        help_text=_("What reaches you says only that something waits in the portal."),
    )
    ui_language = forms.ChoiceField(
        label=_("First: the language of the portal and of mails"), choices=settings.LANGUAGES
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, recipient = person, person.recipient
        own = OwnChannel.objects.visible_to(person).in_use()
        self.own_channels = set(own.values_list("channel", flat=True))
        chosen = alert_choices.chosen(recipient)
        self.news_groups = [NewsGroup(group, kinds, chosen, self.own_channels) for group, kinds in groups_of_news()]
        self.follows = followed_by(person)
        self._add_fields()
        self.initial = {
            "is_everything_ended": recipient.unsubscriptions.filter(kind="").exists(),
            "quiet_from": recipient.quiet_from,
            "quiet_until": recipient.quiet_until,
            "safe_mode": person.safe_mode,
            "ui_language": person.ui_language,
        } | self.initial

    @property
    def follow_fields(self) -> list[forms.BoundField]:
        """How often each thing that is followed comes."""
        return [self[follow.key] for follow in self.follows]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Each group with its fields: how often, which is seen, and which kinds, folded until one is wrong."""
        shown = []
        for each in self.news_groups:
            fields = [self[name] for name in each.fields()]
            ticks = [field for field in fields if isinstance(field.field, Ticks)]
            shown.append(
                {
                    "name": each.group.name,
                    "label": each.group.label,
                    "is_owed": not each.others,
                    "often": [field for field in fields if field not in ticks],
                    "ticks": ticks,
                    "is_open": any(field.errors for field in ticks),
                }
            )
        return shown

    @property
    def language_fields(self) -> list[forms.BoundField]:
        """The languages after the first, in their order."""
        return [self[name] for name in self.fields if name.startswith("language_")]

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action wants, of valid answers."""
        cleaned = self.cleaned_data
        return {
            "kinds": {name: ways for each in self.news_groups for name, ways in each.read(cleaned).items()},
            "is_everything_ended": cleaned["is_everything_ended"],
            "followed": {follow.row: Frequency(cleaned[follow.key]) for follow in self.follows},
            "quiet_hours": (cleaned["quiet_from"], cleaned["quiet_until"]),
            "safe_mode": cleaned["safe_mode"],
            "ui_language": cleaned["ui_language"],
            "reading_languages": [tag for name, tag in cleaned.items() if name.startswith("language_") and tag],
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        above = {cleaned.get("ui_language")}
        for name in [name for name in self.fields if name.startswith("language_")]:
            tag = cleaned.get(name)
            if tag and tag in above:
                self.add_error(name, _("You have chosen this language above."))
            above.add(tag)
        return cleaned

    def _add_fields(self) -> None:
        for follow in self.follows:
            self.fields[follow.key] = forms.ChoiceField(
                label=isolated(follow.name), choices=HOW_OFTEN, initial=follow.row.frequency
            )
        for group in self.news_groups:
            self.fields.update(group.fields())
        read = [tag for tag in self.person.reading_languages if tag != self.person.ui_language]
        choices = [("", pgettext("choice of a language", "None")), *reading_choices(self.person)]
        for place in range(max(FEWEST_LANGUAGES, len(read) + 1)):
            self.fields[f"language_{place + 2}"] = forms.ChoiceField(
                label=gettext("Language number %(place)s") % {"place": number(place + 2)},
                choices=choices,
                required=False,
                initial=read[place] if place < len(read) else "",
            )


class PauseForm(forms.Form):
    """For how many days nothing is told."""

    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=alert_choices.SHORTEST_PAUSE,
        max_value=alert_choices.LONGEST_PAUSE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days, refused = self.fields["days"], str(alert_choices.PauseTooLong().message)
        days.help_text = gettext("From %(fewest)s to %(most)s.") % alert_choices.pauses()
        days.error_messages |= dict.fromkeys(("min_value", "max_value", "invalid"), refused)
