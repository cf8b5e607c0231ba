def test_a_guest_of_a_trusted_room_waits_until_a_host_admits(owner, guest, room, engine):
    owner.enter(room)
    malik = guest("Malik").wait(room)
    assert engine.told("visio.lobby")[-1].message["data"]["waiting"][0]["name"] == "Malik"
    owner.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(room)
    assert [person["name"] for person in owner.state()["participants"]] == ["Léa", "Malik"]
