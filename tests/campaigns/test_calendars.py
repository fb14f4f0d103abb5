"""Actions as an iCalendar file."""

from datetime import time

from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaigns.actions import actions
from campaigns.views.calendars import LONGEST_LINE, calendar, escaped, folded
from tests.campaigns.campaigning import active, day_of, planned
from tests.factories import NOW


def test_values_are_escaped() -> None:
    assert escaped("Gate 4; bring water, flags\\banners\r\nand songs") == (
        "Gate 4\\; bring water\\, flags\\\\banners\\nand songs"
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_lines_are_folded_between_letters_and_unfold_to_what_they_were(text: str) -> None:
    lines = folded(text).split("\r\n")
    assert all(len(line.encode()) <= LONGEST_LINE for line in lines)
    assert folded(text).replace("\r\n ", "") == text


def test_a_day_s_actions_are_handed_out() -> None:
    acting = active()
    day = day_of(acting)
    hours = {"starts_at": time(10), "ends_at": time(12, 30), "time_zone": "Europe/Berlin"}
    planned(acting, day=day, on=day.date_from, details="Gate 4, at ten", **hours)
    planned(acting, day=day, on=day.date_from, country="PL", city="Gdynia")
    response = Client().get(reverse("campaigns:day-calendar", args=[day.public_id]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    lines = response.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert {"DTSTART:20261127T090000Z", "DTEND:20261127T113000Z", "DTSTART;VALUE=DATE:20261127"} <= set(lines)
    assert "LOCATION:Hamburg\\, Germany" in lines
    assert "DESCRIPTION:Gate 4\\, at ten" in lines


def test_what_is_cancelled_says_so() -> None:
    acting = active()
    gone = actions.change(by=acting.made_by, at=NOW, action=planned(acting), status="cancelled")
    assert "STATUS:CANCELLED" in calendar([gone])
