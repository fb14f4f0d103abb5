"""What a reader of the directory has chosen."""

from dataclasses import dataclass

from unions.forms.chosen import Chosen


@dataclass(frozen=True)
class Choice(Chosen):
    """Search words and filters of the directory; `standing` is member or listed."""

    country: str = ""
    sector: str = ""
    kind: str = ""
    language: str = ""
    standing: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """All but the search words, as the query takes them."""
        return dict(self.kept)
