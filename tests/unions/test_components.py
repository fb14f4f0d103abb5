"""Parts of pages: what they say, what they escape, and that bars tell the truth."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from deploy.css import CSS, joined, sources
from unions.templatetags import components
from unions.views.styleguide import SPECIMENS

TEMPLATES = CSS.parent.parent / "templates"
SCRIPT = "<script>alert(1)</script>"
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
SLOTS = {
    "button": ["text", "name", "value"],
    "button_link": ["text", "href"],
    "badge": ["text"],
    "tag": ["text", "language", "href"],
    "notice": ["text", "title"],
    "quote": ["text", "language", "original_language", "by", "original_url"],
    "organisation_line": ["name", "kind", "country", "url", "language"],
    "empty_state": ["title", "text", "action", "href"],
    "confirm": ["question", "text", "yes", "back_url"],
    "copy_link": ["label", "url"],
    "wall_poster": ["title", "text", "url", "qr_code"],
    "stat": ["text", "label"],
}
LISTS = {
    "card_request": (
        "card",
        {"title": SCRIPT, "asker": SCRIPT, "employer": SCRIPT, "country": SCRIPT, "language": SCRIPT},
    ),
    "do_not_list": ("items", [SCRIPT]),
    "timeline": ("events", [{"at": NOON, "what": SCRIPT, "text": SCRIPT, "language": SCRIPT}]),
    "breadcrumbs": ("crumbs", [{"text": SCRIPT, "url": SCRIPT}, {"text": SCRIPT}]),
    "filters": ("groups", [{"key": "k", "title": SCRIPT, "choices": [{"text": SCRIPT, "url": SCRIPT}]}]),
    "tabs": ("tabs", [{"text": SCRIPT, "url": SCRIPT}]),
    "steps": ("steps", [{"text": SCRIPT, "url": SCRIPT}]),
    "definition_list": ("rows", [{"term": SCRIPT, "text": SCRIPT}, {"term": SCRIPT, "text": SCRIPT, "url": SCRIPT}]),
    "language_list": ("languages", [SCRIPT]),
    "main_nav": ("links", [{"text": SCRIPT, "url": SCRIPT}]),
}


def drawn(source: str, **context: object) -> str:
    """A piece of template, with the tags of the house."""
    return Template("{% load i18n components localised %}" + source).render(Context(context))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Read in English unless the test says otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture
def arabic() -> Iterator[None]:
    """Read as somebody who reads Arabic."""
    with translation.override("ar"):
        yield


def test_the_stylesheet_is_what_its_parts_give() -> None:
    assert (CSS / "portal.css").read_text(encoding="utf-8") == joined(), "run python3 deploy/css.py"


@pytest.mark.parametrize("part", sources(), ids=lambda part: part.name)
def test_styles_speak_of_start_and_end_never_of_left_and_right(part: object) -> None:
    text = part.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    physical = (
        "-left",
        "-right",
        "left:",
        "right:",
        "margin-top",
        "margin-bottom",
        "padding-top",
        "padding-bottom",
        " width:",
        " height:",
    )
    allowed = text.replace("(max-width:", "").replace("(min-width:", "")
    assert [word for word in physical if word in allowed] == []


def test_each_style_belongs_to_a_template_of_the_same_name() -> None:
    parts = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    pages = {name for path in TEMPLATES.rglob("*.html") for name in (path.stem, path.parent.name)} - parts
    without_template = {"icon", "skip_link", "poster", "styleguide"}
    assert {style.stem for style in (CSS / "components").glob("*.css")} - parts == without_template
    assert {style.stem for style in (CSS / "pages").glob("*.css")} <= pages


@pytest.mark.parametrize("part", SLOTS)
def test_a_script_in_a_slot_is_shown_and_not_run(part: str) -> None:
    html = render_to_string(f"components/{part}.html", {"origin": "machine"} | dict.fromkeys(SLOTS[part], SCRIPT))
    assert SCRIPT not in html
    assert html.count("&lt;script&gt;") >= len(SLOTS[part])


@pytest.mark.parametrize("part", LISTS)
def test_a_script_in_a_list_is_shown_and_not_run(part: str) -> None:
    slot, content = LISTS[part]
    html = render_to_string(f"components/{part}.html", {slot: content})
    assert SCRIPT not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% need_bar arrived=1 under_way=0 promised=0 goal=2 unit=script %}",
        "{% icon script %}",
        "{% follow_button action=script what=script %}",
        "{% bar_chart rows unit=script %}",
        "{% table caption=script columns=columns rows=cells %}",
    ],
)
def test_a_script_in_a_tag_is_shown_and_not_run(source: str) -> None:
    rows = [{"label": SCRIPT, "value": 1}]
    cells = [[SCRIPT, {"text": SCRIPT, "url": SCRIPT, "language": SCRIPT}]]
    html = drawn(source, script=SCRIPT, rows=rows, columns=["a", SCRIPT], cells=cells)
    assert SCRIPT not in html
    assert "&lt;script&gt;" in html


def test_an_empty_bar_has_no_stretches() -> None:
    assert components.bar_parts([0, 0, 0], 40) == [None, None, None]
    assert components.bar_parts([0, 0, 0], None) == [None, None, None]


def test_stretches_follow_each_other() -> None:
    arrived, under_way, promised = components.bar_parts([10, 20, 30], 100)
    assert arrived and under_way and promised
    assert (arrived.start, arrived.width) == ("0.00%", "10.00%")
    assert (under_way.start, under_way.end) == ("10.00%", "30.00%")
    assert (promised.start, promised.end) == ("30.00%", "60.00%")


def test_an_overfull_bar_stays_inside_and_marks_its_goal() -> None:
    arrived, _, promised = components.bar_parts([150, 0, 50], 100)
    assert arrived and promised
    assert (arrived.end, promised.end) == ("75.00%", "100.00%")
    assert components.goal_mark([150, 0, 50], 100) == "50.00%"


def test_a_bar_without_a_goal_is_as_long_as_what_there_is() -> None:
    arrived, under_way, _ = components.bar_parts([3, 1, 0], None)
    assert arrived and under_way
    assert (arrived.width, under_way.end) == ("75.00%", "100.00%")
    assert components.goal_mark([3, 1, 0], None) == ""


def test_sums_of_money_are_drawn_as_well() -> None:
    arrived, under_way, _ = components.bar_parts([Decimal("12.50"), Decimal("12.50"), 0], Decimal("50.00"))
    assert arrived and under_way
    assert (arrived.width, under_way.end) == ("25.00%", "50.00%")


def test_an_amount_below_nothing_draws_nothing() -> None:
    assert components.bar_parts([-5, 0, 0], 10) == [None, None, None]


def test_a_bar_says_in_words_what_it_draws() -> None:
    html = drawn('{% need_bar arrived=1200 under_way=20 promised=45 goal=2000 unit="letters" %}')
    assert 'aria-label="1,200 of 2,000 letters arrived"' in html
    assert "20 under way" in html
    assert "45 promised" in html


@pytest.mark.usefixtures("arabic")
def test_lengths_in_a_drawing_are_never_written_the_reader_s_way() -> None:
    assert 'width="33.33%"' in drawn("{% need_bar arrived=1 under_way=0 promised=0 goal=3 %}")


@pytest.mark.parametrize("name", SPECIMENS)
def test_every_icon_that_a_part_names_is_in_the_sprite(name: str) -> None:
    sprite = (CSS.parent / "icons" / "sprite.svg").read_text(encoding="utf-8")
    html = Client().get("/en/styleguide/").content.decode()
    section = html.split(f'id="{name}"')[1].split("</section>\n    <section")[0]
    used = {piece.split('"')[0] for piece in section.split("sprite.svg#")[1:]}
    assert {icon for icon in used if f'id="{icon}"' not in sprite} == set()


def test_a_sample_form_that_is_sent_leads_back() -> None:
    assert Client().post("/en/styleguide/").headers["Location"] == "/en/styleguide/"


def test_a_long_label_is_not_repeated_whole_among_the_errors() -> None:
    page = Client().post("/en/account/signup/", {"handle": "linden"}).content.decode()
    summary = page.split('class="error-summary"')[1].split("</div>")[0]
    assert "I agree that this portal holds my" in summary
    assert "erase all of it at any time" not in summary


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_catalogue_speaks_every_language(language: str) -> None:
    html = Client().get(f"/{language}/styleguide/").content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert html.count('rel="alternate"') == 4


def test_every_class_of_a_page_has_a_style() -> None:
    styles = (CSS / "portal.css").read_text(encoding="utf-8")
    pages = [page for page in TEMPLATES.rglob("*.html") if "emails" not in page.parts and page.name != "500.html"]
    text = "\n".join(re.sub(r"{%.*?%}|{{.*?}}", " ", page.read_text(encoding="utf-8")) for page in pages)
    names = {name for each in re.findall(r'class="([^"]*)"', text) for name in each.split() if name[-1] != "-"}
    without_style = {name for name in names if f".{name}" not in styles}
    assert not without_style, "write static/css/pages/<template>.css, then run python3 deploy/css.py"
