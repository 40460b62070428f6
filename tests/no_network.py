"""Runs something with every word Python has to the network, and every new process, ending it at once."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CAUGHT: Final = 77
"""The exit code of a run that reached for the network."""

WORD: Final = "reached for the network: "
"""What such a run says on stderr before the name of the event."""

_GUARD: Final = """
import os, runpy, sys

FORBIDDEN = {
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
    "socket.getnameinfo", "socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect",
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn",
}

def guard(event, arguments):
    if event in FORBIDDEN:
        os.write(2, ("reached for the network: " + event + chr(10)).encode())
        os._exit(77)  # nothing can catch that

sys.addaudithook(guard)
sys.argv = sys.argv[1:]
if sys.argv[0].endswith(".py"):
    runpy.run_path(sys.argv[0], run_name="__main__")
else:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def guarded(folder: Path) -> Sequence[str]:
    """The command before a module or a script that runs it under guard; the runner is written into `folder`."""
    runner = folder / "guard.py"
    runner.write_text(_GUARD, "utf-8")
    return (sys.executable, str(runner))


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket of the test's own on a free port of this computer, which notes who connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def was_reached(server: socket.socket) -> bool:
    """Whether anybody has connected to it."""
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True
