"""Writes docs/performance.md and its chart from the figures of one run; what people wrote below the line stays."""

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from deploy.bench import chart
from deploy.bench.measurements import Case, Middle
from deploy.bench.plan import SESSIONS, Found
from deploy.bench.targets import Ratios, Target, targets

BY_HAND = "<!-- What stands below is written by people and kept. -->"
NAMES = {
    "yardstick": "smtp-source (Postfix), the yardstick",
    "ours": "ours, end to end with records",
    "loop": "ours, the sending loop alone with records",
    "send_messages": "Django send_messages, one connection",
    "post_office": "django-post-office",
    "django_mailer": "django-mailer",
    "celery_tasks": "one Celery task per person",
}
HEAD = """\
# How fast alerts leave

Made by `{command}` on {day}, on a machine with {cores} cores (load {load:.1f} at the beginning), Python {python}.
Only ratios inside one run mean anything: all ways take turns in it, and figures are medians of {rounds}.

- The mail server is on the loopback and only counts ([its source](../deploy/bench/smtp_sink.c)); a round trip is a
  delay of its replies.
- The yardstick is Postfix's own generator with {sessions} sessions, sending messages as long as ours: {bytes:,} bytes.
  It makes nothing and records nothing. The peers' mails are shorter than ours; they render and build each.
- Ours, end to end: from the publishing transaction to the last `250`, by Celery's workers, with a record for each
  recipient. The loop alone: rows are there before, one process without Celery. A worker is one process with up to
  four sessions, and has read templates and words before, as the portal's workers do when they start.
- Postgres keeps its defaults: a commit waits for the disk. CPU is that of processes of this run alone.

![Mails a second of each way](performance.svg)
"""


def write(folder: Path, found: Found, command: str, load: float) -> str:
    """Write both files and return the document."""
    page = folder / "performance.md"
    kept = page.read_text().partition(BY_HAND)[2] if page.exists() else "\n"
    words = document(found, command, load)
    folder.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{words}\n{BY_HAND}{kept}")
    (folder / "performance.svg").write_text(drawing(found))
    return words


def document(found: Found, command: str, load: float) -> str:
    """Return the whole document."""
    ratios = Ratios(found)
    rounds = max((each.rounds for each in ratios.middles.values()), default=0)
    head = HEAD.format(
        command=command,
        day=datetime.now(UTC).date().isoformat(),
        cores=os.cpu_count(),
        load=load,
        python=platform.python_version(),
        bytes=found.message_bytes,
        sessions=SESSIONS,
        rounds=f"{rounds} rounds" if rounds > 1 else "one round",
    )
    parts = [
        head,
        "## What was measured\n",
        *rates(ratios),
        "",
        *rows(found),
        "",
        "## Targets\n",
        *aims(targets(found)),
    ]
    return "\n".join(parts) + "\n"


def rates(ratios: Ratios) -> Iterator[str]:
    """Yield the table of all ways."""
    yield "| way | mails | workers (× sessions) | round trip, ms | mails/s | by the yardstick | worker µs/mail | Postgres µs/mail | peak MB | SQL/mail | lost | doubled |"  # noqa: E501
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for each in ratios.middles.values():
        case = each.case
        yardstick = yardstick_for(ratios, each)
        share = f"{each.rate / yardstick.rate:.3f}" if yardstick else "–"
        counted = "–" if case.way == "yardstick" else each.doubled
        yield (
            f"| {NAMES[case.way]} | {case.size:,} | {many(case)} | {case.delay} | {each.rate:,.0f} | {share} | "
            f"{figure(each.worker_cpu)} | {figure(each.postgres_cpu)} | {figure(each.peak_memory)} | "
            f"{figure(each.statements, 4)} | {each.lost} | {counted} |"
        )


def many(case: Case) -> str:
    """Say how many workers of ours, with how many sessions each where that was chosen; sessions of the yardstick."""
    if case.way == "yardstick":
        return f"× {case.workers}"
    return f"{case.workers} × {case.sessions}" if case.sessions else str(case.workers)


def yardstick_for(ratios: Ratios, each: Middle) -> Middle | None:
    """Return the yardstick of the same size and round trip, else that of the smallest size."""
    if each.case.delay:
        return ratios.far("yardstick", SESSIONS)
    same = ratios.of("yardstick", each.case.size, SESSIONS)
    return same or ratios.of("yardstick", ratios.sizes()[0], SESSIONS)


def rows(found: Found) -> Iterator[str]:
    """Yield the table of rows written."""
    yield "| rows of the audience | by the engine, rows/s | by COPY, rows/s |"
    yield "|--:|--:|--:|"
    for size in sorted({each.size for each in found.materialised}):
        of_size = [each for each in found.materialised if each.size == size]
        written, copied = median(each.written for each in of_size), median(each.copied for each in of_size)
        yield f"| {size:,} | {written:,.0f} | {copied:,.0f} |"


def aims(found: list[Target]) -> Iterator[str]:
    """Yield the table of targets."""
    yield "| target | wanted | measured | |"
    yield "|---|--:|--:|---|"
    for target in found:
        measured = "–" if target.got is None else f"{target.got:.3g}"
        yield f"| {target.words} | {target.bound} {target.wanted:g} | {measured} | {target.verdict} |"


def drawing(found: Found) -> str:
    """Draw the rates without a round trip: ours at its largest size, the peers at theirs."""
    ratios = Ratios(found)
    big = ratios.sizes()[-1]
    ways = {"yardstick": (big, SESSIONS), "loop": (big, 1), "ours": (big, 1)}
    near = {**ways, **{way: (size, 1) for way in NAMES if way not in ways for size in ratios.sizes(way)}}
    measured = {way: ratios.of(way, *where) for way, where in near.items()}
    bars = [(NAMES[way], each.rate, way in {"ours", "loop"}) for way, each in measured.items() if each and each.rate]
    return chart.bars("Mails a second, one worker (each line is ten times the one before)", bars)


def figure(value: float | None, digits: int = 0) -> str:
    """Write a figure, or a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"
