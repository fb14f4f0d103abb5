"""Organisations are found in any script, without accents, by any of their names."""

from typing import Any

import pytest
from django.db import connection

from tests.factories import make_organisation
from unions.choices import NameType
from unions.models import Organisation
from unions.validators import folded_name


def found(words: str) -> list[str]:
    """The names that a search finds, in their order."""
    return [each.name for each in Organisation.objects.named(words).by_name()]


def named(organisation: Organisation, name: str) -> Any:
    """Give an organisation one more name."""
    return organisation.names.create(name=name, folded_name=folded_name(name), type=NameType.SHORT)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Confédération générale du travail", "confederation generale"),
        ("Confederação dos Trabalhadores", "CONFEDERAÇÃO"),
        ("Industriegewerkschaft Metall", "gewerkschaft metall"),
        ("Industriegewerkschaft Metall", "metall in"),
        ("Türk-İş", "turk is"),
        ("Ogólnopolskie Porozumienie Związków", "zwiazkow ogolnopolskie"),
        ("ΓΣΕΕ Συνομοσπονδία", "γσεε συνομοσπονδια"),
        ("Федерация профсоюзов", "профсоюз"),
        ("الاتحاد العام التونسي للشغل", "اتّحاد تونسي"),
        ("نقابة الأطباء", "نقابه الاطباء"),
        ("اتحادیهٔ کارگران", "اتحاديه كارگران"),
        ("中华全国总工会", "工会"),
        ("中华全国总工会", "全国"),
        ("日本労働組合総連合会", "労働組合"),
        ("전국금속노동조합", "노동"),
        ("สหภาพแรงงานไทย", "แรงงาน"),
        ("भारतीय मज़दूर संघ", "मज़दूर"),
        ("বাংলাদেশ শ্রমিক ফেডারেশন", "শ্রমিক"),
        ("SUD-Rail (Union syndicale)", "sud rail"),
        ("Dockers’ Union 100%", "100%"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, words: str) -> None:
    make_organisation(name)
    make_organisation("Zzz")
    assert found(words) == [name]


@pytest.mark.parametrize(
    ("acronym", "words"),
    [("IG Metall", "IG Metall"), ("IG Metall", "igmetall"), ("C.G.T.", "cgt"), ("CGT", "C.G.T."), ("ver.di", "verdi")],
)
def test_an_acronym_is_found_with_and_without_dots_and_spaces(acronym: str, words: str) -> None:
    union = make_organisation("Official name", acronym=acronym)
    assert found(words) == [union.name]


def test_two_letters_are_looked_for_where_a_word_begins() -> None:
    make_organisation("Big Union")
    union = make_organisation("IG Bau")
    assert found("ig") == [union.name]


def test_every_word_must_be_there_in_any_order() -> None:
    make_organisation("Dockers of the North")
    make_organisation("Miners of the North")
    assert found("north dockers") == ["Dockers of the North"]
    assert found("dockers miners") == []


def test_signs_alone_hide_nothing() -> None:
    make_organisation("Dockers")
    assert found("—") == found("...") == ["Dockers"]


def test_further_names_are_found_from_when_they_come_until_they_go() -> None:
    union, other = make_organisation("Dockers"), make_organisation("Miners")
    name = named(union, "Hafenarbeiter")
    assert found("hafen") == ["Dockers"]
    name.organisation = other
    name.save()
    assert found("hafen") == ["Miners"]
    name.delete()
    assert found("hafen") == []


def test_a_new_name_is_found_and_the_old_no_longer() -> None:
    union = make_organisation("Dockers")
    Organisation.objects.filter(pk=union.pk).update(name="Sailors")
    assert (found("dockers"), found("sailors")) == ([], ["Sailors"])


def test_whatever_is_saved_from_memory_the_database_knows_better() -> None:
    union = make_organisation("Dockers")
    named(union, "Hafenarbeiter")
    union.save()
    Organisation.objects.bulk_update([union], ["search_text"])
    assert found("hafen") == ["Dockers"]


def test_the_very_name_is_told_from_those_that_hold_it() -> None:
    make_organisation("CGT Énergie")
    union = make_organisation("Confédération générale du travail", acronym="CGT")
    assert [each.pk for each in Organisation.objects.named_exactly("cgt")] == [union.pk]


def test_folding_names_is_stable() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT provolatile FROM pg_proc WHERE proname = 'portal_fold_names'")
        assert cursor.fetchone() == ("i",)
