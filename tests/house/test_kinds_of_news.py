"""Every kind of news stands in a group, so that people can choose how often it reaches them."""

import pytest

from unions.announcements import GroupOfNews, groups_of_news, kinds_of_news, register

FEWEST, MOST = 6, 9
LONGEST_COLUMN = 40


def test_every_kind_is_in_one_group() -> None:
    grouped = [kind.name for _group, kinds in groups_of_news() for kind in kinds]
    assert sorted(grouped) == [kind.name for kind in kinds_of_news()]


def test_there_are_few_enough_groups_to_choose_from() -> None:
    assert FEWEST <= len(groups_of_news()) <= MOST


def test_groups_have_names_labels_and_places_of_their_own() -> None:
    groups = [group for group, _kinds in groups_of_news()]
    for values in ([g.name for g in groups], [str(g.label) for g in groups], [g.place for g in groups]):
        assert len(set(values)) == len(groups)


def test_a_kind_fits_the_columns_that_hold_choices() -> None:
    assert [kind.name for kind in kinds_of_news() if len(kind.name) > LONGEST_COLUMN] == []


def test_two_groups_of_one_name_are_found() -> None:
    kind = kinds_of_news()[0]
    twin = GroupOfNews(kind.group.name, "Something else", place=99)
    with pytest.raises(ValueError, match="two groups"):
        register(type(kind)(**(vars(kind) | {"name": "naive", "group": twin})))
