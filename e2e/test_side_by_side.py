"""`visio serve` and `visio-sfu --dev` on one machine."""

import httpx

from e2e.conftest import Guests
from e2e.media import LEA, MALIK
from e2e.meeting import enter
from e2e.product import Account, Product
from e2e.stock.servers import start_ours


def test_the_product_and_a_media_server_of_its_kind_run_together(
    product: Product, organiser: Account, people: Guests
) -> None:
    other = start_ours()
    try:
        assert httpx.get(other.http).status_code == 200
        code = organiser.room(access="public")
        lea, malik = people.chromium(LEA), people.chromium(MALIK)

        enter(lea, product, code, name=LEA.name)
        enter(malik, product, code, name=MALIK.name)

        lea.hears(MALIK)
        malik.hears(LEA)
    finally:
        assert other.program.stop() == 0
