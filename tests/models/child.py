"""A child process for test_limited_process.py: does with the file what its first word says."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from models.limited_process import ProcessLimits, Unfit, serve


def work(given: BinaryIO, limits: ProcessLimits) -> bytes:
    match given.read().decode().split(maxsplit=1):
        case ["environment"]:
            return json.dumps(dict(os.environ)).encode()
        case ["refuse", reason]:
            raise Unfit(reason)
        case ["quote", text]:
            raise ValueError(text)
        case ["allocate", size]:
            return bytes(int(size))
        case ["write", path]:
            Path(path).write_bytes(b"1")
        case ["spin"]:
            while True:
                pass
    return b""


if __name__ == "__main__":
    sys.exit(serve(ProcessLimits, work))
