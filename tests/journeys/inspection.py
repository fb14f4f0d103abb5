"""What every page of a story must stand: axe finds nothing, and the browser has nothing to complain about."""

from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COMPLAINTS: WeakKeyDictionary[BrowserContext, list[tuple[str, str]]] = WeakKeyDictionary()  # address, words
WITHOUT_SCRIPT: WeakSet[BrowserContext] = WeakSet()


def listen(context: BrowserContext, *, javascript: bool = True) -> None:
    """Collect errors of scripts, of resources and of the content security policy, in all pages of a context."""
    complaints = COMPLAINTS[context] = []
    if not javascript:
        WITHOUT_SCRIPT.add(context)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append((message.location["url"], message.text))

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append((error.page.url if error.page else "", str(error.error))))


def visit(page: Page, path: str, *, status: int = 200) -> Page:
    """Go there, see the status that was expected, and look the page over."""
    response = page.goto(path)
    assert response is not None, f"{path} is where we are already"
    assert response.status == status, f"{path} answers {response.status}, not {status}"
    return look_over(page)


def look_over(page: Page) -> Page:
    """Fail with readable words if axe or the browser finds fault with what is shown now."""
    page.wait_for_load_state()  # a page that is just arriving has no elements yet
    faults = [*complaints_about(page), *axe_faults(page)]
    assert not faults, "\n".join([f"{page.url} has faults:", *faults])
    return page


def fits(page: Page) -> bool:
    """Whether nothing sticks out at the side, so that the reader never has to scroll sideways."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def complaints_about(page: Page) -> list[str]:
    """Take what the browser complained of since the last look. That a page itself answers 404 is the story's matter."""
    complaints = COMPLAINTS[page.context]
    words = [words for address, words in complaints if not (address == page.url and "Failed to load" in words)]
    complaints.clear()
    return [f"  browser: {each}" for each in words]


def axe_faults(page: Page) -> list[str]:
    """Run axe's rules and describe each violation with the elements that cause it. Axe is a script itself.

    The page is looked at from its top: further down, the way out that stays in sight lies over half of what is there.
    """
    if page.context in WITHOUT_SCRIPT:
        return []
    page.evaluate("scrollTo(0, 0)")
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    return [describe(violation) for violation in results.response["violations"]]


def describe(violation: dict[str, Any]) -> str:
    """Return a violation as a few lines."""
    elements = [f"      {node['html'][:160]}\n{node['failureSummary']}" for node in violation["nodes"][:4]]
    return "\n".join([f"  axe {violation['id']}: {violation['help']} ({violation['impact']})", *elements])
