"""The bench measures what it says: its server counts right, its medians and targets are those of its figures."""

import os
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from deploy.bench import chart, meters, others, plan, report, sink, targets
from deploy.bench.measurements import Case, Measurement, middle
from deploy.bench.plan import Found
from deploy.bench.sink import Sink
from deploy.bench.targets import LEAST, MOST, Target
from deploy.local.waiting import Unavailable

needs_compiler = pytest.mark.skipif(not shutil.which("cc") and not shutil.which("gcc"), reason="no C compiler here")
MESSAGE = b"Subject: A call\r\n\r\nHelp.\r\n.leading dot\r\n"


@pytest.fixture
def counting_sink() -> Iterator[Sink]:
    """A sink that counts u0@… to u9@…."""
    running = Sink(10)
    yield running
    running.stop()


def hand_over(port: int, *numbers: int) -> None:
    """Send one message to each of these addresses over one session."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as session:
        for number in numbers:
            session.sendmail("a@example.org", [f"u{number}@example.org"], MESSAGE)


@needs_compiler
def test_the_sink_counts_who_was_told_and_who_twice(counting_sink: Sink) -> None:
    hand_over(counting_sink.port, 1, 2, 2, 3)
    counted = counting_sink.counters()
    assert (counted.messages, counted.distinct, counted.doubled) == (4, 3, 1)


@needs_compiler
def test_the_sink_forgets(counting_sink: Sink) -> None:
    hand_over(counting_sink.port, 1)
    counting_sink.forget()
    assert (counting_sink.counters().messages, counting_sink.counters().distinct) == (0, 0)


@needs_compiler
def test_the_sink_takes_pipelined_commands_and_bodies_in_pieces(counting_sink: Sink) -> None:
    with smtplib.SMTP("127.0.0.1", counting_sink.port, timeout=10) as session:
        session.ehlo()
        assert session.has_extn("pipelining") and session.sock
        envelope = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<u%d@example.org>\r\nDATA\r\n"
        session.sock.sendall(envelope % 1 + MESSAGE + b"\r")
        session.sock.sendall(b"\n.\r\n" + envelope % 2 + MESSAGE + b".\r\n")
        replies = [session.getreply()[0] for _reply in range(8)]
    assert replies == [250, 250, 354, 250] * 2
    assert counting_sink.counters().distinct == 2


@needs_compiler
def test_over_a_round_trip_every_reply_comes_all_the_same() -> None:
    far = Sink(10, delay=5)
    hand_over(far.port, 1, 2)
    assert far.counters().distinct == 2
    far.stop()


def test_without_a_compiler_the_bench_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="apt-get install gcc"):
        sink.build()


def test_without_the_yardstick_the_bench_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others, "SMTP_SOURCE", ("no-such-program",))
    with pytest.raises(Unavailable, match="apt-get install postfix"):
        others.find_smtp_source()


def test_the_cpu_of_children_that_ended_counts() -> None:
    before = meters.cpu(os.getpid())
    burn = "import time\nwhile time.process_time() < 0.5: pass"
    subprocess.run([sys.executable, "-c", burn], check=True)
    assert meters.cpu(os.getpid()) - before >= 0.4


def test_memory_is_that_of_the_largest_process_below() -> None:
    hold = "held = bytearray(300_000_000); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout and child.stdout.readline()
        peak = meters.peak_memory(os.getpid())
        child.communicate(b"\n")
    assert peak >= 280


def test_a_process_that_has_ended_is_nobody_s_child_though_nobody_has_asked_how() -> None:
    wait = "import sys; print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", wait], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout and child.stdout.readline()
        assert child.pid in meters.children(os.getpid())
        os.kill(child.pid, signal.SIGKILL)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert child.pid not in meters.children(os.getpid())


def test_medians_are_taken_over_the_rounds_of_one_case_and_losses_add_up() -> None:
    case, other = Case("ours", 10), Case("ours", 10, workers=2)
    rounds = [Measurement(case, seconds, 10, lost=1, worker_cpu=seconds) for seconds in (1.0, 2.0, 10.0)]
    found = middle(case, [*rounds, Measurement(other, 0.001, 10)])
    assert (found.rounds, found.rate, found.lost, found.worker_cpu) == (3, 5.0, 3, 200_000)


@pytest.mark.parametrize(
    ("bound", "got", "verdict"),
    [
        (LEAST, 2.0, "met"),
        (LEAST, 0.5, "missed by a factor of 4.00"),
        (MOST, 2.0, "met"),
        (MOST, 3.0, "missed by a factor of 1.50"),
        (MOST, None, "not measured"),
    ],
)
def test_a_target_says_by_how_much_it_was_missed(bound: str, got: float | None, verdict: str) -> None:
    assert Target("Rate", bound, 2.0, got).verdict == verdict


def found_of(*measurements: Measurement) -> Found:
    """What a run found."""
    return Found(list(dict.fromkeys(each.case for each in measurements)), list(measurements), message_bytes=4_200)


def a_run() -> Found:
    """A small run: ours at half the yardstick's rate, a peer at a hundredth of ours."""
    return found_of(
        Measurement(Case("yardstick", 100, 4), 1.0, 100),
        Measurement(Case("loop", 100), 1.0, 100, worker_cpu=0.01, postgres_cpu=0.01, statements=4),
        Measurement(Case("ours", 100), 2.0, 100, doubled=3, worker_cpu=0.01, postgres_cpu=0.01),
        Measurement(Case("post_office", 50), 100.0, 50, worker_cpu=1.0, postgres_cpu=1.0),
    )


def test_targets_are_ratios_inside_the_run() -> None:
    got = {target.words: target.got for target in targets.targets(a_run())}
    assert got["End to end, 100 mails, one worker: rate by that of the yardstick"] == 0.5
    assert got["Rate by that of django-post-office"] == 100
    assert got["CPU a mail by that of django-post-office"] == pytest.approx(0.005)
    assert got["SQL statements a mail"] == 0.04
    assert got["Mails doubled, all of ours together"] == 3


def test_the_report_keeps_what_people_wrote(tmp_path: Path) -> None:
    report.write(tmp_path, a_run(), "make bench-alerts", 0.1)
    page = tmp_path / "performance.md"
    page.write_text(f"{page.read_text()}\nA disk was slow that day.\n")
    report.write(tmp_path, a_run(), "make bench-alerts ARGS=--quick", 0.1)
    assert "A disk was slow that day." in page.read_text() and "ARGS=--quick" in page.read_text()
    assert page.read_text().count(report.BY_HAND) == 1


def test_the_chart_is_sound_and_says_every_figure_in_words() -> None:
    drawn = ElementTree.fromstring(chart.bars("Mails & more", [("ours", 1234.0, True), ("<peer>", 2.0, False)]))
    words = " ".join(drawn.itertext())
    assert all(part in words for part in ("Mails & more", "ours", "1,234", "<peer>"))


def test_what_is_measured_beside_us_is_pinned_with_hashes() -> None:
    pins = (Path(others.__file__).with_name("requirements.txt")).read_text()
    assert all(f"{name}==" in pins for name in ("django-post-office", "django-mailer", "celery"))
    assert pins.count("--hash=sha256:") >= pins.count("==")


def test_a_quick_run_is_small_and_sizes_can_be_chosen() -> None:
    assert plan.parse(["--quick"]).sizes == [2_000]
    assert plan.parse(["--sizes", "1_000,20"]).sizes == [20, 1_000]
