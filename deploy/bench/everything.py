"""What `make bench-alerts` does: sets everything up, measures round by round, and writes what was found."""

import os
import shlex
import sys
from contextlib import ExitStack
from pathlib import Path

from deploy.bench.others import find_smtp_source, make_environment
from deploy.bench.sink import Sink
from deploy.bench.stage import Stage
from deploy.local.places import ROOT, STATE
from deploy.local.progress import Progress
from deploy.local.waiting import Unavailable


def run(arguments: list[str]) -> int:
    """Measure, write the tables and the chart, and print the tables. A target that is missed is no failure."""
    try:
        with ExitStack() as stack:
            return measure(arguments, stack)
    except Unavailable as failure:
        print(failure, file=sys.stderr)
        return 1


def measure(arguments: list[str], stack: ExitStack) -> int:
    """Set up, measure and report."""
    find_smtp_source()
    load = os.getloadavg()[0]
    stage = Stage(stack, {})
    stage.set_up()
    from deploy.bench import plan, report, world

    chosen = plan.parse(arguments)
    progress = Progress()
    make_environment(stage)
    crowds = world.make_crowds(plan.all_sizes(chosen))
    highest = sum(crowd.size for crowd in crowds)
    near, far = Sink(highest), Sink(highest, chosen.delay)
    stack.callback(near.stop)
    stack.callback(far.stop)
    progress.say(f"{highest:,} people are there")
    found = plan.Plan(chosen, stage, crowds, near, far, progress).run()
    folder = chosen.to or (STATE / "bench" if chosen.quick else ROOT / "docs")
    command = shlex.join(["make", "bench-alerts", *([f"ARGS={shlex.join(arguments)}"] if arguments else [])])
    print(report.write(Path(folder), found, command, load))
    print(f"Written to {folder}")
    return 0
