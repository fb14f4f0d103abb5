"""What the doctor says of one thing: it is well, or what is wrong and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's; `advice` is empty where all is well."""

    what: str
    words: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return not self.advice


def either(what: str, is_well: bool, well: str, wrong: str, advice: str) -> Finding:
    """Return the finding for something that is well or not."""
    return Finding(what, well) if is_well else Finding(what, wrong, advice)
