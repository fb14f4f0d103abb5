"""What processes have used so far, read from /proc: CPU of a process with all it has started, and peak memory."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OPEN = "01"  # the state of an established line in /proc/net/tcp
ENDED = "ZX"  # the states in /proc/PID/stat of a process that is no more
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Stat:
    """One process at one moment; CPU in seconds, that of its ended children beside its own."""

    pid: int
    parent: int
    lives: bool  # or it has ended, and whoever started it has not asked yet how
    own: float
    ended_children: float


def cpu(*roots: int) -> float:
    """Return the seconds of CPU that these processes and all below them have used, those that ended included."""
    found = stats()
    return sum(found[pid].own + found[pid].ended_children for pid in descendants(found, roots))


def peak_memory(*roots: int) -> float:
    """Return the most that any one of these processes and of those below them has held at once, in MB."""
    return max((_peak(pid) for pid in descendants(stats(), roots)), default=0.0)


def children(root: int) -> list[int]:
    """Return the processes right below this one that live."""
    return sorted(stat.pid for stat in stats().values() if stat.parent == root and stat.lives)


def descendants(found: dict[int, Stat], roots: tuple[int, ...]) -> set[int]:
    """Return these processes and all below them."""
    family = {pid for pid in roots if pid in found}
    while more := {stat.pid for stat in found.values() if stat.parent in family} - family:
        family |= more
    return family


def stats() -> dict[int, Stat]:
    """Read every process that can be read."""
    read = (_stat(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return {stat.pid: stat for stat in read if stat is not None}


def _stat(folder: Path) -> Stat | None:
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return None
    user, system, ended_user, ended_system = (int(ticks) / TICK for ticks in fields[11:15])
    lives = fields[0] not in ENDED
    return Stat(int(folder.name), int(fields[1]), lives, user + system, ended_user + ended_system)


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    peaks = (int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
    return next(peaks, 0.0)


def held_by(near: int, far: int, pids: Iterable[int]) -> list[int]:
    """Return those of these processes that hold the open line from this port of the loopback to that one."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{line[9]}]" for line in lines if line[3] == OPEN and _ports(line) == (near, far)}
    return [pid for pid in pids if sockets & set(_open_files(pid))]


def _ports(line: list[str]) -> tuple[int, int]:
    return int(line[1].split(":")[1], 16), int(line[2].split(":")[1], 16)


def _open_files(pid: int) -> Iterator[str]:
    try:
        for file in Path(f"/proc/{pid}/fd").iterdir():
            yield str(file.readlink())
    except OSError:  # it has ended, or closed the file meanwhile
        return
