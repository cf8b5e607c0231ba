from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol.models import ActiveSpeakerUpdate, ChatMessage, DataPacket, UserPacket
from meeting import Meeting, Person
from visio_sfu.media import commands, events


def send(meeting: Meeting, sender: Person, packet: DataPacket, *, reliable: bool = True) -> None:
    meeting.engine_tells(events.DataReceived(sender.number, packet.SerializeToString(), reliable))


def received(meeting: Meeting, person: Person) -> list[DataPacket]:
    orders = [order for order in meeting.orders(commands.SendData) if order.participant == person.number]
    return [DataPacket.FromString(order.payload) for order in orders]


def hello(**more: object) -> DataPacket:
    return DataPacket(user=UserPacket(payload=b"hello"), **more)  # type: ignore[arg-type] - fields of the message


def test_a_message_goes_to_everybody_else(meeting: Meeting) -> None:
    lea, malik, ana = meeting.arrive("lea"), meeting.arrive("malik"), meeting.arrive("ana")
    send(meeting, lea, hello())
    assert [packet.user.payload for packet in received(meeting, malik)] == [b"hello"]
    assert len(received(meeting, ana)) == 1
    assert not received(meeting, lea)


def test_the_sender_is_stamped_whatever_the_message_says(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    forged = UserPacket(payload=b"x", participant_identity="boss", participant_sid="PA_boss")
    send(meeting, lea, DataPacket(user=forged, participant_identity="boss", participant_sid="PA_boss"))
    packet = received(meeting, malik)[0]
    assert (packet.participant_identity, packet.participant_sid) == ("lea", lea.sid)
    assert (packet.user.participant_identity, packet.user.participant_sid) == ("lea", lea.sid)


def test_a_message_may_be_for_some(meeting: Meeting) -> None:
    lea, malik, ana = meeting.arrive("lea"), meeting.arrive("malik"), meeting.arrive("ana")
    send(meeting, lea, hello(destination_identities=["ana"]))
    send(meeting, lea, DataPacket(user=UserPacket(payload=b"y", destination_sids=[ana.sid])))
    assert not received(meeting, malik)
    assert len(received(meeting, ana)) == 2


def test_nobody_without_the_grant_sends(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea", grants={"can_publish_data": False}), meeting.arrive("malik")
    send(meeting, lea, hello())
    assert not received(meeting, malik)


def test_reliable_and_lossy_messages_keep_their_channel(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.arrive("malik")
    send(meeting, lea, hello(), reliable=False)
    send(meeting, lea, hello(), reliable=True)
    assert [order.reliable for order in meeting.orders(commands.SendData)] == [False, True]


def test_a_message_that_is_sent_again_after_a_cut_arrives_once(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    for sequence in (1, 2, 2, 1, 3):
        send(meeting, lea, hello(sequence=sequence))
    assert [packet.sequence for packet in received(meeting, malik)] == [1, 2, 3]


def test_a_message_with_the_nonce_of_another_is_dropped(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    for _ in range(2):
        send(meeting, lea, DataPacket(user=UserPacket(payload=b"x", nonce=b"once")))
    assert len(received(meeting, malik)) == 1


def test_who_speaks_is_not_said_by_participants(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    send(meeting, lea, DataPacket(speaker=ActiveSpeakerUpdate()))
    assert not received(meeting, malik)


def test_other_kinds_are_passed_on_with_their_sender(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    send(meeting, lea, DataPacket(chat_message=ChatMessage(message="hi")))
    packet = received(meeting, malik)[0]
    assert (packet.chat_message.message, packet.participant_identity) == ("hi", "lea")


def test_a_message_beyond_the_limit_is_dropped(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    send(meeting, lea, DataPacket(user=UserPacket(payload=b"x" * 65_000)))
    send(meeting, lea, DataPacket(user=UserPacket(payload=b"x" * 66_000)))
    assert len(received(meeting, malik)) == 1


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_dropped(payload: bytes) -> None:
    meeting = Meeting()
    lea = meeting.arrive("lea")
    malik = meeting.arrive("malik")
    meeting.engine_tells(events.DataReceived(lea.number, payload, True))
    assert all(packet.participant_identity == "lea" for packet in received(meeting, malik))
