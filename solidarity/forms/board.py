"""What a reader of the board has chosen."""

from dataclasses import dataclass

from unions.forms.chosen import Chosen

EFFORTS = {"10": 10, "60": 60}  # minutes


@dataclass(frozen=True)
class Choice(Chosen):
    """Search words and filters of the board."""

    kind: str = ""
    urgency: str = ""
    country: str = ""
    sector: str = ""
    language: str = ""
    employer: str = ""
    effort: str = ""
    state: str = ""

    @property
    def shows_ended(self) -> bool:
        """Whether the reader looks at requests that have closed."""
        return self.state == "closed"

    @property
    def minutes(self) -> int | None:
        """The most minutes that the help may take."""
        return EFFORTS.get(self.effort)
