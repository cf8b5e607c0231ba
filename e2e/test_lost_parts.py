"""Files of the page that are lost on the way: it asks again, and says so when that does not help."""

from collections.abc import Callable

from playwright.sync_api import Route

from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.media import LEA, MALIK
from e2e.meeting import enter
from e2e.product import Account, Product
from e2e.waiting import until

ROOM_PAGE = "**/assets/RoomPage-*"
CALL_VIEW = "**/assets/CallView-*"
MAIN_SCRIPT = "**/assets/main-*.js"


def lost(route: Route) -> None:
    route.abort("connectionreset")


def lost_once() -> tuple[Callable[[Route], None], set[str]]:
    """A handler that loses the first request for each address, and the addresses that it has lost."""
    gone: set[str] = set()

    def lose(route: Route) -> None:
        url = route.request.url
        if url in gone:
            route.continue_()
        else:
            gone.add(url)
            lost(route)

    return lose, gone


# A sheet that was lost has no rules, or may not be asked for them.
HAS_RULES = """(link) => {
  try { return link.sheet.cssRules.length > 0; } catch { return false; }
}"""


def is_styled(person: ChromiumPerson) -> None:
    until(
        "every style sheet of the page is there",
        lambda: person.evaluate(f"() => [...document.querySelectorAll('link[rel=stylesheet]')].every({HAS_RULES})"),
    )


def test_parts_lost_once_are_asked_for_again(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    enter(lea, product, code, name=LEA.name)
    lose, gone = lost_once()
    malik.page.route(ROOM_PAGE, lose)
    malik.page.route(CALL_VIEW, lose)

    enter(malik, product, code, name=MALIK.name)

    lea.hears(MALIK)
    is_styled(malik)
    assert {url.rsplit(".", 1)[1] for url in gone} == {"js", "css"}, gone
    assert malik.errors == []


def test_a_page_that_does_not_arrive_says_so(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    malik = people.chromium(MALIK)
    malik.page.route(ROOM_PAGE, lost)
    malik.open(product.link(code))

    malik.finds('[data-error="page-missing"]')
    malik.reads("Check your network")
    malik.page.unroute(ROOM_PAGE)
    malik.click("button", "Reload the page")

    malik.finds('input[autocomplete="name"]')
    assert malik.errors == []


def test_a_script_that_does_not_arrive_leaves_no_empty_page(product: Product, people: Guests) -> None:
    malik = people.chromium(MALIK)
    malik.page.route(MAIN_SCRIPT, lost)
    malik.open(product.url)

    malik.reads("This page is still on its way")
    malik.page.unroute(MAIN_SCRIPT)
    malik.click("link", "Reload the page")

    malik.has("link", "Sign in")
