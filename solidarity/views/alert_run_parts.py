"""The progress of a piece of news in words. Fewer than five are not counted out, nor to be worked out: it tells who."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from solidarity.alerts.progress import Progress
from unions.choices import Channel
from unions.localised import date_in_words, language_name, number

ENOUGH = 5
REASONS = {
    "refused": gettext_lazy("The receiving server refused the address or the mail"),
    "bad_address": gettext_lazy("Nothing can be sent to the address"),
    "dead_letter": gettext_lazy("Tried as often as may be, and it did not go through"),
    "gone": gettext_lazy("They have left the portal"),
    "no_address": gettext_lazy("They gave no address"),
    "not_confirmed": gettext_lazy("They have not confirmed their address"),
    "suspended": gettext_lazy("Earlier mails to the address came back"),
    "unsubscribed": gettext_lazy("They do not want this kind of news"),
    "paused": gettext_lazy("They asked to be left alone for some days"),
    "not_wanted": gettext_lazy("They do not want it in this way"),
    "uncertain": gettext_lazy("It may have arrived: it left, and nobody said what became of it"),
    "no_longer_concerned": gettext_lazy("It no longer concerns them, or they may no longer read it"),
}
OF_DEVICES = {"gone": gettext_lazy("Their device or chat takes nothing any more")}
Row = dict[str, Any]


def amount(count: int) -> str:
    """Return a number as it may be shown."""
    return _("fewer than five") if 0 < count < ENOUGH else number(count)


def shown(progress: Progress, *, is_whole: bool) -> dict[str, Any]:
    """Return what the page says of the numbers.

    No part is measured of fewer than five people before all has ended, nor before all are written: it would go
    backwards.
    """
    percent = _percent(progress)
    is_measured = is_whole and (progress.addressed >= ENOUGH or percent == 100)
    return {
        "percent": percent if is_measured else None,
        "part": percent / 100,
        "facts": [*_counts(progress), *_speed(progress)],
        "tables": [table for table in _tables(progress) if table["rows"]],
    }


def gathered(counts: Counter[str]) -> tuple[list[tuple[str, int]], int]:
    """Return what is counted out under its name, the largest first, and how many are all else.

    Beside a total that is shown, one small number follows by subtraction, and so do two of which the sum is small. So
    what is too small takes the next larger ones with it, until all else are none or enough.
    """
    named, others = counts.most_common(), 0
    while named and (named[-1][1] < ENOUGH or 0 < others < ENOUGH):
        others += named.pop()[1]
    return named, others


def _percent(progress: Progress) -> int:
    """Return how much of it has ended, worked out from what is shown alone: an exact part would tell the rest."""
    waiting = _at_least(progress.waiting)
    parts = (progress.sent, progress.failed.total(), progress.not_told.total(), progress.cancelled)
    ended = sum(_at_least(part) for part in parts)
    return ended * 100 // (ended + waiting) if ended else 0


def _at_least(count: int) -> int:
    """Return the least that a number may be, as it is shown."""
    return 1 if 0 < count < ENOUGH else count


def _counts(progress: Progress) -> Iterator[Row]:
    yield {"term": _("People reached"), "text": amount(progress.people)}
    yield {"term": _("Copies that wait"), "text": amount(progress.waiting)}
    if progress.put_off and not 0 < progress.waiting - progress.put_off < ENOUGH:  # else the rest would follow
        yield {"term": _("Of these, due at a later hour"), "text": amount(progress.put_off)}
    if progress.next_digest_at and progress.gathered >= ENOUGH:  # of a few, it would say how often one wants to hear
        yield {"term": _("The next digest with it is due on"), "text": date_in_words(progress.next_digest_at)}
    yield {"term": _("Copies that failed"), "text": amount(progress.failed.total())}
    yield {"term": _("Not told"), "text": amount(progress.not_told.total())}
    if progress.cancelled:
        yield {"term": _("Copies that were stopped"), "text": amount(progress.cancelled)}


def _speed(progress: Progress) -> Iterator[Row]:
    if progress.waiting and progress.lately >= ENOUGH:
        rate = _("about %(copies)s a minute") % {"copies": number(progress.per_minute)}
        yield {"term": _("Speed in the last minute"), "text": rate}
        if minutes := progress.minutes_left:
            left = ngettext("about %(minutes)s minute", "about %(minutes)s minutes", minutes)
            yield {"term": _("Time left"), "text": left % {"minutes": number(minutes)}}


def _tables(progress: Progress) -> Iterator[Row]:
    if progress.people >= ENOUGH:
        rows = _rows(progress.languages, language_name, _("Other languages"))
        yield {"caption": _("People reached, by language"), "columns": [_("Language"), _("People")], "rows": rows}
    if progress.sent >= ENOUGH:
        rows = _rows(progress.channels, _channel_name, _("Other channels"))
        yield {"caption": _("Copies sent, by channel"), "columns": [_("Channel"), _("Copies")], "rows": rows}
    why = [_("Reason"), _("Copies")]
    yield {"caption": _("Why copies failed"), "columns": why, "rows": _reason_rows(progress.failed, OF_DEVICES)}
    if progress.addressed >= ENOUGH:  # of a few, it would say of one of them what they want to hear
        yield {"caption": _("Why people were not told"), "columns": why, "rows": _reason_rows(progress.not_told, {})}


def _rows(counts: Counter[str], name_of: Callable[[str], str], of_others: str) -> list[Row]:
    """Return rows; none where no number has a name: the total says as much."""
    named, others = gathered(counts)
    rows = [{"text": name_of(code), "amount": number(count)} for code, count in named]
    return [*rows, {"text": of_others, "amount": number(others)}] if rows and others else rows


def _reason_rows(counts: Counter[str], own: dict[str, Any]) -> list[Row]:
    names = REASONS | own
    classes: Counter[str] = Counter()
    for reason, count in counts.items():
        classes["refused" if reason.startswith("refused_") else reason] += count
    return _rows(classes, lambda name: str(names.get(name, name)), _("Other reasons"))


def _channel_name(code: str) -> str:
    return str(dict(Channel.choices).get(code, code))
