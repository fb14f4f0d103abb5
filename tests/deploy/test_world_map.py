"""Drawing the world: the projection, the cut at the antimeridian, borders that stay shared."""

import math
from typing import Any

import pytest

from deploy.maps.projection import HEIGHT, MIDDLE, WIDTH, clipped, equal_earth, on_sheet, project
from deploy.maps.topology import countries, decoded, ring, simplified, unwrapped
from deploy.maps.world import area_of, draw, is_inside, middle_of, path_of

# Two squares that share the border x = 10; the second runs it backwards.
TOPOLOGY: dict[str, Any] = {
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [[[10, 0], [0, 10]], [[10, 10], [-10, 0], [0, -10], [10, 0]], [[10, 0], [10, 0], [0, 10], [-10, 0]]],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "id": "276", "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]]},
                {"type": "Polygon", "id": "010", "arcs": [[0, 1]]},
            ]
        }
    },
}


def test_equal_earth_is_as_its_authors_publish_it() -> None:
    assert equal_earth(0, 0) == (0, 0)
    assert equal_earth(180, 0)[0] == pytest.approx(2.7066, abs=1e-4)
    assert equal_earth(0, 90)[1] == pytest.approx(1.3173, abs=1e-4)


def test_equal_earth_keeps_areas() -> None:
    def strip(latitude: float) -> float:
        (left, low), (right, _) = equal_earth(-1, latitude), equal_earth(1, latitude)
        return (right - left) * (equal_earth(0, latitude + 0.1)[1] - low) / math.cos(math.radians(latitude + 0.05))

    assert strip(60) == pytest.approx(strip(0), rel=0.01)


def test_the_sheet_holds_the_world_from_edge_to_edge() -> None:
    assert project(MIDDLE, 84) == pytest.approx((WIDTH / 2, 0))
    assert project(MIDDLE + 180, 0)[0] == pytest.approx(WIDTH)
    assert project(MIDDLE, -57)[1] == pytest.approx(HEIGHT)


def test_a_longitude_is_counted_between_the_edges() -> None:
    assert on_sheet(-175) == 185
    assert on_sheet(100) == 100


def test_steps_become_places() -> None:
    assert decoded(TOPOLOGY)[1] == [(10, 10), (0, 10), (0, 0), (10, 0)]


def test_a_border_is_drawn_backwards_for_the_neighbour() -> None:
    arcs = decoded(TOPOLOGY)
    assert ring(arcs, [2, -1]) == [(10, 0), (20, 0), (20, 10), (10, 10), (10, 0)]


def test_longitudes_run_on_over_the_antimeridian() -> None:
    assert unwrapped([(179, 0), (-179, 0), (-178, 1)]) == [(179, 0), (181, 0), (182, 1)]


def test_a_ring_over_the_cut_becomes_two_pieces_without_a_streak() -> None:
    cut = MIDDLE + 180
    pieces = clipped([(cut - 2, 0), (cut + 2, 0), (cut + 2, 4), (cut - 2, 4)])
    widths = sorted(max(x for x, _ in piece) - min(x for x, _ in piece) for piece in pieces)
    assert widths == [2, 2]
    assert all(MIDDLE - 180 <= x <= cut for piece in pieces for x, _ in piece)


def test_a_ring_within_the_sheet_stays_whole() -> None:
    whole = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)]
    assert [sorted(piece) for piece in clipped(whole)] == [sorted(whole)]


def test_a_straight_coast_loses_its_points_and_a_cape_stays() -> None:
    coast = [(0.0, 0.0), (1.0, 0.001), (2.0, 0.0), (3.0, 5.0), (4.0, 0.0)]
    assert simplified(coast, 1) == [(0.0, 0.0), (2.0, 0.0), (3.0, 5.0), (4.0, 0.0)]


def test_countries_keep_their_numbers() -> None:
    assert [number for number, _ in countries(TOPOLOGY, 1)] == ["276", "", "010"]


def test_an_outline_is_whole_steps_from_point_to_point() -> None:
    assert path_of([(0, 0), (10.2, 0), (10.4, 0.1), (0, -5)]) == "M0 0l10 0-10-5z"
    assert path_of([(0, 0), (0.1, 0), (0, 0.2)]) == ""


def test_the_middle_of_a_crooked_country_lies_inside_it() -> None:
    crooked = [(0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (25.0, 30.0), (25.0, 5.0), (0.0, 5.0)]
    assert is_inside(middle_of(crooked), crooked)
    assert not is_inside((10.0, 20.0), crooked)
    assert area_of(crooked) == 275


def test_land_without_a_code_has_no_name_and_antarctica_is_left_out() -> None:
    drawing, points = draw(TOPOLOGY)
    assert drawing.count("<path d=") == 1
    assert drawing.count('<path id="DE"') == drawing.count("<path id=") == 1
    assert [code for code, *_ in points][:2] == ["DE", "AD"]
