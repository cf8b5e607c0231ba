"""Four people, two of them looking at another tab, all hearing the three others."""

from e2e.conftest import Guests
from e2e.firefox import FirefoxPerson
from e2e.media import CHLOE, LEA, MALIK, NOAH
from e2e.meeting import enter
from e2e.people import Person
from e2e.product import Account, Product
from e2e.waiting import until

HIDDEN = "() => document.visibilityState"


def look_elsewhere(person: FirefoxPerson) -> None:
    """Opens another tab over the call; the tests go on listening to the call's."""
    person.look_elsewhere()
    until(f"{person.name}'s call is hidden", lambda: person.evaluate(HIDDEN) == "hidden")


def test_four_people_hear_each_other_also_in_hidden_tabs(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 17."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    chloe, noah = people.firefox(CHLOE), people.firefox(NOAH)
    everybody: list[Person] = [lea, malik, chloe, noah]
    for person in everybody:
        enter(person, product, code, name=person.name)

    look_elsewhere(chloe)
    look_elsewhere(noah)

    for person in everybody:
        person.hears(*(other.face for other in everybody if other is not person), limit_s=40)
    for person in (chloe, noah):
        assert person.evaluate(HIDDEN) == "hidden"
