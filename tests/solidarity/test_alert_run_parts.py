"""What the page of a piece of news says of small numbers: nothing, and nothing from which they follow."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solidarity.alerts.progress import Progress
from solidarity.views.alert_run_parts import ENOUGH, gathered, shown

FEW = range(1, ENOUGH)
COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12), max_size=8).map(Counter)


def progress(**numbers: Any) -> Progress:
    """Numbers of a piece of news that reached people by mail, in one language."""
    sent = numbers.pop("sent", 20)
    counts = ("waiting", "put_off", "gathered", "cancelled", "lately", "seconds")
    none: dict[str, Any] = {**dict.fromkeys(counts, 0), "next_digest_at": None}
    reached = {"people": sent, "languages": Counter(en=sent), "channels": Counter(mail=sent), "addressed": 40}
    return Progress(**{**none, **reached, "failed": Counter(), "not_told": Counter(), **numbers})


def said(page: dict[str, Any], caption: str) -> list[tuple[str, str]]:
    """Return the rows of the table with this caption."""
    rows = [table["rows"] for table in page["tables"] if table["caption"] == caption]
    return [(row["text"], row["amount"]) for row in rows[0]] if rows else []


@given(COUNTS)
def test_nothing_small_is_counted_out_and_nothing_is_lost(counts: "Counter[str]") -> None:
    named, others = gathered(counts)
    assert sum(count for _name, count in named) + others == counts.total()
    assert all(count == counts[name] >= ENOUGH for name, count in named)
    assert others not in FEW or not named


@given(COUNTS)
def test_what_is_not_named_could_be_any_number_from_one_to_four(counts: "Counter[str]") -> None:
    """Each of the four belongs to other counts of which the same is said."""
    named, others = gathered(counts)
    for hidden in set(counts) - {name for name, _count in named} if others >= ENOUGH else ():
        for guess in FEW:
            rest = {f"another {each}": 1 for each in range(others - guess)}
            assert gathered(Counter({**dict(named), hidden: guess, **rest})) == (named, others)


@pytest.mark.parametrize(
    ("not_told", "rows"),
    [
        ({"not_confirmed": 5, "unsubscribed": 1}, []),
        ({"not_confirmed": 5, "unsubscribed": 1, "paused": 1}, []),
        (
            {"not_confirmed": 280, "suspended": 17, "unsubscribed": 3},
            [("They have not confirmed their address", "280"), ("Other reasons", "20")],
        ),
        ({"not_confirmed": 6}, [("They have not confirmed their address", "6")]),
        ({"not_confirmed": 2, "unsubscribed": 1}, []),
    ],
)
def test_beside_the_total_no_small_reason_follows(not_told: dict[str, int], rows: list[tuple[str, str]]) -> None:
    page = shown(progress(not_told=Counter(not_told)), is_whole=True)
    assert said(page, "Why people were not told") == rows


@given(sent=st.integers(0, 60), waiting=st.integers(0, 60), field=st.sampled_from(["failed", "not_told", "cancelled"]))
def test_the_part_that_is_drawn_does_not_tell_how_few(sent: int, waiting: int, field: str) -> None:
    def page(few: int) -> dict[str, Any]:
        what = few if field == "cancelled" else Counter(refused=few)
        return shown(progress(sent=sent, waiting=waiting, **{field: what}), is_whole=True)

    assert all(page(few) == page(1) for few in FEW)


@given(sent=st.integers(5, 60))
def test_the_part_that_is_drawn_does_not_tell_how_few_wait_and_is_whole_only_when_none_does(sent: int) -> None:
    percents = [shown(progress(sent=sent, waiting=waiting), is_whole=True)["percent"] for waiting in range(ENOUGH)]
    assert percents[0] == 100 and len(set(percents[1:])) == 1 and percents[1] < 100


@pytest.mark.parametrize(("put_off", "is_said"), [(9, False), (7, True), (12, True)])
def test_how_many_are_put_off_is_not_said_where_a_few_are_left(put_off: int, is_said: bool) -> None:
    terms = [str(row["term"]) for row in shown(progress(waiting=12, put_off=put_off), is_whole=True)["facts"]]
    assert ("Of these, due at a later hour" in terms) == is_said
