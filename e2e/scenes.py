"""Every screen and state, arranged so that it can be looked at: for the accessibility rules and for pictures.

A scene returns the person whose screen it is. `Stage.look` says how the onlooker's browser is set up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import is_in, sign_in
from e2e.product import Account, Product
from e2e.waiting import until

HEADING = "main:not(.on-its-way) h1"
"""The page itself, no longer what stands there until its script has come."""


@dataclass
class Stage:
    product: Product
    organiser: Account
    people: Guests
    look: dict[str, Any] = field(default_factory=dict[str, Any])

    def onlooker(self, **more: Any) -> ChromiumPerson:
        return self.people.chromium(LEA, **{**self.look, **more})

    def host_in_call(self, **settings: Any) -> tuple[ChromiumPerson, str]:
        code = self.organiser.room(title="Budget 2027", **settings)
        lea = self.onlooker()
        sign_in(lea, self.organiser)
        enter_any_language(lea, self.product, code)
        return lea, code

    def other(self, code: str) -> ChromiumPerson:
        malik = self.people.chromium(MALIK)
        enter_any_language(malik, self.product, code, name=MALIK.name)
        return malik


def enter_any_language(person: ChromiumPerson, product: Product, code: str, *, name: str | None = None) -> None:
    """Joins by what does not depend on the words: the name's field and the page's main button."""
    wait_for_prejoin(person, product, code, name=name)
    press_join(person)
    is_in(person)


def wait_for_prejoin(person: ChromiumPerson, product: Product, code: str, *, name: str | None = None) -> None:
    person.open(product.link(code))
    person.finds("main form button[type=submit], main [data-join]")
    if name is not None:
        person.page.locator("input[autocomplete=name]").fill(name)


def press_join(person: ChromiumPerson) -> None:
    person.page.locator("main form button[type=submit], main [data-join]").first.click()


def settled(person: ChromiumPerson) -> None:
    """Nothing is loading. (Not "no request is open": a waiting person's stream always is.)"""
    until("nothing is busy", lambda: person.count("[aria-busy=true]") == 0)


def home_signed_out(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.url)
    lea.finds(HEADING)
    return lea


def home_signed_in(stage: Stage) -> ChromiumPerson:
    stage.organiser.room(title="Weekly meeting of the department")
    lea = stage.onlooker()
    sign_in(lea, stage.organiser)
    lea.open(stage.product.url)
    lea.finds(HEADING)
    return lea


def sign_in_page(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link("signin"))
    lea.finds("form")
    return lea


def sign_in_failed(stage: Stage) -> ChromiumPerson:
    lea = sign_in_page(stage)
    lea.page.locator("input[type=email]").fill("nobody@example.org")
    lea.page.locator("input[type=password]").fill("wrong password indeed")
    lea.page.locator("form button[type=submit]").click()
    lea.finds("[data-error]")
    return lea


def set_up_used(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link("setup#used"))
    lea.finds("[data-error]")
    return lea


def invitation(stage: Stage) -> ChromiumPerson:
    said = stage.product.command("accounts", "invite", "new@example.org")
    lea = stage.onlooker()
    token = next(word for word in said.split() if "/invitation#" in word).split("#", 1)[1]
    lea.open(stage.product.link(f"invitation#{token}"))
    lea.finds("form")
    return lea


def room_unknown(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link("zzz-zzzz-zzz"))
    lea.finds("[data-error=room-unknown]")
    return lea


def prejoin_guest(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    wait_for_prejoin(lea, stage.product, stage.organiser.room(access="public"))
    return lea


def prejoin_nameless(stage: Stage) -> ChromiumPerson:
    lea = prejoin_guest(stage)
    press_join(lea)
    lea.finds("[aria-invalid=true]")
    return lea


def prejoin_refused(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker(devices="refused")
    wait_for_prejoin(lea, stage.product, stage.organiser.room(access="public"))
    lea.evaluate(
        "() => [...document.querySelectorAll('main button')].find((b) => /icro|amera|améra/.test(b.innerText)).click()"
    )
    lea.finds("[data-error=perm-browser]")
    return lea


def prejoin_all_off(stage: Stage) -> ChromiumPerson:
    """Camera and microphone were on, and are both switched off."""
    lea = prejoin_guest(stage)
    for device in ("icro", "am[eé]ra"):
        until(
            "it is on", lambda device=device: pressed(lea, f"^(Turn on|Activer).*{device}", f"(off|Couper).*{device}")
        )
        until(
            "it is off", lambda device=device: pressed(lea, f"(off|Couper).*{device}", f"^(Turn on|Activer).*{device}")
        )
    return lea


def pressed(person: ChromiumPerson, words: str, instead: str) -> bool:
    """Whether the page has the button that comes `instead`; the one named is pressed while it is there."""
    return bool(
        person.evaluate(
            """(words, instead) => {
              const named = (words) => [...document.querySelectorAll("main button")]
                .find((button) => new RegExp(words).test(button.ariaLabel || button.innerText));
              if (named(instead)) return true;
              named(words)?.click();
              return false;
            }""",
            words,
            instead,
        )
    )


def prejoin_elsewhere(stage: Stage) -> ChromiumPerson:
    """The same account is in the call from another tab: the call can be moved here."""
    lea, code = stage.host_in_call()
    again = ChromiumPerson(LEA, lea.context.new_page())
    again.open(stage.product.link(code))
    again.finds("main [data-elsewhere], main form")
    return again


def new_meeting_signed_out(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link("new"))
    lea.finds(HEADING)
    return lea


def settings_signed_out(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link(stage.organiser.room(title="Budget 2027") + "/settings"))
    lea.finds(HEADING)
    return lea


def lobby_waiting(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    wait_for_prejoin(lea, stage.product, stage.organiser.room(access="trusted"), name=LEA.name)
    press_join(lea)
    lea.finds("[data-lobby-state], [data-request-state], " + HEADING)
    until("she waits", lambda: lea.count("main form button[type=submit]") == 0)
    return lea


def room_locked(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link(stage.organiser.room(access="public", locked=True)))
    lea.finds("[data-error=room-locked]")
    return lea


def room_settings(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    sign_in(lea, stage.organiser)
    lea.open(stage.product.link(stage.organiser.room(title="Budget 2027") + "/settings"))
    lea.finds("main select, main input")
    return lea


def call_alone(stage: Stage) -> ChromiumPerson:
    return stage.host_in_call()[0]


def call_of_two(stage: Stage) -> ChromiumPerson:
    lea, code = stage.host_in_call(access="public")
    stage.other(code)
    until("two tiles", lambda: lea.count("li[data-participant]") == 2)
    lea.sees_motion("li[data-participant] video")
    return lea


def press_tool(person: ChromiumPerson, words: str) -> None:
    """Presses the toolbar's button whose name matches the expression, in the menu where it is folded away."""
    person.evaluate(
        "(words) => [...document.querySelectorAll('[data-tool]')]"
        ".find((tool) => new RegExp(words, 'i').test(tool.ariaLabel ?? '')).click()",
        words,
    )


def call_chat(stage: Stage) -> ChromiumPerson:
    lea = call_of_two(stage)
    press_tool(lea, "chat|discussion|messages")
    lea.finds("[role=log]")
    lea.page.locator("aside textarea").fill("Bonjour, voici le lien https://example.org/agenda")
    lea.press("Enter")
    lea.finds("[role=log] a")
    return lea


def call_people(stage: Stage) -> ChromiumPerson:
    lea, code = stage.host_in_call(access="trusted")
    stage.product.guest("Chloé Petit").ask(code)
    stage.product.guest("Noah Roux").ask(code)
    press_tool(lea, "people|personnes")
    lea.reads("Noah Roux", within="aside")
    return lea


def call_host_panel(stage: Stage) -> ChromiumPerson:
    lea, _ = stage.host_in_call()
    press_tool(lea, "host|gestion")
    lea.finds("aside select, aside input")
    return lea


def call_leave_menu(stage: Stage) -> ChromiumPerson:
    lea = call_alone(stage)
    press_tool(lea, "leave|quitter")
    lea.finds("[role=menu] [role=menuitem]")
    return lea


def call_end_dialog(stage: Stage) -> ChromiumPerson:
    lea = call_leave_menu(stage)
    lea.page.locator("[role=menuitem]:visible").last.click()
    lea.finds("dialog[open]")
    return lea


def call_share(stage: Stage) -> ChromiumPerson:
    lea, code = stage.host_in_call(access="public")
    chloe = stage.people.chromium(CHLOE)
    enter_any_language(chloe, stage.product, code, name=CHLOE.name)
    press_tool(chloe, "share|present")
    lea.sees_motion("[data-share] video")
    return lea


def after_the_call(stage: Stage) -> ChromiumPerson:
    lea = call_leave_menu(stage)
    lea.page.locator("[role=menuitem]:visible").first.click()
    until("the call is over", lambda: lea.count("[data-call-state=connected]") == 0)
    lea.finds(HEADING)
    return lea


def accessibility_page(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link("accessibility"))
    lea.finds(HEADING)
    return lea


def legal_page(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    lea.open(stage.product.link("legal/privacy"))
    lea.finds(HEADING)
    return lea


Scene = Callable[[Stage], ChromiumPerson]
SCENES: list[Scene] = [
    home_signed_out,
    home_signed_in,
    sign_in_page,
    sign_in_failed,
    set_up_used,
    invitation,
    room_unknown,
    prejoin_guest,
    prejoin_nameless,
    prejoin_refused,
    prejoin_all_off,
    prejoin_elsewhere,
    new_meeting_signed_out,
    settings_signed_out,
    lobby_waiting,
    room_locked,
    room_settings,
    call_alone,
    call_of_two,
    call_chat,
    call_people,
    call_host_panel,
    call_leave_menu,
    call_end_dialog,
    call_share,
    after_the_call,
    accessibility_page,
    legal_page,
]
