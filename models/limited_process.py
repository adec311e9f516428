"""Opens what came from anybody's phone in a child process with little memory and time, no secrets.

A hostile or torn file so costs a child, and the school is answered meanwhile. `ask` starts the
child, `python -m` one module of this house; that module hands its work to `serve`.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

log = logging.getLogger(__name__)

# The child's exit codes beside 0; every other end (a signal, a traceback) is a crash.
UNFIT, TOO_MUCH = 20, 21
# The system ends a child that has used up its seconds or the machine's memory.
ENDED = {-signal.SIGXCPU, -signal.SIGKILL}
# The child needs these to start where Python lives in an unusual place, and nothing else.
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME")


@dataclass(frozen=True)
class ProcessLimits:
    """What one child may cost: memory in bytes, seconds of work, seconds on the wall."""

    memory: int
    cpu_seconds: int
    seconds: float


L = TypeVar("L", bound=ProcessLimits)


class Unfit(Exception):
    """The child looked at the file and will not have it; `reason` is for whoever asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OverLimit(Exception):
    """The file would have cost more than a child may."""


class Crashed(Exception):
    """The child ended without an answer, and the log says how."""


def ask(module: str, data: bytes, limits: ProcessLimits) -> bytes:
    """What a child makes of the file. Blocks for up to `limits.seconds`, so it belongs in a thread.

    Raises `Unfit`, `OverLimit` or `Crashed`.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-m", module, json.dumps(asdict(limits))],
            input=data,
            capture_output=True,
            check=False,
            timeout=limits.seconds,
            cwd=Path(__file__).resolve().parent.parent,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise OverLimit from error
    if child.returncode == 0 and child.stdout:
        return child.stdout
    if child.returncode == UNFIT:
        raise Unfit(child.stdout.decode())
    # Otherwise a faulty installation would look like a thousand torn files.
    last = child.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    log.warning("%s ended with code %s: %s", module, child.returncode, last[:200])
    if child.returncode == TOO_MUCH or child.returncode in ENDED:
        raise OverLimit
    raise Crashed


def serve(shape: type[L], work: Callable[[BinaryIO, L], bytes]) -> int:
    """The child's side of `ask`: the file comes in, an answer or an exit code goes out."""
    limits = shape(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    # The first limit ends the child by a signal of its own, which `ask` knows.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    # No file is ever written, and no core dump may keep a photo or a telephone number.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        out = work(sys.stdin.buffer, limits)
    except Unfit as unfit:
        sys.stdout.buffer.write(unfit.reason.encode())
        return UNFIT
    except (OverLimit, MemoryError):
        return TOO_MUCH
    except Exception as error:
        # Where it went wrong, but not the message: that may quote somebody's telephone number.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{frame.name} ({frame.filename}:{frame.lineno})"
        sys.stderr.write(f"{type(error).__name__} in {where}")
        return 1
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()
    return 0
