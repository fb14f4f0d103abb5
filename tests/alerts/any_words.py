"""Names and texts that anybody may write, as rows hold them."""

from typing import Any

from hypothesis import strategies as st

from campaigns.models import Action, Campaign
from exchanges.models import Exchange
from solidarity.models import ClosingReport, Need, SolidarityRequest
from unions.models import Employer, Organisation, Update
from unions.validators import HIDDEN, language_tag, plain_name, plain_text

NEEDLE = "Needle"  # stands in each name and text, so that a part of one is found wherever it got
ODD_NAMES = [
    "<script>alert(1)</script>",
    "</title></style><b>",
    '"><img src=x onerror=alert(1)>',
    "<a href='https://example.org/'>here</a>",
    "&amp; &lt; &#60; & &nbsp",
    "{{ site_url }}{% now 'Y' %}",
    "%(asker)s %s %",
    "=?utf-8?q?=0D=0ABcc=3A_x=40example.org?=",
    "ni\u0301",
    "نقابة عمال الموانئ",
    "工会",
    "\u00a0 \u3000",
    ".",
]
ODD_TEXTS = [
    *ODD_NAMES,
    "\r\nBcc: x@example.org\r\n\r\n",
    "\n.\n",
    "\n-- \n",
    "\n\n\n\n",
    "\u200d",
    "\u200f",
    "\ufeff",
    "\t",
]
_hidden: Any = sorted(HIDDEN)
_visible = st.characters(exclude_categories=_hidden)


def _around_the_needle(odd: list[str], most: int) -> st.SearchStrategy[str]:
    """Whatever may stand before and after it, in no more than `most` characters."""
    half = (most - len(NEEDLE)) // 2
    piece = st.one_of(st.text(_visible, max_size=40), st.sampled_from(odd))
    pieces = st.lists(piece, max_size=5).map(lambda them: "".join(them)[:half])
    return st.tuples(pieces, pieces).map(lambda both: NEEDLE.join(both).strip())


ANY_WORDS = st.fixed_dictionaries(
    {
        "name": _around_the_needle(ODD_NAMES, 200),
        "title": _around_the_needle(ODD_NAMES, 120),
        "text": _around_the_needle(ODD_TEXTS, 600),
        "language": st.sampled_from(["en", "ar", "bn", "zh-Hans"]),
    }
)


def write_everywhere(*, name: str, title: str, text: str, language: str) -> None:
    """Call all that has a name so, and let members have written this and nothing else."""
    for rule, words in ((plain_name, name), (plain_name, title), (plain_text, text), (language_tag, language)):
        rule(words)
    Organisation.objects.update(name=name)
    Employer.objects.update(name=name)
    Need.objects.update(title=title)
    SolidarityRequest.objects.update(title=title, what_happens=text, own_action=text, demands=text, language=language)
    ClosingReport.objects.update(thanks=text, language=language)
    Update.objects.update(text=text, language=language)
    Campaign.objects.update(title=title, goals=text, language=language)
    Action.objects.update(details=text, accessibility=text, language=language)
    Exchange.objects.update(title=title, why=text, language=language)


def read_again(subject: Any) -> Any:
    """Return what the database holds of it now."""
    return type(subject).objects.get(pk=subject.pk)
