"""Firefox as it comes: no preference about connections is set, as at every user's."""

from e2e.conftest import Guests
from e2e.firefox import PREFERENCES
from e2e.media import LEA, MALIK
from e2e.meeting import enter, sees
from e2e.product import Account, Product


def test_two_firefoxes_meet_with_default_connections(product: Product, organiser: Account, people: Guests) -> None:
    assert not [name for name in PREFERENCES if name.startswith("media.peerconnection")]
    code = organiser.room(access="public")
    lea, malik = people.firefox(LEA), people.firefox(MALIK)

    enter(lea, product, code, name=LEA.name)
    enter(malik, product, code, name=MALIK.name)

    lea.hears(MALIK)
    malik.hears(LEA)
    sees(lea, MALIK)
    sees(malik, LEA)
