"""What is kept of recordings, for how long, and who else sees them."""

from datetime import UTC, datetime, timedelta

import pytest

from e2e.conftest import Guests
from e2e.media import LEA, MALIK, write_voice
from e2e.meeting import enter, leave, sign_in
from e2e.product import PASSWORD as PASSWORD_OF_ALL
from e2e.product import Account, Premises, Product
from e2e.recorded import imported, stored
from e2e.test_chat import write
from e2e.waiting import until

PASSWORD = "open sesame"
DAY = 24 * 3600.0


@pytest.fixture(scope="module")
def own(premises: Premises) -> Product:
    """A product whose clock goes on by months: not the one of the other stories."""
    product = premises.start("--test-clock", str(premises.folder("kept") / "clock.sock"))
    product.first_administrator()
    return product


@pytest.fixture(scope="module")
def lea(own: Product) -> Account:
    return own.account(name=LEA.name, email="lea@example.org")


@pytest.fixture(scope="module")
def recording(lea: Account, tmp_path_factory: pytest.TempPathFactory) -> str:
    return imported(lea, write_voice(LEA, tmp_path_factory.mktemp("sound")), "audio/wav")


def test_a_link_opens_once_valid_with_its_password_and_no_longer_than_it_says(
    own: Product, lea: Account, people: Guests, recording: str
) -> None:
    """Scenario 33."""
    path = f"recordings/{recording}"
    end = datetime.now(UTC) + timedelta(days=20)
    wish = {"kind": "link", "until": end.isoformat(), "password": PASSWORD, "may_download": False, "may_read": True}
    link = own.link(str(lea.post(f"{path}/shares", **wish)["link"]))
    malik = people.chromium(MALIK)

    malik.open(link)
    malik.fill("Password", PASSWORD)
    malik.click("button", "Open")
    malik.has("button", "Play")
    [share] = lea.get(f"{path}/shares")["items"]
    assert len(share["openings"]) == 1

    own.advance(21 * DAY)
    token = link.rsplit("/", 1)[1]
    guest = own.guest("Malik")
    over = guest.request("POST", "shared/open", {"token": token, "password": PASSWORD})
    unknown = guest.request("POST", "shared/open", {"token": "A" * len(token), "password": PASSWORD})
    assert (over.status_code, over.json()) == (unknown.status_code, unknown.json())
    malik.open(link)
    malik.finds('[data-error="share-unknown"]')


def test_a_revoked_link_has_the_answer_of_an_unknown_one(own: Product, lea: Account, recording: str) -> None:
    """Scenario 33."""
    sign_in_again(lea)
    path = f"recordings/{recording}"
    end = datetime.now(UTC) + timedelta(days=60)
    made = lea.post(f"{path}/shares", kind="link", until=end.isoformat())
    token = str(made["link"]).rsplit("/", 1)[1]
    guest = own.guest("Malik")
    assert guest.request("POST", "shared/open", {"token": token}).status_code < 300

    lea.request("DELETE", f"{path}/shares/{made['id']}").raise_for_status()

    revoked = guest.request("POST", "shared/open", {"token": token})
    unknown = guest.request("POST", "shared/open", {"token": "A" * len(token)})
    assert (revoked.status_code, revoked.json()) == (unknown.status_code, unknown.json())


def test_at_its_term_a_recording_goes_with_its_bytes(
    own: Product, lea: Account, people: Guests, recording: str
) -> None:
    """Scenario 34. The last story of this recording."""
    size = sum(file.stat().st_size for file in stored(own, recording))
    assert size

    own.advance(91 * DAY)

    sign_in_again(lea)
    until("the files are gone", lambda: not stored(own, recording), limit_s=90)
    assert lea.get(f"recordings/{recording}")["state"] == "expired"
    assert lea.problem("GET", f"recordings/{recording}/timeline") in ("not-there", "recording-not-ready")
    owner = people.chromium(LEA)
    sign_in(owner, lea)
    owner.open(own.link(f"recordings/{recording}"))
    owner.reads("This recording no longer exists")
    owner.reads("This recording was deleted on")
    erased = [details for action, details in own.audited(recording) if action == "recording.bytes-erased"]
    assert sum(line["bytes"] for line in erased) == size
    for table in ("recordings_part", "recordings_share", "transcripts_transcript"):
        assert own.rows(f"select count(*) from {table} where recording_id = ?", recording) == [(0,)]


def sign_in_again(account: Account) -> None:
    """Sessions end before recordings do."""
    account.http.cookies.clear()
    account.csrf = account.get("session")["csrf_token"]
    account.csrf = account.post("session", email=account.email, password=PASSWORD_OF_ALL)["csrf_token"]


def test_a_call_in_which_nothing_was_asked_leaves_nothing(premises: Premises, people: Guests) -> None:
    """Scenario 35."""
    product = premises.start("--test-clock", str(premises.folder("plain") / "clock.sock"))
    product.first_administrator()
    account = product.account(name="Owner", email="owner@example.org")
    code = account.room(access="public")
    owner, malik = people.chromium(LEA), people.chromium(MALIK)
    sign_in(owner, account)
    enter(owner, product, code)
    enter(malik, product, code, name="Marker-of-a-guest")
    write(malik, "Marker-of-a-message")
    owner.hears(MALIK)
    for person in (malik, owner):
        leave(person)
        person.finds_no("[data-call-state=connected]")

    product.advance(3600)
    product.advance(3600)
    product.stop()

    log = "".join(product.program.log)
    files = [path for path in product.data.rglob("*") if path.is_file()]
    for marker in ("Marker-of-a-guest", "Marker-of-a-message"):
        assert marker not in log
        assert [path.name for path in files if marker.encode() in path.read_bytes()] == []
    assert not [path for path in files if path.suffix in (".webm", ".mkv", ".mp4", ".wav", ".jsonl")]
