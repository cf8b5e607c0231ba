"""A running product with an administrator, as scenarios need it."""

from collections.abc import Generator
from contextlib import contextmanager

from e2e.media import LEA
from e2e.product import Account, Premises, Product


@contextmanager
def running_product() -> Generator[tuple[Product, Account]]:
    """`visio serve` in an empty folder, and somebody with an account on it."""
    premises = Premises()
    try:
        product = premises.start()
        assert product.first_administrator().email
        yield product, product.account(name=LEA.name, email="lea@example.org")
    finally:
        premises.close()
