"""History comes in from a list of others: previewed, refused with reasons, and the same the second time."""

import re
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from campaigns.choices import ActionKind, Qualifier
from campaigns.importers import rows, words
from campaigns.importers.previewing import Preview, apply, preview
from campaigns.importers.rows import Row
from campaigns.importers.words import Place
from campaigns.models import Action, ActionReport
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from unions.choices import EmployerKind, NetworkRoleKind
from unions.importers.applying import Outdated
from unions.importers.lines import Outcome
from unions.models import AuditEvent, Employer, User
from unions.panels import panels_for

HEADER = "id,date,sources,actions,description,locations,companies,workers"
GOOD = {
    "id": "1",
    "date": "2020-02-14",
    "sources": "['https://example.org/a']",
    "actions": "['strike']",
    "description": "More than 1,000 stopped work.",
    "locations": "['berlin-germany']",
    "companies": "['ibm']",
    "workers": "1000",
}


def listed(**cells: str) -> list[Row]:
    """A list of one row."""
    line = ",".join(f'"{cell}"' for cell in (GOOD | cells).values())
    return rows.read(f"{HEADER}\n{line}\n".encode())


def line_of(**cells: str):  # type: ignore[no-untyped-def]
    """What becomes of this row."""
    return preview(listed(**cells)).lines[0]


def imported(**cells: str) -> Action:
    """The action that this row becomes."""
    apply(preview(listed(**cells)), by=None, at=NOW)
    return Action.objects.get()


def test_the_whole_list_comes_in_once_and_the_second_time_nothing_changes() -> None:
    seen = preview(rows.read())
    first = apply(seen, by=None, at=NOW)
    assert first.totals() == {Outcome.CREATE: 505, Outcome.MERGE: 0, Outcome.UNCHANGED: 0, Outcome.REFUSE: 1}
    counts = (
        Action.objects.count(),
        ActionReport.objects.count(),
        Employer.objects.count(),
        AuditEvent.objects.count(),
    )
    second = apply(preview(rows.read()), by=None, at=NOW)
    assert second.totals() == {Outcome.CREATE: 0, Outcome.MERGE: 0, Outcome.UNCHANGED: 505, Outcome.REFUSE: 1}
    again = (Action.objects.count(), ActionReport.objects.count(), Employer.objects.count(), AuditEvent.objects.count())
    assert again == counts
    assert (Action.objects.count(), Employer.objects.count()) == (505, 170)
    assert Counter(ActionReport.objects.values_list("qualifier", flat=True)) == {
        Qualifier.ABOUT: 321,
        Qualifier.MORE_THAN: 29,
        Qualifier.AT_LEAST: 3,
        "": 152,
    }
    refused = [(line.row.number, str(line.reason)) for line in first.lines if line.outcome == Outcome.REFUSE]
    assert refused == [(20, "It names no source that can be opened: without one it is hearsay.")]
    assert Action.objects.filter(employers__name="Amazon").count() == 108


def test_looking_writes_nothing_and_costs_as_much_for_many_rows_as_for_one() -> None:
    one = queries_of(lambda: preview(listed()))
    assert queries_of(lambda: preview(rows.read())) == one
    assert not Action.objects.exists()
    assert not Employer.objects.exists()


def test_a_row_becomes_history_with_its_source() -> None:
    action = imported()
    assert (action.kind, action.country, action.city) == (ActionKind.STRIKE_WORK_STOPPAGE, "DE", "Berlin")
    assert (action.source, action.source_url) == ("collectiveaction.tech", "https://example.org/a")
    assert action.is_history
    assert [(each.name, each.kind) for each in action.employers.all()] == [("IBM", EmployerKind.COMPANY)]
    assert action.reports.get().number_in_words == "more than 1,000"


def test_a_row_may_name_several_employers_kinds_and_places() -> None:
    action = imported(
        companies="['uber', 'lyft', 'uber']", actions="['protest', 'strike']", locations="['leeds-uk', 'york-uk']"
    )
    assert set(action.employers.values_list("name", flat=True)) == {"Uber", "Lyft"}
    assert (action.kind, action.further_kinds) == (ActionKind.PROTEST, [ActionKind.STRIKE_WORK_STOPPAGE])
    assert (action.country, action.city) == ("GB", "")


def test_an_employer_that_is_here_is_meant_whatever_its_country() -> None:
    known = factories.make_employer("IBM", country="US")
    assert imported().employers.get() == known


def test_of_several_employers_of_one_name_none_is_guessed() -> None:
    for country in ("US", "DE"):
        factories.make_employer("IBM", country=country)
    assert imported().employers.get().country == ""


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"sources": "['somewhere in the archive']"}, "no source"),
        ({"sources": f"['https://example.org/{'a' * 500}']"}, "no source"),
        ({"date": "last spring"}, "is not a day"),
        ({"actions": "['hacktivism']"}, "none of the kinds"),
        ({"actions": "__import__('os').system('true')"}, "something else"),
        ({"locations": "{'a': 1}"}, "something else"),
        ({"locations": "['atlantis']"}, "not a place"),
        ({"locations": "None"}, "names no place"),
        ({"workers": "many"}, "not a number"),
        ({"description": ""}, "tells nothing"),
        ({"description": "a\u202eb"}, "hidden characters"),
        ({"id": "=1"}, "no number of its own"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(cells: dict[str, str], why: str) -> None:
    line = line_of(**cells)
    assert line.outcome == Outcome.REFUSE
    assert why in str(line.reason)


def test_what_is_left_out_is_noted() -> None:
    line = line_of(actions="['protest', 'hacktivism']", companies="['na']", locations="['leeds-uk', 'paris-france']")
    assert line.outcome == Outcome.CREATE
    assert len(line.notes) == 3


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("brooklyn-new york city-new york-usa", Place("US", "New York", "Brooklyn")),
        ("california-usa", Place("US", "California")),
        ("são paulo-brazil", Place("BR", "", "São Paulo")),
        ("washington_dc-usa", Place("US", "", "Washington, D.C.")),
        ("germany", Place("DE")),
        ("worldwide", Place()),
        ("atlantis", None),
    ],
)
def test_places_are_read(written: str, found: Place | None) -> None:
    assert words.place(written) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("More than 2,500 came.", Qualifier.MORE_THAN),
        ("Over 2500 came.", Qualifier.MORE_THAN),
        ("At least 2,500 came.", Qualifier.AT_LEAST),
        ("Police said 2,500 came.", Qualifier.POLICE_SAYS),
        ("More than 12,500 came, or 2,500.", Qualifier.ABOUT),
        ("2,500 came.", Qualifier.ABOUT),
    ],
)
def test_the_words_before_a_number_say_how_exact_it_is(text: str, found: Qualifier) -> None:
    assert words.qualifier(2500, text) == found


def test_what_changes_between_look_and_import_stops_it() -> None:
    seen: Preview = preview(listed())
    apply(preview(listed()), by=None, at=NOW)
    with pytest.raises(Outdated):
        apply(seen, by=None, at=NOW)


def test_the_command_looks_and_then_writes(tmp_path: Path) -> None:
    cells = ",".join(f'"{cell}"' for cell in GOOD.values())
    copy = tmp_path / "actions.csv"
    copy.write_text(f"{HEADER}\n{cells}\n")
    looked, written = StringIO(), StringIO()
    call_command("import_actions", str(copy), preview=True, stdout=looked)
    assert not Action.objects.exists()
    call_command("import_actions", str(copy), apply=True, quiet=True, stdout=written)
    assert "create 1" in looked.getvalue() and "nothing written" in looked.getvalue()
    assert written.getvalue().strip() == "create 1, merge 0, unchanged 0, refuse 0"
    with pytest.raises(CommandError):
        call_command("import_actions", str(tmp_path / "missing.csv"))


def test_network_admins_import_on_a_page(signed_in: Callable[[User], Client]) -> None:
    admin = signed_in(factories.give_duty(factories.make_user(), NetworkRoleKind.NETWORK_ADMIN))
    url = reverse("campaigns:history-import")
    looked = admin.get(url).text
    assert "It names no source that can be opened" in looked
    stale = admin.post(url, {"fingerprint": "x"})
    assert stale.status_code == 409
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', looked)
    assert fingerprint
    done = admin.post(url, {"fingerprint": fingerprint[1]}, follow=True)
    assert "505 rows were imported." in done.text
    assert "There is nothing to import" in done.text
    assert next(iter(done.context["page"])).outcome == "refuse"  # what asks for a look stands first
    assert url in admin.get(reverse("campaigns:campaign-list")).text
    assert url not in Client().get(reverse("campaigns:campaign-list")).text


def test_an_employer_shows_its_history_as_that_of_others() -> None:
    employer = imported().employers.get()
    (panel,) = panels_for("employer", AnonymousUser(), employer)
    assert panel.context["sources"] == ["collectiveaction.tech"]
    assert (panel.context["shown"], panel.context["total"]) == (1, 1)
    assert panels_for("employer", AnonymousUser(), factories.make_employer("Another")) == []


def test_the_page_of_history_says_whose_account_it_is() -> None:
    page = Client().get(reverse("campaigns:action-detail", args=[imported().public_id])).text
    assert "Reported by collectiveaction.tech." in page
    assert "How many came: more than 1,000" in page
