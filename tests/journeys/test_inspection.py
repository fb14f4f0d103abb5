"""What looks every page over must see the faults that it is there for."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import NewPage
from tests.journeys.inspection import look_over

GOOD = "<!doctype html><html lang='en'><head><title>Good</title></head><body><main><h1>Good</h1>{}</main></body></html>"
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"


def test_a_good_page_passes(page: Page) -> None:
    page.set_content(GOOD.format("<p>All is well.</p>"))
    look_over(page)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("<img src='data:,'>", "image-alt"),
        ("<p style='color: #bbb'>Pale</p>", "color-contrast"),
        ("<script>throw new Error('lost the thread')</script>", "lost the thread"),
        ("<script>console.error('something broke')</script>", "something broke"),
        (f"{POLICY}<script>document.title = ''</script>", "Content Security Policy"),
    ],
)
def test_a_fault_is_named(page: Page, fault: str, named: str) -> None:
    page.set_content(GOOD.format(fault))
    with pytest.raises(AssertionError, match=named):
        look_over(page)


def test_a_fault_is_told_once_and_not_of_the_next_page(page: Page) -> None:
    page.set_content(GOOD.format("<script>console.error('something broke')</script>"))
    with pytest.raises(AssertionError, match="something broke"):
        look_over(page)
    page.set_content(GOOD.format("<p>All is well.</p>"))
    look_over(page)


def test_a_page_without_script_is_listened_to_as_well(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.set_content(GOOD.format(f"{POLICY}<p style='color: red'>Forbidden</p>"))
    with pytest.raises(AssertionError, match="Content Security Policy"):
        look_over(page)
