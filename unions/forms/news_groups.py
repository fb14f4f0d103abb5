"""One group of kinds of news on the page of choices: how often it comes by each channel, and which kinds of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unions.announcements import GroupOfNews, KindOfNews
from unions.choices import HOW_OFTEN, Channel, Frequency

Ways = dict[Channel, Frequency]
OWN = (Channel.PUSH, Channel.CHAT)
OFTEN_BY_MAIL = [*HOW_OFTEN, (Frequency.NEVER.value, Frequency.NEVER.label)]
OFTEN_ELSEWHERE = [(each.value, each.label) for each in (Frequency.AT_ONCE, Frequency.NEVER)]
LABELS = {Channel.MAIL: _("By mail"), Channel.PUSH: _("On my devices"), Channel.CHAT: _("In my chats")}


class Ticks(forms.MultipleChoiceField):
    """Which kinds of a group are wanted; asked, and yet none is an answer."""

    is_asked = True

    def __init__(self, kinds: list[KindOfNews], **options: Any) -> None:
        choices = [(kind.name, kind.label) for kind in kinds]
        super().__init__(choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options)


@dataclass(frozen=True)
class NewsGroup:
    """A group with its kinds, as they were chosen; a kind that is not ticked comes by no channel.

    Mail of the kinds that are not owed is chosen for the whole group; what is owed comes at once or, unticked, not at
    all. Where mail is `never`, a tick says that a kind still comes to devices or chats.
    """

    group: GroupOfNews
    kinds: list[KindOfNews]
    chosen: Mapping[str, Mapping[Channel, Frequency]]
    channels: Collection[str]

    @property
    def own_channels(self) -> list[Channel]:
        """The channels besides mail that the person has set up."""
        return [channel for channel in OWN if channel in self.channels]

    @property
    def owed(self) -> list[KindOfNews]:
        """The kinds that are owed."""
        return [kind for kind in self.kinds if kind.is_owed]

    @property
    def others(self) -> list[KindOfNews]:
        """The kinds that may be gathered or ended together."""
        return [kind for kind in self.kinds if not kind.is_owed]

    def fields(self) -> dict[str, forms.Field]:
        """Return the fields by their names, with what was chosen as their initial values."""
        made: dict[str, forms.Field] = {}
        if self.others:
            made[self._name("mail")] = self._often(Channel.MAIL, OFTEN_BY_MAIL, self._mail())
        for channel in self.own_channels:
            often = self._most_eager([*self._ticked(), *self._ticked_owed()], channel)
            made[self._name(channel)] = self._often(channel, OFTEN_ELSEWHERE, often)
        if len(self.others) > 1:
            wanted = [kind.name for kind in self._ticked()]
            made[self._name("wanted")] = Ticks(self.others, label=_("Which of these"), initial=wanted)
        if self.owed:
            owed = [kind.name for kind in self._ticked_owed()]
            made[self._name("owed")] = Ticks(self.owed, label=_("Owed to you: by mail, at once"), initial=owed)
        return made

    def read(self, cleaned: Mapping[str, Any]) -> dict[str, Ways]:
        """Return how often each kind is to come by each channel, from valid answers."""
        often = {channel: Frequency(cleaned[self._name(channel)]) for channel in self.own_channels}
        mail = Frequency(cleaned[self._name("mail")]) if self.others else Frequency.AT_ONCE
        wanted = {kind.name for kind in self.others} if len(self.others) == 1 else cleaned.get(self._name("wanted"), ())
        ticked = {*wanted, *cleaned.get(self._name("owed"), ())}
        ways = {kind.name: {Channel.MAIL: Frequency.AT_ONCE if kind.is_owed else mail} | often for kind in self.kinds}
        nothing = dict.fromkeys((Channel.MAIL, *self.own_channels), Frequency.NEVER)
        return {name: chosen if name in ticked else nothing for name, chosen in ways.items()}

    def _name(self, part: str) -> str:
        return f"{self.group.name}_{part}"

    def _often(self, channel: Channel, choices: list[tuple[str, Any]], initial: Frequency) -> forms.ChoiceField:
        return forms.ChoiceField(label=LABELS[channel], choices=choices, initial=initial.value)

    def _by_mail(self) -> list[KindOfNews]:
        return [kind for kind in self.others if self.chosen[kind.name][Channel.MAIL] != Frequency.NEVER]

    def _ticked(self) -> list[KindOfNews]:
        """Those that come by mail; where none does, those that come otherwise; where none does, all."""
        elsewhere = [kind for kind in self.others if self._comes_elsewhere(kind)]
        return self._by_mail() or elsewhere or self.others

    def _ticked_owed(self) -> list[KindOfNews]:
        return [kind for kind in self.owed if self.chosen[kind.name][Channel.MAIL] != Frequency.NEVER]

    def _comes_elsewhere(self, kind: KindOfNews) -> bool:
        return any(self.chosen[kind.name][channel] != Frequency.NEVER for channel in self.own_channels)

    def _mail(self) -> Frequency:
        return self._most_eager(self._by_mail(), Channel.MAIL)

    def _most_eager(self, kinds: list[KindOfNews], channel: Channel) -> Frequency:
        often = {self.chosen[kind.name][channel] for kind in kinds}
        return next((each for each in Frequency if each in often), Frequency.NEVER)
