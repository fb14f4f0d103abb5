"""The run itself: everything is read once, and each needle found is asked whether it may be there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.test import Client

from tests.security.needles import grades, pages, places, rules
from tests.security.needles.circles import AUDITOR, NETWORK_ADMIN
from tests.security.needles.people import STRANGER, Person, person
from tests.security.needles.sowing import Haystack, Needle
from tests.security.world import Circle, Reader, World
from tests.smtp_server import SmtpServer
from unions.models import Recipient, UnionApplication, User


@dataclass
class Run:
    """What was read, how much, which needles stood where they may not, and which columns were shown rightly to whom."""

    haystack: Haystack
    hits: set[str] = field(default_factory=set)
    shown: set[tuple[str, str]] = field(default_factory=set)
    read: int = 0
    _known: dict[tuple[str, Person], bool] = field(default_factory=dict)

    def look(self, text: str, who: Person, where: str, *, is_known: str = "") -> None:
        """Look through what a reader was shown; what stands in the address already is no news to them."""
        self.read += 1
        for needle in self.haystack.found_in(text):
            if self._may_read(needle, who):
                self.shown.add((needle.column, who.name))
            elif needle.word not in is_known:
                self.hits.add(f"{needle.column} of {needle.row.pk}, shown to {who.name}, in {where}")

    def listed(self) -> str:
        """Return the hits, one a line."""
        return "\n".join(sorted(self.hits))

    def forbid(self, text: str, where: str) -> None:
        """Look through a place where no word about people may stand; public ids may."""
        self.read += 1
        found = [needle for needle in self.haystack.found_in(text) if not needle.column.endswith("public_id")]
        self.hits |= {f"{needle.column} of {needle.row.pk}, in {where}" for needle in found}

    def grade(self, text: str, links: str, own: str) -> bool:
        """Look through a mail for what its grade forbids; return whether it is about something narrow."""
        linked = self.haystack.found_in(links)
        for needle in grades.too_much(self.haystack.found_in(text), linked):
            if needle.word not in own:
                self.hits.add(f"{needle.column} of {needle.row.pk}, told in a mail that may not")
        return grades.is_narrow(linked)

    def _may_read(self, needle: Needle, who: Person) -> bool:
        key = (needle.word, who)
        if key not in self._known:
            self._known[key] = rules.may_read(needle, who)
        return self._known[key]


def read_pages(run: Run, world: World, client: Client, who: Person, *, turn: int = 0) -> None:
    """Read all pages as one reader; who holds the link of an application or of a feed is whose it is."""
    crawl = pages.Crawl(client, turn)
    application = UnionApplication.objects.get(public_id=world.places["application"])
    holders = {
        world.places["application_token"]: replace(who, applications=frozenset({application.pk})),
        world.places["feed_token"]: person(world.readers[Reader.STAFF_ASKED], who.name),
    }
    seat = f"{world.ids[Circle.PUBLIC]['free_seat']} "  # who sends the form of its link sits there
    for address in pages.addresses(world, turn):
        for url, text in crawl.read(address):
            known = seat + url if world.places["seat_token"] in url else url
            run.look(text, _reading(who, url, holders), url, is_known=known)
    for url, text in crawl.follow():
        run.look(text, _reading(who, url, holders), url, is_known=url)


def _reading(who: Person, url: str, holders: dict[str, Person]) -> Person:
    """Whose page this is, by the token in its address if there is one."""
    return next((holder for token, holder in holders.items() if token in url), _in_the_trail(who, url))


def _in_the_trail(who: Person, url: str) -> Person:
    """Who reads the trail finds there the reference of whatever was done something to; no word of it."""
    return replace(who, reads_trail=who.has(AUDITOR, NETWORK_ADMIN)) if "/trail/" in url else who


def read_searches(run: Run, client: Client, who: Person, *, but: Iterable[str] = ()) -> set[str]:
    """Ask each search for half of a hidden word: what is found must not be more than for a word that nobody wrote.

    Returns the columns that were asked for; `but` are those that need not be.
    """
    by_column = {needle.column: needle for needle in run.haystack.needles.values() if needle.word.startswith("ndl")}
    hidden = [each for each in by_column.values() if each.column not in but and not rules.may_read(each, who)]
    for url in pages.SEARCHES:
        for_nothing = pages.listed(client, url, "ndlnothing")
        for needle in hidden:
            run.read += 1
            if pages.listed(client, url, needle.word[:9]) - for_nothing:
                run.hits.add(f"{needle.column} found by {who.name} in {url}")
    return {needle.column for needle in hidden}


def read_mails(run: Run, server: SmtpServer) -> Counter[bool]:
    """Read each mail as the person it went to; in its links stands no word at all. Returns how many are narrow."""
    narrow: Counter[bool] = Counter()
    contacts = {each.contact_address: each for each in Recipient.objects.exclude(contact_address="")}
    people: dict[str, Person] = {}
    for to, text in places.mails(server):
        who = people[to] = people.get(to) or _addressee(to, contacts)
        run.look(text, who, f"a mail to {who.name}", is_known=f"{to} {places.links(text)}")
        run.forbid(places.links(text), "a link in a mail")
        narrow[run.grade(text, places.links(text), to)] += 1
    return narrow


def _addressee(to: str, contacts: dict[str, Any]) -> Person:
    user = User.objects.filter(email=to).first()
    if user is not None:
        return person(user, f"person {user.pk}")
    contact = contacts.get(to)
    if contact is None or contact.organisation_id is None:
        return STRANGER
    return Person(f"contact {contact.pk}", staffed=frozenset({contact.organisation_id}))
