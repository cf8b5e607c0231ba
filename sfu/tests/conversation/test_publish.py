from livekit.protocol.models import AudioTrackFeature, Encryption, TrackSource, TrackType
from livekit.protocol.rtc import MuteTrackRequest, RequestResponse, UpdateLocalAudioTrack
from meeting import LAYERS, Meeting
from visio_sfu.media import commands, events

ECHO = AudioTrackFeature.TF_ECHO_CANCELLATION
NOISE = AudioTrackFeature.TF_NOISE_SUPPRESSION


def test_an_announced_track_is_answered_with_its_sid_at_once(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.announce("camera", cid="local-1", layers=LAYERS)
    answer = lea.told("track_published")[0]
    assert answer.cid == "local-1"
    assert answer.track.sid.startswith("TR_VC")
    assert answer.track.source == TrackSource.CAMERA
    assert answer.track.simulcast


def test_others_learn_of_a_track_when_a_media_section_carries_it(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.announce("microphone")
    assert not any(info.tracks for info in lea.heard_of(malik))
    malik.send_section("audio", "microphone")
    assert [track.name for track in lea.heard_of(malik)[-1].tracks] == ["microphone"]
    assert lea.heard_of(malik)[-1].is_publisher


def test_an_answer_carries_the_number_of_its_offer(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("camera")
    lea.publish("microphone")
    assert [answer.id for answer in lea.told("answer")] == [1, 2]
    assert {answer.type for answer in lea.told("answer")} == {"answer"}


def test_an_offer_may_come_before_the_announcement(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.send_section("video", "camera")
    assert not any(info.tracks for info in lea.heard_of(malik))
    malik.announce("camera")
    assert [track.name for track in lea.heard_of(malik)[-1].tracks] == ["camera"]


def test_sections_are_matched_by_the_clients_track_id(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.announce("camera", cid="one")
    lea.announce("screen", cid="two")
    lea.sections = [("0", "video", "two"), ("1", "video", "one")]
    lea.offer_sections()
    assert (lea.track("camera").mid, lea.track("screen").mid) == ("1", "0")


def test_a_section_with_an_unknown_track_id_goes_to_the_oldest_announced_track_of_its_kind(
    meeting: Meeting,
) -> None:
    lea = meeting.arrive("lea")
    lea.announce("camera", cid="one")
    lea.send_section("video", "{a-browser-chose-another}")
    assert lea.track("camera").mid == "0"


def test_a_section_of_another_kind_is_not_taken(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.announce("camera", cid="one")
    lea.send_section("audio", "another")
    assert not lea.track("camera").mid


def test_a_track_ends_when_its_section_stops_sending(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.publish("camera")
    malik.offer_sections(direction="inactive")
    assert not lea.heard_of(malik)[-1].tracks
    assert meeting.orders(commands.Unpublish)
    assert "track_unpublished" in meeting.noticed


def test_a_track_published_again_under_the_same_id_is_a_new_track(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    first = malik.publish("camera").sid
    malik.announce("camera")
    malik.sections = [("1", "video", "camera")]
    malik.offer_sections()
    tracks = lea.heard_of(malik)[-1].tracks
    assert len(tracks) == 1
    assert tracks[0].sid != first


def test_a_section_that_is_used_again_for_another_announced_track_carries_that(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("camera")
    lea.announce("screen", cid="screen")
    lea.sections = [("0", "video", "screen")]
    lea.offer_sections()
    assert [track.info.name for track in lea.one.published()] == ["screen"]


def test_a_replaced_camera_stays_the_same_track(meeting: Meeting) -> None:
    """Changing the device puts another id into the description of some browsers."""
    lea = meeting.arrive("lea")
    sid = lea.publish("camera").sid
    lea.sections = [("0", "video", "another-device")]
    lea.offer_sections()
    assert [track.info.sid for track in lea.one.published()] == [sid]


def test_muting_is_told_to_others_and_stops_the_forwarding(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    sid = malik.publish("microphone").sid
    malik.say(mute=MuteTrackRequest(sid=sid, muted=True))
    assert lea.heard_of(malik)[-1].tracks[0].muted
    malik.say(mute=MuteTrackRequest(sid=sid, muted=False))
    assert not lea.heard_of(malik)[-1].tracks[0].muted
    assert [order.muted for order in meeting.orders(commands.MuteTrack)] == [True, False]


def test_muting_somebody_elses_track_does_nothing(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    sid = malik.publish("microphone").sid
    lea.say(mute=MuteTrackRequest(sid=sid, muted=True))
    assert not malik.track("microphone").muted


def test_a_track_announced_as_muted_begins_muted(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("microphone", muted=True)
    assert [order.muted for order in meeting.orders(commands.MuteTrack)] == [True]


def test_the_codec_is_corrected_when_the_first_packet_tells(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.publish("camera")
    number = meeting.orders(commands.Publish)[-1].track
    meeting.engine_tells(events.TrackStarted(number, "video/H264"))
    assert lea.heard_of(malik)[-1].tracks[0].mime_type == "video/H264"


def test_a_source_that_is_not_granted_is_refused(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", grants={"can_publish_sources": ("microphone",)})
    lea.announce("camera")
    refusal = lea.told("request_response")[0]
    assert refusal.reason == RequestResponse.NOT_ALLOWED
    assert refusal.add_track.cid == "camera"
    lea.announce("microphone")
    assert lea.told("track_published")


def test_nobody_without_the_grant_publishes(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", grants={"can_publish": False})
    lea.announce("camera")
    assert lea.told("request_response")[0].reason == RequestResponse.NOT_ALLOWED


def test_more_tracks_than_a_person_has_are_refused(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    for count in range(65):
        lea.announce("camera", cid=f"camera-{count}")
    assert len(lea.told("track_published")) == 64
    assert lea.told("request_response")[0].reason == RequestResponse.LIMIT_EXCEEDED


def test_an_announcement_that_is_repeated_is_answered_with_the_same_track(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.announce("camera")
    lea.announce("camera")
    first, second = lea.told("track_published")
    assert first.track.sid == second.track.sid


def test_a_second_codec_and_data_tracks_are_refused_in_words(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("camera").sid
    lea.announce("camera", cid="backup", sid=sid)
    assert lea.told("request_response")[0].reason == RequestResponse.UNSUPPORTED_TYPE


def test_how_sound_is_sent_is_told_to_the_engine(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.announce("microphone", cid="music", stereo=True, disable_dtx=True)
    lea.announce("microphone", cid="secret", encryption=Encryption.Type.GCM)
    lea.announce("microphone", cid="plain")
    lea.send_section("audio", "music")
    order = meeting.orders(commands.PublisherOffer)[-1]
    assert (order.stereo, order.without_red, order.without_dtx) == (("music",), ("secret",), ("music",))


def test_audio_features_are_told_to_others(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    track = malik.publish("microphone")
    malik.say(update_audio_track=UpdateLocalAudioTrack(track_sid=track.sid, features=[ECHO, NOISE]))
    assert list(lea.heard_of(malik)[-1].tracks[0].audio_features) == [ECHO, NOISE]


def test_the_publisher_learns_which_layers_somebody_can_use(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    lea.publish("camera", layers=LAYERS)
    number = meeting.orders(commands.Publish)[-1].track
    meeting.engine_tells(events.LayersWanted(number, 1))
    update = lea.told("subscribed_quality_update")[-1]
    assert [quality.enabled for quality in update.subscribed_qualities] == [True, True, False]
    assert [quality.enabled for quality in update.subscribed_codecs[0].qualities] == [True, True, False]
    assert update.subscribed_codecs[0].codec == "vp8"
    assert not malik.told("subscribed_quality_update")


def test_a_description_that_cannot_be_read_makes_that_client_start_anew(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.say(offer={"type": "offer", "sdp": "nonsense", "id": 1})
    assert malik.told("leave")
    assert not lea.told("leave")


def test_microphone_and_camera_are_announced_with_their_kind(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    assert lea.publish("microphone").type == TrackType.AUDIO
    assert lea.publish("camera").type == TrackType.VIDEO
