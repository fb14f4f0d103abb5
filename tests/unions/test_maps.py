"""The world map: marks tell the truth, arcs go the right way, and the table says the same."""

import math
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from deploy.css import CSS
from unions.templatetags.maps import HEIGHT, WIDTH, arc, arcs_of, marks_of, spots

OUTLINES = (CSS.parent / "maps" / "world.svg").read_text(encoding="utf-8")
GERMANY = {"country": "DE", "value": 16, "url": "/de/"}
BANGLADESH = {"country": "BD", "value": 4}
HELP = {"from_country": "DE", "to_country": "BD", "value": 3, "label": "Germany helps Bangladesh"}


def drawn(**context: Any) -> str:
    """The map, as a page draws it."""
    source = '{% load maps %}{% world_map caption="Who helps" marks=marks flows=flows counted="Unions" %}'
    return Template(source).render(Context({"marks": [], "flows": [], **context}))


def test_the_sheet_of_the_tag_is_the_sheet_of_the_file() -> None:
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in OUTLINES


def test_every_country_has_its_place_on_the_sheet_and_its_outline() -> None:
    named = set(re.findall(r'id="([A-Z]{2})"', OUTLINES))
    assert named == spots().keys()
    assert len(named) > 240
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in spots().values())


def test_disputed_land_is_drawn_without_a_name() -> None:
    assert len(re.findall(r"<path d=", OUTLINES)) == 3
    assert "XK" not in spots()


def test_outlines_do_not_streak_across_the_sheet() -> None:
    steps = [abs(int(x)) for path in re.findall(r' d="([^"]+)"', OUTLINES) for x in re.findall(r"(-?\d+)[ -]\d+", path)]
    moves = [int(x) for x in re.findall(r"M(\d+)", OUTLINES)]
    assert max(step for step in steps if step not in moves) < WIDTH / 8


def test_the_area_of_a_mark_grows_with_its_value() -> None:
    germany, bangladesh = marks_of([GERMANY, BANGLADESH])
    assert float(germany["radius"]) == 2 * float(bangladesh["radius"])


def test_the_smallest_mark_is_still_seen() -> None:
    assert float(marks_of([{**GERMANY, "value": 100_000}, BANGLADESH])[1]["radius"]) == 4


def test_a_mark_that_leads_somewhere_is_a_link_with_words() -> None:
    html = drawn(marks=[GERMANY])
    assert 'href="/de/" aria-label="Germany: 16"' in html
    assert 'href="#world-map-table"' in html


def test_a_mark_that_leads_nowhere_is_a_picture_with_words() -> None:
    html = drawn(marks=[BANGLADESH])
    assert 'role="img" aria-label="Bangladesh: 4"' in html
    assert "<a " not in html


def test_the_caller_may_choose_the_words() -> None:
    assert 'aria-label="Four unions"' in drawn(marks=[{**BANGLADESH, "label": "Four unions"}])


def test_a_place_without_a_point_stands_in_the_table_alone() -> None:
    html = drawn(marks=[{"country": "XK", "value": 2}])
    assert "world-map__mark" not in html
    assert "Kosovo" in html


def test_nothing_counted_is_nothing_drawn() -> None:
    assert marks_of([{**GERMANY, "value": 0}]) == []
    html = drawn()
    assert 'role="img"' in html
    assert "<details" not in html


def test_an_arc_leads_from_one_country_to_the_other() -> None:
    (only,) = arcs_of([HELP])
    from_x, from_y, _, _, to_x, to_y = map(int, re.findall(r"-?\d+", only["path"]))
    assert math.dist((from_x, from_y), spots()["DE"]) == pytest.approx(12, abs=1)
    assert math.dist((to_x, to_y), spots()["BD"]) == pytest.approx(12, abs=1)


def test_there_and_back_are_two_different_arcs() -> None:
    there, back = arc((0, 0), (100, 0)), arc((100, 0), (0, 0))
    assert (there, back) == ("M11 -4Q50 -18 89 -4", "M89 4Q50 18 11 4")


def test_neighbours_are_joined_without_overshooting() -> None:
    assert arc((0, 0), (10, 0)) == "M2 -1Q5 -2 8 -1"


def test_help_within_a_country_and_to_places_unknown_stands_in_the_table_alone() -> None:
    at_home, beyond = {**HELP, "to_country": "DE"}, {**HELP, "to_country": "XK"}
    assert arcs_of([at_home, beyond]) == []
    assert drawn(flows=[at_home, beyond]).count("<tr>") == 3


def test_the_table_says_the_same_the_largest_first() -> None:
    table = drawn(marks=[BANGLADESH, GERMANY]).split("<table")[1]
    assert table.index("Germany") < table.index("Bangladesh")
    assert "Unions" in table


def test_lengths_are_never_written_the_reader_s_way() -> None:
    with translation.override("fr"):
        assert re.search(r'cx="\d+\.\d%"', drawn(marks=[GERMANY]))


def test_a_script_among_the_words_is_shown_and_not_run() -> None:
    script = "<script>alert(1)</script>"
    html = drawn(marks=[{**GERMANY, "label": script, "url": script}], flows=[{**HELP, "label": script}])
    assert script not in html
    assert "&lt;script&gt;" in html
