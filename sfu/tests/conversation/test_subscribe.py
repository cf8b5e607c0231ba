import pytest
from livekit.protocol.models import ParticipantTracks, SubscriptionError, VideoQuality
from livekit.protocol.rtc import (
    SubscriptionPermission,
    TrackPermission,
    UpdateSubscription,
    UpdateTrackSettings,
)
from meeting import LAYERS, Meeting
from visio_sfu.media import commands, events


def test_everybody_receives_everybody_by_default(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("microphone")
    malik = meeting.arrive("malik")
    assert [order.participant for order in meeting.orders(commands.Subscribe)] == [malik.number]
    malik.publish("microphone")
    assert meeting.orders(commands.Subscribe)[-1].participant == lea.number


def test_picture_and_sound_of_a_participant_are_one_stream(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.arrive("malik")
    microphone, camera = lea.publish("microphone").sid, lea.publish("camera").sid
    orders = meeting.orders(commands.Subscribe)
    assert [order.track_id for order in orders] == [microphone, camera]
    assert {order.stream_id for order in orders} == {f"{lea.sid}|camera"}


def test_an_offer_says_which_section_carries_which_track(meeting: Meeting) -> None:
    """Firefox names received tracks itself."""
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    sid = lea.publish("camera").sid
    assert dict(malik.told("offer")[-1].mid_to_track_id) == {"0": sid}


@pytest.mark.parametrize(("version", "packs_sid"), [("2.15.1", True), ("2.22.9", True), ("2.23.0", False), ("", True)])
def test_older_clients_in_firefox_read_the_track_from_the_stream(
    meeting: Meeting, version: str, packs_sid: bool
) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("camera").sid
    meeting.arrive("malik", query={"browser": "Firefox", "version": version})
    packed = meeting.orders(commands.Subscribe)[-1].stream_id == f"{lea.sid}|{sid}"
    assert packed == packs_sid


def test_a_screen_is_another_stream_than_the_camera(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.arrive("malik")
    lea.publish("camera")
    lea.publish("screen")
    assert len({order.stream_id for order in meeting.orders(commands.Subscribe)}) == 2


def test_somebody_who_joins_without_automatic_subscription_chooses(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("microphone").sid
    malik = meeting.arrive("malik", query={"auto_subscribe": "0"})
    assert not meeting.orders(commands.Subscribe)
    malik.say(subscription=UpdateSubscription(track_sids=[sid], subscribe=True))
    assert meeting.orders(commands.Subscribe)
    malik.say(subscription=UpdateSubscription(track_sids=[sid], subscribe=False))
    assert meeting.orders(commands.Unsubscribe)


def test_tracks_may_be_named_by_participant(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("microphone").sid
    malik = meeting.arrive("malik", query={"auto_subscribe": "0"})
    tracks = ParticipantTracks(participant_sid=lea.sid, track_sids=[sid])
    malik.say(subscription=UpdateSubscription(participant_tracks=[tracks], subscribe=True))
    assert meeting.orders(commands.Subscribe)


def test_an_unknown_track_is_told_and_received_when_it_comes(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.announce("microphone")
    sid = lea.track("microphone").sid
    malik = meeting.arrive("malik", query={"auto_subscribe": "0"})
    malik.say(subscription=UpdateSubscription(track_sids=["TR_unknown"], subscribe=True))
    assert malik.told("subscription_response")[0].err == SubscriptionError.SE_TRACK_NOTFOUND
    malik.say(subscription=UpdateSubscription(track_sids=[sid], subscribe=True))
    assert not meeting.orders(commands.Subscribe)
    lea.send_section("audio", "microphone")
    assert meeting.orders(commands.Subscribe)


def test_choices_about_tracks_do_not_grow_without_bound(meeting: Meeting) -> None:
    malik = meeting.arrive("malik")
    for count in range(30):
        sids = [f"TR_{count}_{track}" for track in range(100)]
        malik.say(subscription=UpdateSubscription(track_sids=sids, subscribe=False))
    assert len(malik.one.choices) == 2_000


def test_nobody_without_the_grant_receives(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("microphone")
    meeting.arrive("malik", grants={"can_subscribe": False})
    assert not meeting.orders(commands.Subscribe)


def test_a_client_that_measures_its_pictures_begins_with_the_lowest_layer(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("camera", layers=LAYERS)
    meeting.arrive("malik", query={"adaptive_stream": "1"})
    meeting.arrive("ana")
    assert [order.max_layer for order in meeting.orders(commands.Limit)] == [0, 2]


def test_the_layer_follows_the_size_on_screen(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("camera", layers=LAYERS).sid
    malik = meeting.arrive("malik")
    for width, height in ((160, 90), (640, 360), (700, 390), (1920, 1080)):
        malik.say(track_setting=UpdateTrackSettings(track_sids=[sid], width=width, height=height))
    assert [order.max_layer for order in meeting.orders(commands.Limit)[1:]] == [0, 1, 1, 2]


def test_a_picture_turned_upright_gets_the_same_layer(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("camera", layers=LAYERS).sid
    malik = meeting.arrive("malik")
    malik.say(track_setting=UpdateTrackSettings(track_sids=[sid], width=360, height=640))
    assert meeting.orders(commands.Limit)[-1].max_layer == 1


def test_a_quality_may_be_asked_for_by_name(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("camera", layers=LAYERS).sid
    malik = meeting.arrive("malik")
    malik.say(track_setting=UpdateTrackSettings(track_sids=[sid], quality=VideoQuality.MEDIUM))
    assert meeting.orders(commands.Limit)[-1].max_layer == 1


def test_a_hidden_picture_is_paused_and_comes_back_at_once(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("camera", layers=LAYERS).sid
    malik = meeting.arrive("malik")
    malik.say(track_setting=UpdateTrackSettings(track_sids=[sid], disabled=True))
    malik.say(track_setting=UpdateTrackSettings(track_sids=[sid], width=640, height=360))
    assert [order.paused for order in meeting.orders(commands.Limit)[-2:]] == [True, False]


def test_a_screen_matters_more_than_a_camera(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("camera")
    lea.publish("screen")
    meeting.arrive("malik")
    camera, screen = meeting.orders(commands.Limit)
    assert screen.priority > camera.priority


def test_the_publisher_is_told_of_its_first_receiver_only(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("microphone").sid
    assert not lea.told("track_subscribed")
    for name in ("malik", "ana"):
        meeting.arrive(name)
        assert [told.track_sid for told in lea.told("track_subscribed")] == [sid]


def test_a_publisher_may_choose_who_receives(meeting: Meeting) -> None:
    lea, malik, ana = meeting.arrive("lea"), meeting.arrive("malik"), meeting.arrive("ana")
    sid = lea.publish("microphone").sid
    only_ana = TrackPermission(participant_identity="ana", all_tracks=True)
    lea.say(subscription_permission=SubscriptionPermission(track_permissions=[only_ana]))
    assert [order.participant for order in meeting.orders(commands.Unsubscribe)] == [malik.number]
    refused = malik.told("subscription_permission_update")[-1]
    assert (refused.participant_sid, refused.track_sid, refused.allowed) == (lea.sid, sid, False)
    assert not ana.told("subscription_permission_update")
    assert len(malik.told("subscription_permission_update")) == 1
    lea.say(subscription_permission=SubscriptionPermission(all_participants=True))
    assert malik.told("subscription_permission_update")[-1].allowed


def test_a_stream_paused_by_the_link_is_told_to_its_receiver(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    sid = lea.publish("camera").sid
    number = meeting.orders(commands.Publish)[-1].track
    meeting.engine_tells(events.StreamPaused(malik.number, number, True))
    meeting.engine_tells(events.StreamPaused(malik.number, number, False))
    states = [update.stream_states[0] for update in malik.told("stream_state_update")]
    assert [(state.participant_sid, state.track_sid, state.state) for state in states] == [
        (lea.sid, sid, 1),
        (lea.sid, sid, 0),
    ]


def test_nothing_stays_of_a_receiver_who_left(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    lea.publish("microphone")
    malik.say(leave={})
    assert not next(iter(meeting.room.state.tracks.values())).subscribers
