"""Messy files and messy countries."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unions.importers.countries import cldr_names, country_code, shipped_names
from unions.importers.csv_files import MAX_BYTES, MAX_CELL, MAX_ROWS, Unreadable
from unions.importers.rows import read_own_format
from unions.validators import folded_name

UNTOUCHED_DATABASE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("DE", "DE"),
        ("deu", "DE"),
        (" germany ", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("ألمانيا", "DE"),
        ("Германия", "DE"),
        ("ドイツ", "DE"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("England", "GB"),
        ("Großbritannien", "GB"),
        ("United Kingdom", "GB"),
        ("USA", "US"),
        ("EE. UU.", "US"),
        ("Cote d'Ivoire", "CI"),
        ("CÔTE D’IVOIRE", "CI"),
        ("Maroc", "MA"),
        ("Cameroun", "CM"),
        ("Palestina", "PS"),
        ("Pais Vasco", "ES"),
        ("Congo Republic", "CG"),
        ("the Netherlands", "NL"),
        ("বাংলাদেশ", "BD"),
        ("Türkiye", "TR"),
    ],
)
def test_a_country_is_understood_as_people_write_it(words: str, code: str) -> None:
    assert country_code(words) == code


@pytest.mark.parametrize("words", ["", "Atlantis", "Korea", "XX", "?", "Europe"])
def test_what_is_no_country_or_could_be_two_is_not_guessed(words: str) -> None:
    assert country_code(words) == ""


@UNTOUCHED_DATABASE
@given(st.sampled_from(sorted(shipped_names())), st.booleans(), st.sampled_from([" ", "  ", "\t"]))
def test_case_and_spaces_never_change_a_country(name: str, is_upper: bool, space: str) -> None:
    written = space + space.join((name.upper() if is_upper else name).split(" ")) + space
    assert country_code(written) == shipped_names()[name]


@UNTOUCHED_DATABASE
@given(st.text())
def test_any_words_give_a_code_that_exists_or_nothing(words: str) -> None:
    assert country_code(words) in {"", *shipped_names().values(), *cldr_names().values()}


@UNTOUCHED_DATABASE
@given(st.text(max_size=80))
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert folded_name(folded_name(name)) == folded_name(name)


@UNTOUCHED_DATABASE
@given(st.text(max_size=80))
def test_a_name_folds_alike_in_every_normal_form(name: str) -> None:
    assert len({folded_name(unicodedata.normalize(form, name)) for form in ("NFC", "NFD", "NFKC", "NFKD")}) == 1


@UNTOUCHED_DATABASE
@given(
    st.lists(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1), min_size=1, max_size=5)
)
def test_spaces_and_marks_between_words_never_count(words: list[str]) -> None:
    assert folded_name("  ".join(words)) == folded_name(" - ".join(words)) == folded_name("\t".join(words))


@pytest.mark.parametrize(
    "content",
    [
        "name,country\nSyndicat des métaux,France\n".encode(),
        "name,country\nSyndicat des métaux,France\n".encode("utf-8-sig"),
        "name;country\r\nSyndicat des métaux;France\r\n".encode("cp1252"),
        "name\tcountry\nSyndicat des métaux\tFrance".encode("utf-16"),
        '\n\nName , COUNTRY\n"Syndicat des\nmétaux",France\n\n'.encode(),
    ],
    ids=["utf-8", "with mark", "Windows, semicolons", "utf-16, tabs", "spaces and line breaks"],
)
def test_files_of_every_spreadsheet_are_read(content: bytes) -> None:
    [row] = read_own_format(content)
    assert (row.name, row.country) == ("Syndicat des métaux", "France")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n ", "empty"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"\xff\xfen", "cannot be read"),
        (b"name,country\n\x81\x8d,x\n", "cannot be read"),
        (b"name\nDockers\n", "Missing: country"),
        (b"<html><body>", "Missing: name, country"),
        (b"name,country,name\na,b,c\n", "same name"),
        (b'name,country\n"Dockers,Egypt\n', "quotation mark"),
        (b"name,country\nDockers,of,Egypt\n", "Row 2 has more cells"),
        (b"name,country\n" + b"x" * (MAX_CELL + 1) + b",EG\n", "longer than"),
        (b"name,country\n" + b"a,EG\n" * (MAX_ROWS + 1), "Please split it"),
        (b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_own_format(content)
    assert words in str(refusal.value)


def test_cells_with_several_things_are_split_at_semicolons() -> None:
    [row] = read_own_format(b"name,country,sectors,identifiers\nDockers,EG,post; education;,WIKIDATA:Q1\n")
    assert (row.sectors, row.identifiers) == (("post", "education"), ("WIKIDATA:Q1",))


def test_columns_that_are_not_known_are_left_out_and_said() -> None:
    [row] = read_own_format(b"name,country,phone\nDockers,EG,123\n")
    assert "left out" in str(row.notes[0])
    assert "123" not in repr(row)


def test_a_giant_cell_of_the_csv_reader_is_refused_in_words() -> None:
    with pytest.raises(Unreadable):
        read_own_format(b'name,country\n"' + b"x" * 200_000 + b'",EG\n')


@UNTOUCHED_DATABASE
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    try:
        read_own_format(b"name,country\n" + content)
    except Unreadable as refusal:
        assert str(refusal)
