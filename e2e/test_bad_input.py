"""What people type or lack: each gets a clear answer and loses nothing."""

import httpx
import pytest

from e2e.conftest import Guests
from e2e.media import LEA, MALIK
from e2e.meeting import ask_to_join, enter, is_in
from e2e.product import Account, Product

MALFORMED = ["abc-defg", "abc-defg-hij-klm", "ABC_DEFG_HIJ", "%F0%9F%98%80", "..%2f..%2fetc%2fpasswd", "a" * 2000]


@pytest.mark.parametrize("code", MALFORMED)
def test_a_malformed_link_is_a_page_not_a_fault(product: Product, code: str) -> None:
    answer = httpx.get(product.link(code))
    assert answer.status_code in (404, 414)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("fr", "fr"), ("de;q=0.9, fr;q=0.8", "fr")])
def test_pages_of_error_speak_the_readers_language(product: Product, language: str, lang: str) -> None:
    answer = httpx.get(product.link("zzz-zzzz-zzz"), headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert f'lang="{lang}"' in answer.text


@pytest.mark.parametrize(("language", "word"), [("en", "JavaScript"), ("fr", "JavaScript")])
def test_a_browser_without_script_is_told_so(product: Product, language: str, word: str) -> None:
    answer = httpx.get(product.url, headers={"Accept-Language": language})
    assert "<noscript>" in answer.text
    assert word in answer.text.split("<noscript>")[1]


def test_an_unknown_link_shows_why_signed_in_or_not(product: Product, people: Guests) -> None:
    """Scenario 3."""
    lea = people.chromium(LEA)
    lea.open(product.link("zzz-zzzz-zzz"))
    lea.finds('[data-error="room-unknown"]')
    lea.reads("This meeting does not exist.")


def test_an_empty_name_is_asked_for(product: Product, organiser: Account, people: Guests) -> None:
    malik = people.chromium(MALIK)
    malik.open(product.link(organiser.room(access="public")))
    malik.has("button", "Join")

    malik.click("button", "Join")

    malik.reads("Write your name so that others know you")
    assert malik.evaluate("() => document.activeElement.getAttribute('aria-invalid')") == "true"


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "empty"), ("   ", "blank"), ("x" * 300, "long"), ("Léa\u202egnp", "bidi"), ("Léa\x00", "control")],
    ids=lambda value: value if len(value) < 8 and value.isalpha() else "",
)
def test_names_that_nobody_can_have(product: Product, organiser: Account, name: str, why: str) -> None:
    guest = product.guest(name)
    code = organiser.room(access="public")
    wishes = {"name": name, "microphone": False, "camera": False}
    assert guest.problem("POST", f"rooms/{code}/join", wishes) == "name-invalid", why


def test_a_name_of_markup_is_shown_as_text(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    name = "<b onclick=x>Malik</b>"
    enter(lea, product, code, name=LEA.name)

    enter(malik, product, code, name=name)

    lea.reads(name, within="main")
    assert lea.count("b[onclick]") == 0


def test_two_people_of_one_name_can_be_told_apart(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    enter(lea, product, code, name=LEA.name)

    enter(malik, product, code, name=LEA.name)

    lea.reads(f"{LEA.name} (2)", within="main")


def test_a_refused_microphone_is_explained_and_does_not_stop_joining(
    product: Product, organiser: Account, people: Guests
) -> None:
    """Scenario 12."""
    code = organiser.room(access="public")
    malik = people.chromium(MALIK, devices="refused")
    malik.open(product.link(code))
    malik.fill("Your name", MALIK.name)
    malik.click("button", "Allow microphone and camera")

    malik.finds('[data-error="perm-browser"]')
    malik.click("button", "Show me how")
    malik.reads("Chrom", within="dialog[open]")
    malik.press("Escape")
    malik.click("button", "Join without microphone and camera")

    is_in(malik)
    assert malik.errors == []


def test_a_machine_without_devices_is_told_and_can_join(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    malik = people.chromium(MALIK, devices="none")
    malik.open(product.link(code))
    malik.fill("Your name", MALIK.name)
    malik.click("button", "Turn on microphone")

    malik.finds('[data-error="dev-none"]')
    malik.click("button", "Join without microphone and camera")

    is_in(malik)
    assert malik.errors == []


def test_a_camera_in_use_is_told(product: Product, organiser: Account, people: Guests) -> None:
    malik = people.chromium(MALIK)
    malik.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('in use', 'NotReadableError'));"
    )
    malik.open(product.link(organiser.room(access="public")))
    if malik.controls("button", "Turn on camera"):
        malik.click("button", "Turn on camera")

    malik.finds('[data-error="dev-busy"]')


def test_a_forged_ticket_opens_nothing(product: Product, organiser: Account) -> None:
    code = organiser.room(access="public")
    call = product.guest("Guest").ask(code)["call"]["id"]
    forger = product.guest("Forger")
    for ticket in ("A" * 22, "x", "x" * 5000, "' or 1=1 --"):
        forger.ticket = ticket
        assert forger.request("GET", f"calls/{call}/state").status_code in (401, 403, 404)


def test_nobody_reads_another_call(product: Product, organiser: Account) -> None:
    one, two = organiser.room(access="public"), organiser.room(access="public")
    first = product.guest("First").ask(one)["call"]["id"]
    second = product.guest("Second")
    second.ask(two)
    assert second.request("GET", f"calls/{first}/state").status_code in (401, 403, 404)


def test_a_post_from_another_site_is_refused(product: Product, organiser: Account) -> None:
    code = organiser.room(access="public")
    stranger = product.guest("Stranger")
    stranger.http.headers["Origin"] = "https://attacker.example.net"
    body = {"name": "Stranger", "microphone": False, "camera": False}
    assert stranger.request("POST", f"rooms/{code}/join", body).status_code == 403


def test_who_is_refused_by_a_room_for_accounts_is_shown_the_way(
    product: Product, organiser: Account, people: Guests
) -> None:
    malik = people.chromium(MALIK)
    malik.open(product.link(organiser.room(guests="refused")))
    malik.finds('[data-error="signin-needed"]')
    malik.has("link", "Sign in")


def test_the_server_survives_a_crowd_of_bad_requests(product: Product, organiser: Account) -> None:
    stranger = product.guest("Stranger")
    code = organiser.room(access="public")
    for body in (b"", b"{", b"[]", b'{"name": 3}', b"\xff" * 100, b'{"name":"' + b"x" * 3_000_000 + b'"}'):
        answer = stranger.http.post(f"rooms/{code}/join", content=body, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500
    assert stranger.ask(code)["outcome"] == "entered"


def test_asking_with_a_name_of_the_longest_length_works(product: Product, organiser: Account, people: Guests) -> None:
    malik = people.chromium(MALIK)
    ask_to_join(malik, product, organiser.room(access="public"), name="é" * 80)
    is_in(malik)
