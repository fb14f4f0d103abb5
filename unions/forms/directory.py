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
        """What it is in and does, as the query takes it."""
        return {name: value for name, value in self.kept if name != "standing"}
