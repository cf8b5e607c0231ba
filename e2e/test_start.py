"""What an operator meets: the first start, the next ones, and starts that cannot succeed."""

import socket
from pathlib import Path

import httpx
import pytest

from e2e.conftest import Guests
from e2e.media import LEA
from e2e.processes import PROGRAMS, Program
from e2e.product import PASSWORD, Premises, Product
from e2e.waiting import until


@pytest.fixture
def fresh(premises: Premises) -> Product:
    return premises.start("--guests-start", "yes")


def test_the_set_up_link_makes_the_first_administrator_once(fresh: Product, people: Guests) -> None:
    """Scenario 4."""
    stranger = fresh.guest("Nobody")
    assert stranger.problem("POST", "rooms", {}) in ("not-set-up", "sign-in-required")
    link = str(fresh.facts["setup_url"])
    lea = people.chromium(LEA)

    lea.open(link)
    lea.fill("Name", LEA.name)
    lea.fill("E-mail", "lea@example.org")
    lea.fill("Password", PASSWORD)
    lea.click("button", "Create the account")
    lea.has("button", "New meeting")

    second = people.chromium(LEA)
    second.open(link)
    second.finds('[data-error="link-used"]')


def test_a_weak_password_is_refused_and_what_was_typed_stays(fresh: Product, people: Guests) -> None:
    lea = people.chromium(LEA)
    lea.open(str(fresh.facts["setup_url"]))

    lea.fill("Name", LEA.name)
    lea.fill("E-mail", "lea@example.org")
    lea.fill("Password", "password1234")
    lea.click("button", "Create the account")

    lea.finds('[aria-invalid="true"]')
    name = lea.evaluate("() => document.querySelector('input[autocomplete=name]').value")
    assert name == LEA.name
    assert fresh.guest("Nobody").get("session")["instance"]["setup_needed"]


def test_stopping_and_starting_keeps_accounts_rooms_and_secrets(fresh: Product) -> None:
    account = fresh.first_administrator()
    code = account.room(title="Budget")

    assert fresh.stop() == 0
    fresh.start_again()

    assert "setup_url" not in fresh.facts
    again = fresh.guest("Nobody")
    session = again.get("session")
    assert not session["instance"]["setup_needed"]
    account.http.base_url = httpx.URL(fresh.link("api/v1/"))
    assert account.get(f"rooms/{code}")["title"] == "Budget"


def test_everything_a_start_prints_is_one_line_of_json(fresh: Product) -> None:
    media = fresh.facts["media"]

    assert fresh.program.lines.empty()
    assert media["udp_port"] > 0
    assert "10.77.0.1" in media["addresses"]
    assert "127.0.0.1" in media["addresses"]
    assert fresh.facts["url"].startswith("http://127.0.0.1:")


def test_the_data_folder_is_for_its_owner_alone(fresh: Product) -> None:
    assert fresh.data.stat().st_mode & 0o077 == 0
    for path in fresh.data.rglob("*"):
        if path.is_file() and ("secret" in path.name or path.suffix in (".key", ".sqlite3")):
            assert path.stat().st_mode & 0o077 == 0, path


def refused(premises: Premises, *arguments: str | Path) -> str:
    """Starts `visio serve`, expects it to end with code 2, and returns what it said."""
    program = premises.program(["serve", *arguments])
    assert program.wait(limit_s=30) == 2, "".join(program.log)
    assert program.lines.get() is None, "a start that fails says nothing on standard output"
    said = "".join(program.log).strip()
    assert "Traceback" not in said, said
    sentence = said.splitlines()[-1]
    assert sentence.startswith("visio: "), said
    return sentence


def test_a_port_in_use_stops_the_start_with_a_sentence(premises: Premises) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(premises, "--port", port, "--udp-port", "0", "--data", premises.folder("port-in-use"))
    assert port in said


def test_a_media_port_in_use_stops_the_start_with_a_sentence(premises: Premises) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("0.0.0.0", 0))
        port = str(other.getsockname()[1])
        said = refused(premises, "--port", "0", "--udp-port", port, "--data", premises.folder("udp-in-use"))
    assert port in said


def test_a_wrong_setting_stops_the_start_with_its_name(premises: Premises) -> None:
    said = refused(premises, "--port", "eighty", "--data", premises.folder("wrong-setting"))
    assert "--port" in said


def test_an_unusable_data_folder_stops_the_start_with_a_sentence(premises: Premises) -> None:
    # A file in the folder's place: it refuses root too, which a read-only mode would not.
    blocked = premises.folder("blocked") / "data"
    blocked.write_text("not a folder")
    said = refused(premises, "--port", "0", "--udp-port", "0", "--data", blocked)
    assert "data" in said


def test_a_full_disk_stops_the_start_with_a_sentence(premises: Premises) -> None:
    # A disk of 64 kB, mounted for this program alone.
    folder = premises.folder("full")
    mount = f'mount -t tmpfs -o size=64k tmpfs {folder} && exec "$@"'
    serve = [PROGRAMS / "visio", "serve", "--port", "0", "--udp-port", "0", "--data", folder]
    program = Program(["unshare", "--mount", "sh", "-c", mount, "sh", *serve])
    assert program.wait(limit_s=60) == 2, "".join(program.log)
    assert "Traceback" not in "".join(program.log)
    assert program.log[-1].startswith("visio: ")


def test_pages_can_be_had_under_a_public_address(premises: Premises) -> None:
    product = premises.start("--public-url", "https://visio.example.org")

    local = f"http://127.0.0.1:{product.port}/"
    here = httpx.get(local, headers={"Host": "visio.example.org"})
    elsewhere = httpx.get(local, headers={"Host": "attacker.example.net"})

    assert here.status_code == 200
    assert elsewhere.status_code in (400, 403, 421)


def test_it_serves_https_with_a_certificate(premises: Premises, certificate: tuple[Path, Path], people: Guests) -> None:
    cert, key = certificate
    product = premises.start("--tls-cert", str(cert), "--tls-key", str(key), "--public-url", "https://localhost")
    address = f"https://localhost:{product.port}/"

    lea = people.chromium(LEA, ignore_https_errors=True)
    lea.open(address)

    lea.reads("Not set up yet")
    answer = httpx.get(f"https://127.0.0.1:{product.port}/", headers={"Host": "localhost"}, verify=False)
    assert "strict-transport-security" in answer.headers


def test_a_stop_ends_open_streams_quickly(fresh: Product) -> None:
    account = fresh.first_administrator()
    guest = fresh.guest("Guest")
    waiting = guest.ask(account.room(access="trusted"))
    assert waiting["outcome"] == "waiting"
    with guest.http.stream("GET", "lobby/events", headers={"Authorization": f"Ticket {guest.ticket}"}) as stream:
        lines = stream.iter_lines()
        assert "request" in next(lines)
        fresh.program.process.terminate()
        assert fresh.program.wait(limit_s=6) == 0


def test_the_log_holds_no_names_addresses_or_tokens(fresh: Product) -> None:
    account = fresh.first_administrator(name="Marguerite Duras", email="marguerite@example.org")
    code = account.room(access="public", title="Barrage")
    guest = fresh.guest("Yann Andréa")
    joined = guest.ask(code)
    httpx.get(fresh.link(f"{code}?secret=in-the-query"))
    fresh.stop()

    log = "".join(fresh.program.log)

    for private in (
        "Marguerite",
        "marguerite@",
        "Yann",
        "Barrage",
        joined["ticket"],
        joined["media"]["token"],
        "in-the-query",
    ):
        assert private not in log


def test_a_mistyped_address_creates_nothing(fresh: Product, people: Guests) -> None:
    """Scenario 3."""
    account = fresh.first_administrator()
    account.room()
    before = rooms_in_database(fresh)
    lea = people.chromium(LEA)

    lea.open(fresh.link("/zzz-zzzz-zzz"))

    lea.finds('[data-error="room-unknown"]')
    assert httpx.get(fresh.link("/zzz-zzzz-zzz")).status_code == 404
    until("the number of rooms stays", lambda: rooms_in_database(fresh) == before)


def rooms_in_database(product: Product) -> int:
    return int(product.rows("select count(*) from rooms_room")[0][0])
