"""Consents are kept as they were given."""

from datetime import timedelta

from tests import factories
from tests.factories import NOW
from unions import retention
from unions.actions import consents
from unions.choices import ConsentPurpose
from unions.models import Consent, User

ACCOUNT = ConsentPurpose.ACCOUNT


def agree(person: User, words: str = "I agree.") -> Consent:
    """Agree to these words now."""
    return consents.give(by=person, purpose=ACCOUNT, words=words, language="en", at=NOW)


def test_the_same_words_twice_are_one_consent() -> None:
    person = factories.make_user()
    assert agree(person) == agree(person)


def test_other_words_replace_the_old_and_keep_them_on_record() -> None:
    person = factories.make_user()
    agree(person, "Old words.")
    agree(person, "New words.")
    history = dict(person.consents.values_list("wording", "withdrawn_at"))
    assert history == {"Old words.": NOW, "New words.": None}


def test_withdrawing_says_how_many_were_in_force() -> None:
    person = factories.make_user()
    agree(person)
    assert consents.withdraw(by=person, purpose=ACCOUNT, at=NOW) == 1
    assert consents.withdraw(by=person, purpose=ACCOUNT, at=NOW) == 0


def test_every_wording_can_be_read_in_a_language_of_choice() -> None:
    assert all(consents.wording(purpose, "en") for purpose in consents.WORDING)


def test_a_withdrawn_consent_is_forgotten_after_three_years() -> None:
    person = factories.make_user()
    agree(person)
    consents.withdraw(by=person, purpose=ACCOUNT, at=NOW)
    retention.run(NOW + timedelta(days=3 * 365 + 1))
    assert not person.consents.exists()
