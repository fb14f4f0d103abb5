"""The way on which mail leaves: a session with a mail server, or with a provider where EMAIL_URL names one."""

from collections.abc import Sequence
from typing import Protocol, Self

from django.conf import settings

from unions.mail.pipelining import Copy
from unions.mail.providers import ProviderSession
from unions.mail.replies import Reply
from unions.mail.smtp import Session


class Carrier(Protocol):
    """What takes messages and says of each what became of it."""

    def __enter__(self) -> Self:
        """Begin without opening anything yet."""

    def __exit__(self, *error: object) -> None:
        """Close what was opened."""

    @property
    def takes_8bit(self) -> bool:
        """Whether messages may hold letters outside ASCII as they are. May raise Unreachable."""

    def open(self) -> None:
        """See whether anybody is there. Raises Unreachable; its cause says why."""

    def hand_over(self, address: str, message: bytes, *, sender: str = "") -> Reply:
        """Hand one message over for one address. Raises Unreachable where nobody takes any."""

    def hand_over_all(self, copies: Sequence[Copy], until: float) -> list[Reply | None]:
        """Hand these over until this moment; None for what certainly never left. May raise Unreachable."""


def carrier() -> Carrier:
    """Return the way that this portal's mail takes."""
    return ProviderSession() if settings.EMAIL_PROVIDER else Session()
