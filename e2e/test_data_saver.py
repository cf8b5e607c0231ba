"""The data saver: what is not shown is not received, and captions go on."""

import pytest

from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import enter, participant, sees, video_of
from e2e.product import Account, Premises, Product
from e2e.waiting import NotSeenError, stays, until

# The page's own connections, kept where a test can ask them.
KEEP_CONNECTIONS = """(() => {
  const Real = window.RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given);
      window.connections.push(this);
    }
  };
})()"""
# Without what is resent: the media server measures the path now and then with old packets, whatever is wanted.
VIDEO_BYTES = """async () => {
  let bytes = 0;
  for (const connection of window.connections)
    for (const report of (await connection.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === "video")
        bytes += report.bytesReceived - (report.retransmittedBytesReceived ?? 0);
  return bytes;
}"""
# Looks half a second apart, all with the same figure.
QUIET_LOOKS = 6
LOOK_S = 0.5
STOPS_WITHIN_S = 2


@pytest.fixture(scope="module")
def captioned(premises: Premises) -> Product:
    """One word a second of whatever is loud: no model is needed."""
    return premises.start("--guests-start", "yes", environment={"VISIO_CAPTIONS_ENGINE": "scripted"})


@pytest.fixture(scope="module")
def host(captioned: Product) -> Account:
    captioned.first_administrator()
    return captioned.account(name=LEA.name, email="lea@example.org")


def video_bytes(person: ChromiumPerson) -> int:
    return int(person.evaluate(VIDEO_BYTES))


def choose(person: ChromiumPerson, mode: str, *, menu: str = "More controls") -> None:
    person.click("button", menu)
    person.click("menuitemradio", mode)


def receives_no_video(person: ChromiumPerson) -> None:
    """Waits until the figure has stood still for one look, and then for all the next ones."""
    before = -1

    def stands() -> bool:
        nonlocal before
        last, before = before, video_bytes(person)
        return before == last

    until("video stops", stands, limit_s=STOPS_WITHIN_S, poll_s=LOOK_S)
    stays("no video comes", lambda: video_bytes(person) == before, times=QUIET_LOOKS, poll_s=LOOK_S)


def words(person: ChromiumPerson) -> str:
    return person.text("[data-captions]")


def test_audio_only_stops_the_pictures_and_not_the_captions(captioned: Product, host: Account, people: Guests) -> None:
    """Scenario 27. Who comes later is not received either; *Auto* brings all of them back."""
    code = host.room(access="public")
    lea, malik, chloe = people.chromium(LEA), people.chromium(MALIK), people.chromium(CHLOE)
    lea.page.add_init_script(KEEP_CONNECTIONS)
    for person in (lea, malik):
        enter(person, captioned, code, name=person.name)
    lea.click("button", "Turn off microphone")
    lea.click("button", "Turn on captions", limit_s=60)
    until("captions come", lambda: words(lea), limit_s=60)
    sees(lea, MALIK)
    with pytest.raises(NotSeenError):
        receives_no_video(lea)

    choose(lea, "Audio only")

    receives_no_video(lea)
    assert lea.count(video_of(lea, MALIK.name)) == 0
    lea.has("button", "Data saver: Audio only")
    read = words(lea)
    until("captions go on", lambda: words(lea) not in ("", read))
    lea.hears(MALIK)

    enter(chloe, captioned, code, name=chloe.name)
    assert participant(lea, CHLOE.name)
    sees(malik, CHLOE)
    receives_no_video(lea)

    choose(lea, "Auto", menu="Data saver: Audio only")
    lea.has_no("button", "Data saver: Audio only")
    for face in (MALIK, CHLOE):
        sees(lea, face)
