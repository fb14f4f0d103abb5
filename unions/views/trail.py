"""The trail: who did what to what, for auditors and network admins; nothing here changes anything."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unions.models import AuditEvent
from unions.permissions import may_export_trail, may_read_trail
from unions.querysets.audit_event import references

PER_PAGE = 50
AT_ONCE = 500
COLUMNS = ("at", "who", "action", "about", "reference", "from", "to", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FILTERS = ("about", "reference", "action", "by")


@login_required
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Show the lines of the trail, the latest first, narrowed by what the address says."""
    if not may_read_trail(request.user):
        raise PermissionDenied(_("Auditors and network admins read the trail."))
    visible = AuditEvent.objects.visible_to(request.user)
    chosen = _chosen(request)
    context = {
        **_page(request, _narrowed(visible, chosen), visible, chosen),
        "groups": _groups(visible, chosen),
        "export_url": f"{reverse('unions:trail-export')}?{urlencode(chosen)}" if may_export_trail(request.user) else "",
        "crumbs": [{"text": _("Desk"), "url": reverse("unions:desk")}, {"text": _("The trail")}],
    }
    return render(request, "unions/trail.html", context)


@login_required
@require_safe
def trail_export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Hand the same lines to an auditor as a table that no spreadsheet takes for formulas."""
    if not may_export_trail(request.user):
        raise PermissionDenied(_("Auditors take the trail with them."))
    found = _narrowed(AuditEvent.objects.visible_to(request.user), _chosen(request)).for_list()
    response = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return response


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Return the filters of the address that say something."""
    given = {name: request.GET.get(name, "")[:60].replace("\0", "") for name in FILTERS}
    return {name: value for name, value in given.items() if value}


def _narrowed(visible: Any, chosen: dict[str, str]) -> Any:
    """Return the lines that match every filter; a kind of object that nobody knows matches none."""
    found = visible.filter(action=chosen["action"]) if "action" in chosen else visible
    found = found.by(chosen["by"]) if "by" in chosen else found
    if "about" not in chosen:
        return found
    kind = next((each for each in visible.kinds() if _code(each) == chosen["about"]), None)
    return found.about(kind, chosen.get("reference", "")) if kind else found.none()


def _page(request: HttpRequest, found: Any, visible: Any, chosen: dict[str, str]) -> dict[str, Any]:
    """Cut one page out of the lines, after or before the one that the address names."""
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    key = older or newer
    mark = visible.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    listed = found.for_list()
    if mark and newer:
        rows = list(listed.newer_than(mark)[: PER_PAGE + 1])
        shown, has_newer, has_older = rows[:PER_PAGE][::-1], len(rows) > PER_PAGE, bool(rows)
    else:
        rows = list((listed.older_than(mark) if mark else listed)[: PER_PAGE + 1])
        shown, has_newer, has_older = rows[:PER_PAGE], bool(mark), len(rows) > PER_PAGE
    return {
        "lines": _lines(shown, chosen),
        "newer_url": _url(chosen, newer=shown[0].pk) if shown and has_newer else "",
        "older_url": _url(chosen, older=shown[-1].pk) if shown and has_older else "",
    }


def _lines(events: list[Any], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Return what the page shows of each line, with links that narrow the trail to it."""
    named = references(events)
    lines = []
    for event in events:
        reference = named.get((event.content_type_id, event.object_id), str(event.object_id))
        lines.append(
            {
                "event": event,
                "about": event.content_type.name,
                "reference": reference,
                "reference_url": _url(chosen, about=_code(event.content_type), reference=reference),
                "action_url": _url(chosen, action=event.action),
                "who_url": _url(chosen, by=event.who) if event.who else "",
            }
        )
    return lines


def _groups(visible: Any, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Return the filters as links: what is chosen, each to be removed, and the kinds of objects."""
    others = [name for name in ("reference", "action", "by") if name in chosen]
    names = {"reference": _("The object %(value)s"), "action": _("The act %(value)s"), "by": _("By %(value)s")}
    narrowed = [
        {"text": names[name] % {"value": chosen[name]}, "url": _url(chosen, **{name: ""}), "is_current": True}
        for name in others
    ]
    kinds = [
        {
            "text": str(kind.name),
            "url": _url(chosen, about="" if _code(kind) == chosen.get("about") else _code(kind), reference=""),
            "is_current": _code(kind) == chosen.get("about"),
        }
        for kind in visible.kinds()
    ]
    groups = [
        {"key": "chosen", "title": _("Narrowed to"), "choices": narrowed},
        {"key": "about", "title": _("What it is about"), "choices": sorted(kinds, key=lambda kind: kind["text"])},
    ]
    return [group for group in groups if group["choices"]]


def _url(chosen: dict[str, str], **changes: Any) -> str:
    kept = {name: value for name, value in (chosen | changes).items() if value}
    return f"?{urlencode(kept)}" if kept else reverse("unions:trail")


def _code(kind: Any) -> str:
    return f"{kind.app_label}.{kind.model}"


def _csv(found: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    events = found.iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(events, AT_ONCE)):
        named = references(chunk)
        for event in chunk:
            yield writer.writerow(_cells(event, named))


def _cells(event: Any, named: dict[tuple[int, int], str]) -> Iterable[str]:
    reference = named.get((event.content_type_id, event.object_id), str(event.object_id))
    states = (event.from_state, event.to_state, event.reason)
    values = (event.at.isoformat(), event.who, event.action, _code(event.content_type), reference, *states)
    return [f"'{value}" if value.startswith(FORMULA) else value for value in values]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
