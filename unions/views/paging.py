"""Cuts one page out of a list by name: after or before the row that the address names, never counted off."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from unions.forms.chosen import Chosen

PER_PAGE = 25


class Page(NamedTuple):
    """The rows of one page, and the ways to its neighbours."""

    rows: list[Any]
    before_url: str
    after_url: str

    @property
    def is_first(self) -> bool:
        """Whether the list begins here."""
        return not self.before_url


def page_by_name(found: Any, visible: Any, choice: Chosen, request: HttpRequest) -> Page:
    """Return the page that the address asks for; a row that the reader may not see, or nobody knows, is no mark."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    mark = visible.filter(public_id=(after or before)[:12]).first() if after or before else None
    if mark is None:
        return _cut(list(found.by_name()[: PER_PAGE + 1]), choice, is_first=True)
    if after:
        return _cut(list(found.after(mark)[: PER_PAGE + 1]), choice, is_first=False)
    return _cut_backwards(list(found.before(mark)[: PER_PAGE + 1]), choice)


def _cut(rows: list[Any], choice: Chosen, *, is_first: bool) -> Page:
    shown = rows[:PER_PAGE]
    return Page(
        rows=shown,
        before_url=choice.page(before=shown[0].public_id) if shown and not is_first else "",
        after_url=choice.page(after=shown[-1].public_id) if len(rows) > PER_PAGE else "",
    )


def _cut_backwards(rows: list[Any], choice: Chosen) -> Page:
    shown = rows[:PER_PAGE][::-1]
    return Page(
        rows=shown,
        before_url=choice.page(before=shown[0].public_id) if len(rows) > PER_PAGE else "",
        after_url=choice.page(after=shown[-1].public_id) if shown else "",
    )
