"""A client that loses its socket or its whole connection is back by itself."""

import pytest

from e2e.media import LEA, MALIK
from e2e.stock.conftest import Enter
from e2e.stock.servers import LiveKitServer
from e2e.waiting import NotSeenError, until

BROWSERS = ["chromium", "firefox"]
# The stock client says "reconnected" up to 2 s before its engine has done with it (`waitForRestarted` and
# `minReconnectWait` of its RTCEngine), and keeps events of that while for the next loss. The stock server's offer falls
# into it in 6 of 16 runs (client 2.23.0, server 1.13.5, Chromium 156); ours comes before, in all of 14.
TRACKS_LOST = "the stock client keeps back tracks that the stock server offers just after it reports to be back"


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("scenario", ["signal-reconnect", "full-reconnect"])
def test_a_lost_connection_comes_back(
    request: pytest.FixtureRequest, server: LiveKitServer, enter: Enter, browser: str, scenario: str
) -> None:
    if (server.kind, scenario, browser) == ("livekit", "full-reconnect", "chromium"):
        request.applymarker(pytest.mark.xfail(raises=NotSeenError, strict=False, reason=TRACKS_LOST))
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter(browser, MALIK, room)
    lea.person.hears(MALIK)
    malik.person.hears(LEA)

    malik.do("simulate", scenario)

    until(
        "Malik's client is connected again",
        lambda: malik.happened("reconnected") != [] and malik.do("state") == "connected",
        limit_s=40,
        explain=lambda: malik.person.evaluate("() => window.stage.happenings"),
    )
    lea.person.hears(MALIK, limit_s=30)
    malik.person.hears(LEA, limit_s=30)
    malik.person.sees(LEA, malik.video_of(lea), limit_s=30)
    lea.person.sees_motion(lea.video_of(malik), limit_s=30)
    assert list(lea.others) == [malik.identity]


def test_a_resumed_client_keeps_its_participant(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter("chromium", MALIK, room)
    lea.person.hears(MALIK)

    malik.do("simulate", "signal-reconnect")

    until("Malik's client is connected again", lambda: malik.happened("reconnected") != [], limit_s=40)
    lea.person.hears(MALIK)
    assert lea.happened("left", malik.identity) == []
