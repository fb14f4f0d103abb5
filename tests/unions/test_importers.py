"""Lists of organisations: previewed row by row, applied, and applied again without effect."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, give_duty, make_organisation, make_sector, make_user
from unions.actions import reference
from unions.choices import OrganisationKind, OrganisationState
from unions.importers.applying import Outdated, apply
from unions.importers.checking import LIMITS
from unions.importers.previewing import Line, Outcome, preview
from unions.importers.rows import Row
from unions.importers.shipped import READERS
from unions.models import Affiliation, AuditEvent, Organisation, OrganisationIdentifier, OrganisationName


def make_row(number: int = 2, name: str = "Dockers of Alexandria", country: str = "Egypt", **cells: Any) -> Row:
    """A row of a list."""
    return Row(number=number, name=name, country=country, **cells)


def line_of(**cells: Any) -> Line:
    """What the preview says of one row."""
    return preview([make_row(**cells)]).lines[0]


def bring_in(*rows: Row) -> None:
    """Import rows."""
    apply(preview(rows), by=None, at=NOW)


@pytest.fixture
def all_lists() -> None:
    """The shipped lists, imported."""
    reference.load()
    for read in READERS.values():
        bring_in(*read())


@pytest.mark.usefixtures("all_lists")
@pytest.mark.parametrize("name", READERS)
def test_a_second_import_of_any_shipped_list_changes_nothing(name: str) -> None:
    seen = preview(READERS[name]())
    assert {line.outcome for line in seen.lines} <= {Outcome.UNCHANGED, Outcome.REFUSE}


@pytest.mark.usefixtures("all_lists")
def test_a_second_import_leaves_no_trace() -> None:
    before = AuditEvent.objects.count(), Organisation.objects.count()
    for read in READERS.values():
        bring_in(*read())
    assert (AuditEvent.objects.count(), Organisation.objects.count()) == before


@pytest.mark.usefixtures("all_lists")
def test_imported_organisations_are_listed_and_never_members() -> None:
    assert set(Organisation.objects.values_list("state", flat=True)) == {OrganisationState.LISTED}


@pytest.mark.usefixtures("all_lists")
def test_no_imported_website_is_taken_for_one_that_answers() -> None:
    assert not Organisation.objects.filter(website_answers=True).exists()
    assert not Organisation.objects.filter(website="na").exists()


@pytest.mark.usefixtures("all_lists")
def test_the_lists_know_a_union_by_its_accents_or_without_them() -> None:
    cgt = Organisation.objects.get(country="FR", acronym="CGT")
    schemes = set(cgt.identifiers.values_list("scheme", flat=True))
    assert (cgt.name, schemes) == ("Confédération générale du travail", {"WIKIDATA", "ESF-FORUM"})


@pytest.mark.usefixtures("all_lists")
@pytest.mark.parametrize(
    ("branch", "parent"),
    [
        ("SUD rail", "Union syndicale Solidaires"),
        ("CGT Federation des cheminots", "Confédération générale du travail"),
        ("FSU SD 01", "Federation Syndicale Unitaire"),
        ("TUC Dundee", "Trades Union Congress"),
        ("UE Local 506", "United Electrical, Radio and Machine Workers of America"),
    ],
)
def test_unions_of_every_level_hang_under_their_parents(branch: str, parent: str) -> None:
    assert Organisation.objects.get(name=branch, parent__name=parent)


@pytest.mark.usefixtures("all_lists")
def test_a_federation_above_is_an_affiliation() -> None:
    tie = Affiliation.objects.get(child__acronym="IBC")
    assert (tie.parent.name, tie.status) == ("IndustriALL Global Union", "claimed")


def test_parties_that_a_list_calls_trade_unions_are_refused() -> None:
    lines = preview(READERS["forum"]()).lines
    refused = {line.row.name: str(line.reason) for line in lines if line.outcome == Outcome.REFUSE}
    assert "political body" in refused["Green Party of England and Wales"]
    assert "NGO or Association" in refused["Accueil Paysan"] or "Network" in refused["Accueil Paysan"]


def test_no_person_stands_in_the_name_of_a_shipped_union() -> None:
    names = {row.name for row in READERS["forum"]()}
    assert {"FSU SD 21", "FSU SD 63"} <= names


def test_a_new_row_says_which_fields_it_brings() -> None:
    line = line_of(acronym="DA", website="http://dead.example")
    assert line.outcome == Outcome.CREATE
    assert [str(change) for change in line.changes] == [
        "name: Dockers of Alexandria",
        "country: EG",
        "kind: union",
        "acronym: DA",
        "website: http://dead.example",
    ]


def test_empty_cells_stay_empty() -> None:
    bring_in(make_row())
    dockers = Organisation.objects.get()
    assert (dockers.acronym, dockers.city, dockers.website, dockers.statement, dockers.parent) == ("", "", "", "", None)


def test_a_row_fills_gaps_and_overwrites_nothing() -> None:
    bring_in(make_row(city="Alexandria"))
    bring_in(make_row(name="DOCKERS OF ALEXANDRIA", country="EG", city="Cairo", website="dockers.example"))
    dockers = Organisation.objects.get()
    assert (dockers.name, dockers.city, dockers.website) == ("Dockers of Alexandria", "Alexandria", "dockers.example")


def test_a_list_adds_only_its_number_to_an_organisation_that_speaks_for_itself() -> None:
    member = make_organisation("Dockers of Alexandria", country="EG", state=OrganisationState.APPROVED)
    bring_in(make_row(website="fake.example", other_names=("Port Union",), identifiers=("TEST:1",)))
    member.refresh_from_db()
    assert (member.website, member.names.count(), member.identifiers.get().value) == ("", 0, "1")
    assert member.state == OrganisationState.APPROVED


def test_two_rows_of_one_list_that_mean_the_same_become_one() -> None:
    lines = preview([make_row(2), make_row(3, name="dockers of  alexandria", city="Alexandria")]).lines
    assert [line.outcome for line in lines] == [Outcome.CREATE, Outcome.MERGE]
    assert str(lines[1].reason) == "The same as row 2 of this list."


def test_the_same_acronym_is_one_union_where_the_names_agree() -> None:
    bring_in(make_row(name="Confédération française démocratique du travail", acronym="CFDT", country="FR"))
    line = line_of(name="Confederation Francaise Democratique de Travail", acronym="CFDT", country="France")
    assert (line.outcome, [change.field for change in line.changes]) == (Outcome.MERGE, ["names"])


def test_the_same_acronym_with_another_name_stays_another_union() -> None:
    bring_in(make_row(name="Union étudiante", acronym="UE", country="FR"))
    line = line_of(name="Union des électriciens", acronym="UE", country="FR")
    assert line.outcome == Outcome.CREATE
    assert "same acronym" in str(line.notes[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UE Local 506", "UE Local 1110"),
        ("Gewerkschaft Erziehung und Wissenschaft", "Gewerkschaft Erziehung und Wissenschaft Hamburg"),
    ],
)
def test_branches_that_carry_the_acronym_of_their_union_stay_themselves(one: str, other: str) -> None:
    bring_in(make_row(name=one, acronym="UE"))
    assert line_of(name=other, acronym="UE").outcome == Outcome.CREATE


def test_the_same_name_in_two_countries_is_two_unions() -> None:
    bring_in(make_row(), make_row(3, country="Lebanon"))
    assert set(Organisation.objects.values_list("country", flat=True)) == {"EG", "LB"}


def test_a_number_that_contradicts_the_name_is_for_a_person_to_look_at() -> None:
    bring_in(make_row(identifiers=("TEST:1",)), make_row(3, name="Miners of Suez"))
    line = line_of(name="Miners of Suez", identifiers=("TEST:1",))
    assert (line.outcome, "somebody must look" in str(line.reason)) == (Outcome.REFUSE, True)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": " "}, "no name"),
        ({"country": ""}, "no country"),
        ({"country": "Atlantis"}, "not a country"),
        ({"name": "Dockers\u200b of Alexandria"}, "hidden characters"),
        ({"name": "Dockers \u202eof Alexandria"}, "hidden characters"),
        ({"name": "Dосkers of Alexandria"}, "two alphabets"),
        ({"acronym": "СGT"}, "two alphabets"),
        ({"name": "=HYPERLINK(1)"}, "formula"),
        ({"website": "@SUM(A1)"}, "formula"),
        ({"name": "x" * 251}, "longer than 250"),
        ({"identifiers": ("12",)}, "not an identifier"),
        ({"refusal": "A choir."}, "A choir."),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(cells: dict[str, Any], reason: str) -> None:
    line = line_of(**cells)
    assert line.outcome == Outcome.REFUSE
    assert reason in str(line.reason)


def test_a_name_spelt_in_another_alphabet_to_look_like_one_that_is_here_is_refused() -> None:
    bring_in(make_row(name="COBAS", country="IT"))
    line = line_of(name="СОВАЅ", country="RU")
    assert (line.outcome, "looks like “COBAS”" in str(line.reason)) == (Outcome.REFUSE, True)


@pytest.mark.parametrize("name", ["全労連", "اتحاد عمال الموانئ", "ВКТ", "ゼネラルユニオン General Union", "श्रमिक संघ"])
def test_names_of_every_script_come_in_with_a_readable_address(name: str) -> None:
    bring_in(make_row(name=name))
    organisation = Organisation.objects.get()
    assert organisation.name == name
    assert organisation.slug and not organisation.slug.startswith("organisation")


def test_global_federations_need_no_country() -> None:
    assert line_of(country="", kind="global_union_federation").outcome == Outcome.CREATE


def test_a_parent_may_come_later_in_the_list() -> None:
    bring_in(make_row(2, name="Pier Four", parent="DA"), make_row(3, acronym="DA"))
    assert Organisation.objects.get(name="Pier Four", parent__name="Dockers of Alexandria")


def test_a_parent_that_is_not_here_is_left_out_and_said() -> None:
    line = line_of(parent="Egyptian Centre")
    assert (line.outcome, "is not here" in str(line.notes[0])) == (Outcome.CREATE, True)


def test_two_rows_cannot_stand_above_each_other() -> None:
    lines = preview([make_row(2, name="Left", parent="Right"), make_row(3, name="Right", parent="Left")]).lines
    assert "cannot stand above" in str(lines[1].notes[0])


def test_a_stored_branch_cannot_become_the_parent_of_its_parent() -> None:
    bring_in(
        make_row(2, name="Top"), make_row(3, name="Middle", parent="Top"), make_row(4, name="Low", parent="Middle")
    )
    line = line_of(name="Top", parent="Low")
    assert (line.outcome, "cannot stand above" in str(line.notes[0])) == (Outcome.UNCHANGED, True)


def test_what_cannot_be_placed_is_left_out_and_said() -> None:
    make_sector("transport")
    line = line_of(sectors=("Transport", "juggling"), languages=("Arabic", "Klingonese", "fr"))
    assert [change.value for change in line.changes if change.field in {"sectors", "languages"}] == [
        "ar",
        "fr",
        "transport",
    ]
    assert [str(note) for note in line.notes] == [
        "“Klingonese” could not be placed and was left out.",
        "“juggling” could not be placed and was left out.",
    ]


def test_a_kind_in_words_is_understood_or_else_a_union() -> None:
    kinds = {
        words: line_of(kind=words).entry.organisation.kind for words in ("Local branch", "national centre", "guild")
    }
    assert list(kinds.values()) == [
        OrganisationKind.LOCAL_BRANCH,
        OrganisationKind.NATIONAL_CENTRE,
        OrganisationKind.UNION,
    ]


def test_a_further_name_keeps_its_language() -> None:
    bring_in(make_row(other_names=("Syndicat des dockers [fr]",)))
    name = OrganisationName.objects.get()
    assert (name.name, name.language, name.type) == ("Syndicat des dockers", "fr", "translated")


def test_a_preview_writes_nothing() -> None:
    preview([make_row(identifiers=("TEST:1",))])
    assert not Organisation.objects.exists() and not OrganisationIdentifier.objects.exists()


def test_what_was_not_seen_is_not_done() -> None:
    seen = preview([make_row(city="Alexandria")])
    make_organisation("Dockers of Alexandria", country="EG")
    with pytest.raises(Outdated):
        apply(seen, by=None, at=NOW)


def test_every_import_is_in_the_trail() -> None:
    admin = give_duty(make_user(), "network_admin")
    apply(preview([make_row()]), by=admin, at=NOW)
    event = AuditEvent.objects.get(action="organisation.listed")
    assert (event.actor, event.object_id, event.at) == (admin, Organisation.objects.get().pk, NOW)


@pytest.mark.parametrize("act", [preview, lambda rows: bring_in(*rows)], ids=["preview", "apply"])
def test_five_rows_take_as_many_queries_as_one(act: Callable[[list[Row]], object]) -> None:
    make_sector("transport")
    for place in ("Port Said", "Suez", "Damietta", "Safaga", "Nuweiba", "Ain Sokhna"):
        bring_in(make_row(name=f"Workers of {place}"))
    cells: dict[str, Any] = {"parent": "Workers of Suez", "languages": ("ar",), "sectors": ("transport",)}
    counts = []
    for places in (["Port Said", "One"], ["Damietta", "Safaga", "Nuweiba", "Ain Sokhna", "Two", "Three", "Four"]):
        rows = [make_row(n, f"Workers of {p}", identifiers=(f"T:{p}",), **cells) for n, p in enumerate(places)]
        with CaptureQueriesContext(connection) as queries:
            act(rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_command_shows_and_writes_only_when_told(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_organisations", "cited")
    assert not Organisation.objects.exists()
    call_command("import_organisations", "cited", "--apply", "--quiet")
    assert Organisation.objects.filter(acronym="NGWF", country="BD").exists()
    assert "nothing written" in capsys.readouterr().out


def test_the_command_names_a_file_that_it_cannot_read() -> None:
    with pytest.raises(CommandError, match="no-such-file"):
        call_command("import_organisations", "/no-such-file.csv")


def test_the_limits_of_a_row_are_those_of_the_directory() -> None:
    assert {name: Organisation._meta.get_field(name).max_length for name in LIMITS} == LIMITS  # type: ignore[union-attr]
