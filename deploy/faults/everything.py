"""What `make faults` does: breaks one thing after the other, counts, and says which promise did not hold."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.faults.stand import Stand
from deploy.local.progress import Progress
from deploy.local.waiting import Unavailable

if TYPE_CHECKING:
    from deploy.faults.scene import Outcome, Scene

SHORT = {"children": 4, "workers": 1, "stops": 1, "mixed": 5, "moods": 1, "minutes": 30.0, "people": 120}
LEAVING = 200  # so many that a twin which looks at nothing again tells more of them than may be on their way


def parse(arguments: list[str]) -> Namespace:
    """Read the command's arguments."""
    parser = ArgumentParser(prog="make faults ARGS=…", description=__doc__)
    parser.add_argument("--children", type=int, default=900, help="kills of processes of the pools (900)")
    parser.add_argument("--workers", type=int, default=100, help="kills of whole workers (100)")
    parser.add_argument("--stops", type=int, default=30, help="processes held up beyond their lease (30)")
    parser.add_argument("--mixed", type=int, default=200, help="mixed faults (200)")
    parser.add_argument("--moods", type=int, default=4, help="people for each mood of the mail server (4)")
    parser.add_argument("--minutes", type=float, default=50, help="no fault begins after so many minutes (50)")
    parser.add_argument("--people", type=int, default=400, help="people of the crowd that is told (400)")
    parser.add_argument("--seed", type=int, default=4, help="of all choices by chance (4)")
    parser.add_argument("--short", action="store_true", help="a short form, which the tests run as well")
    parser.add_argument("--asked", action="store_true", help="run what is named on the input, and answer in JSON")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this scenario (may be repeated)")
    parser.add_argument("--report", type=Path, help="write what was counted to this file as JSON")
    chosen = parser.parse_args(arguments)
    if chosen.short:
        vars(chosen).update(SHORT)
    return chosen


def run(arguments: list[str]) -> int:
    """Break everything; 1 where a promise is broken, where a twin holds, or where time was up too early."""
    chosen = parse(arguments)
    try:
        with ExitStack() as stack:
            stand = Stand(stack, chosen.seed)
            if chosen.asked:
                return answer(chosen, stand)
            outcomes = list(break_everything(chosen, stand))
    except Unavailable as failure:
        print(failure, file=sys.stderr)
        return 1
    print("\n" + "\n".join(table(outcomes)))
    if chosen.report:
        chosen.report.write_text(json.dumps([as_json(outcome) for outcome in outcomes]))
    return 1 if any(faults_of(outcome) for outcome in outcomes) else 0


def break_everything(chosen: Namespace, stand: Stand) -> "Iterator[Outcome]":
    """Run each scenario, tell of it, and yield what it came to."""
    scene = make_scene(chosen, stand)
    progress = Progress()
    for name, scenario in all_scenarios().items():
        if chosen.only and name not in chosen.only:
            continue
        outcome = break_one(scene, name)
        broken = "; ".join(faults_of(outcome)) or "as promised"
        progress.say(f"{scenario.__doc__}: {outcome.faults} faults, {broken}")
        yield outcome


def answer(chosen: Namespace, stand: Stand) -> int:
    """Run each scenario that a line of the input names, and answer with a line each; end with the input."""
    scene = make_scene(chosen, stand)
    for name in sys.stdin:
        print(json.dumps(as_json(break_one(scene, name.strip()))), flush=True)
    return 0


def break_one(scene: "Scene", name: str) -> "Outcome":
    """Run one scenario; one of which nothing can be said is one that broke its promise, but by another word."""
    from deploy.faults.counting import Count
    from deploy.faults.scene import Outcome

    try:
        outcome = all_scenarios()[name](scene)
    except Unavailable as failure:
        scene.stand.rest()
        outcome = Outcome(name, 0, Count(unsettled=str(failure)))
    outcome.name = name
    return outcome


def all_scenarios() -> "dict[str, Callable[[Scene], Outcome]]":
    """Return the scenarios by name: ours, then those of the naive twin."""
    from deploy.faults import scenarios, twins

    return {scenario.__name__: scenario for scenario in (*scenarios.OURS, *twins.TWINS)}


def make_scene(chosen: Namespace, stand: Stand) -> "Scene":
    """Make the people who are told, and say how much is broken."""
    from deploy.bench import world
    from deploy.faults.lanes import make_varied
    from deploy.faults.scene import Amount, Scene

    crowd, varied, few, *leaving = world.make_crowds([chosen.people, chosen.people, 30, LEAVING, LEAVING])
    make_varied(varied, stand.server.devices_port)
    until = time.monotonic() + 60 * chosen.minutes
    amount = Amount(chosen.children, chosen.workers, chosen.stops, chosen.mixed, until, chosen.moods)
    return Scene(stand, crowd, varied, few, leaving, amount)


def is_twin(outcome: "Outcome") -> bool:
    """Whether this was the naive twin, which must fail."""
    return outcome.name.startswith("naive")


def faults_of(outcome: "Outcome") -> list[str]:
    """Return what is wrong: a broken promise, a twin that broke none, or less than was wanted."""
    if outcome.count.unsettled:
        return [f"nothing can be said: {outcome.count.unsettled}"]
    if is_twin(outcome):
        return [] if outcome.count.broken else ["the naive twin kept its promises: this count shows nothing"]
    less = [f"time was up after {outcome.faults} of {outcome.wanted}"] if outcome.faults < outcome.wanted else []
    return [*outcome.count.broken, *less]


def table(outcomes: "list[Outcome]") -> Iterator[str]:
    """Yield the table that is printed."""
    yield f"{'scenario':<22}{'faults':>8}{'people':>9}{'told':>9}{'lost':>7}{'again':>7}{'late':>6}  verdict"
    for each in outcomes:
        counted = each.count
        figures = (
            f"{each.faults:>8}{counted.people:>9}{counted.told:>9}{counted.lost:>7}{counted.again:>7}{counted.late:>6}"
        )
        yield f"{each.name:<22}{figures}  {verdict(each)}"
        if each.by and len(each.by) > 1:
            yield "    " + ", ".join(f"{number} × {name}" for name, number in each.by.items())
        if counted.spent:
            yield f"    {counted.spent} ended untold, given up: three times a process died over them, or a line broke"
        if each.hit:
            yield "    in the middle of: " + ", ".join(f"{number} × {lane}" for lane, number in each.hit.items())
            yield "    told: " + ", ".join(f"{number} × {lane}" for lane, number in counted.lanes.items())


def verdict(outcome: "Outcome") -> str:
    """Say in words how it went."""
    wrong = faults_of(outcome)
    if wrong:
        return "BROKEN: " + "; ".join(dict.fromkeys(wrong))
    return "fails, as it must: " + outcome.count.broken[0] if is_twin(outcome) else "kept"


def as_json(outcome: "Outcome") -> dict[str, Any]:
    """Return one line of the report."""
    return {"name": outcome.name, "faults": outcome.faults, "wrong": faults_of(outcome), **vars(outcome.count)}


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
