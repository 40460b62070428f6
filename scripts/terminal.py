"""Drives a terminal program in a pseudo-terminal and keeps its screen, for tests, benchmarks and screenshots.

The program is answered as a modern terminal would answer it (synchronised output, device attributes), so that the ends
of frames are exact. POSIX only.
"""

from __future__ import annotations

import codecs
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Self

import pyte
from wcwidth import wcwidth

FRAME_BEGIN: Final = b"\x1b[?2026h"
"""Begins a synchronised frame."""

FRAME_END: Final = b"\x1b[?2026l"
"""Ends a synchronised frame."""

_DROPPED: Final = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?[0-9;]*u|\x1b\[[0-9;]*\$[a-z]"
    rb"|\x1b_[^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\"
)
_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KEYBOARD: Final = re.compile(rb"\x1b\[([<>])[0-9;]*u")
_SANE_ON: Final = frozenset((7, 25))
"""Private modes that a shell wants on (line wrap, cursor); every other one that a program turned on must be off."""

_LEFT: Final = b"\x1b[?1049l"
_ESCAPES: Final = re.compile(r"\x1b\[[0-9;:?<>=$ ]*[@-~]|\x1b[()][A-Z0-9]|[\r\x07]")
_COMPLETE: Final = re.compile(rb"\x1b(\[[0-9;:?<>=$ ]*[@-~]|[()][A-Z0-9]|[78=>cDEHM])")

KEYS: Final[Mapping[str, bytes]] = {
    "down": b"\x1b[B", "up": b"\x1b[A", "right": b"\x1b[C", "left": b"\x1b[D", "enter": b"\r", "escape": b"\x1b",
    "tab": b"\t", "backspace": b"\x7f", "pagedown": b"\x1b[6~", "pageup": b"\x1b[5~", "home": b"\x1b[H",
    "shift+tab": b"\x1b[Z", "ctrl+l": b"\x0c", "ctrl+n": b"\x0e",
    "end": b"\x1b[F", "f1": b"\x1bOP", "ctrl+q": b"\x11", "ctrl+p": b"\x10", "ctrl+r": b"\x12", "space": b" ",
}  # fmt: skip
"""Names of keys that are not one character, and what a terminal sends for them."""


class Terminal:
    """A program running in a pseudo-terminal of its own.

    Attributes:
        pid: of the program; `screen` the pyte screen; `started` the clock (`perf_counter`) at its start.
        last_output: the clock when the last byte came.
        raw: everything the program has written.
    """

    def __init__(
        self, command: Sequence[str], columns: int = 80, lines: int = 24, env: Mapping[str, str] | None = None
    ) -> None:
        """Start `command` with `env` added to a plain terminal environment."""
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._kept = b""
        self.raw = bytearray()
        self._status: int | None = None
        variables = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TMUX", "CI")}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        variables |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "ESCDELAY": "20", **(env or {})}
        self.started = time.perf_counter()
        self.last_output = self.started
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                # Before the program is there to ask: it must never see another size first.
                _set_size(0, columns, lines)
                os.execvpe(command[0], list(command), variables)  # noqa: S606 – the program under test
            finally:
                os._exit(127)
        os.set_blocking(self._fd, False)
        self.ended = False

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.screen.display)

    @property
    def in_frame(self) -> bool:
        """Whether a synchronised frame has begun and its end has not come."""
        return self.raw.rfind(FRAME_BEGIN) > self.raw.rfind(FRAME_END)

    def read(self, seconds: float) -> bytes | None:
        """One chunk of output; empty when none came in time, None when the program has ended."""
        ready, _, _ = select.select([self._fd], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            data = os.read(self._fd, 1 << 16)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            self.ended = True
            return None
        self.last_output = time.perf_counter()
        self.raw += data
        self._answer(data)
        return data

    def _answer(self, data: bytes) -> None:
        for asked, answer in (
            (b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[?2048$p", b"\x1b[?2048;0$y"), (b"\x1b[c", b"\x1b[?62;22c"),
            (b"\x1b[6n", b"\x1b[1;1R"),
        ):  # fmt: skip
            if asked in data:
                os.write(self._fd, answer)

    def feed(self, data: bytes) -> None:
        """Put output on the screen; an unfinished sequence waits for the next call."""
        data = self._kept + data
        self._kept = b""
        last = data.rfind(b"\x1b")
        if last >= 0 and len(data) - last < 64 and not _COMPLETE.match(data[last:]):
            self._kept, data = data[last:], data[:last]
        text = self._decoder.decode(_DROPPED.sub(b"", data))
        if not text.isascii():
            # At these (variation selectors, some vowel signs) pyte would drop the rest of the line.
            stops = {c for c in set(text) if c > "\u02ff" and not wcwidth(c) and not unicodedata.combining(c)}
            text = "".join(c for c in text if c not in stops) if stops else text
        self._stream.feed(text)

    def pump(self, seconds: float) -> None:
        """Take in output for `seconds`."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            data = self.read(left)
            if data is None:
                return
            self.feed(data)

    def settle(self, quiet: float = 0.3, most: float = 5.0) -> None:
        """Take in output until none comes for `quiet` seconds."""
        until = time.perf_counter() + most
        while time.perf_counter() < until:
            data = self.read(quiet)
            if not data:
                return
            self.feed(data)

    def wait_for(self, pattern: str, seconds: float = 20.0) -> float:
        """Wait until `pattern` (a regular expression) is on the screen; the clock when the output that showed it came.

        A frame counts once it is whole, as on a terminal that holds it back until then.

        Raises:
            TimeoutError: it never appeared; the message holds the screen.
        """
        wanted = re.compile(pattern)
        until = time.perf_counter() + seconds
        while self.in_frame or not wanted.search(self.text):
            left = until - time.perf_counter()
            data = self.read(left) if left > 0 else None
            if data is None:
                raise TimeoutError(f"“{pattern}” did not appear:\n{self.text}")
            self.feed(data)
        return self.last_output

    def wait_gone(self, pattern: str, seconds: float = 20.0) -> None:
        """Wait until `pattern` is no longer on the screen; raises as `wait_for` does."""
        self.wait_for(rf"(?s)\A(?!.*(?:{pattern}))", seconds)

    def last_words(self) -> str:
        """What was said in plain text after the program left its full screen; empty before."""
        _, _, said = bytes(self.raw).rpartition(_LEFT)
        return _ESCAPES.sub("", said.decode(errors="replace")) if _LEFT in self.raw else ""

    def wait_for_bytes(self, wanted: str, since: int, seconds: float = 20.0) -> None:
        """Wait until `wanted` is in `raw` from `since` on, without the time that keeping the screen takes.

        What was taken in meanwhile is not on the screen: `feed` it when it is wanted there.

        Raises:
            TimeoutError: it never came.
        """
        until = time.perf_counter() + seconds
        while wanted.encode() not in self.raw[since:]:
            left = until - time.perf_counter()
            if left <= 0 or self.read(left) is None:
                raise TimeoutError(f"“{wanted}” did not come:\n{self.text}")

    def columns_of(self, mark: str) -> dict[int, list[int]]:
        """Where a one-cell character stands: line → columns; wide characters count as the two cells they take."""
        found: dict[int, list[int]] = {}
        for line in range(self.screen.lines):
            cells = self.screen.buffer[line]
            at = [column for column in range(self.screen.columns) if cells[column].data == mark]
            if at:
                found[line] = at
        return found

    def left_over(self) -> list[str]:
        """What the program changed in the terminal and did not put back; nothing after a clean end."""
        modes: dict[int, bool] = {}
        for numbers, state in _MODE.findall(bytes(self.raw)):
            modes |= {int(number): state == b"h" for number in numbers.split(b";")}
        wrong = [f"mode {number} {'on' if on else 'off'}" for number, on in modes.items() if on != (number in _SANE_ON)]
        pushed: list[bytes] = _KEYBOARD.findall(bytes(self.raw))
        if pushed.count(b">") > pushed.count(b"<"):
            wrong.append("keyboard protocol on")
        local = termios.tcgetattr(self._fd)[3]
        wrong += [name for name in ("ECHO", "ICANON", "ISIG") if not local & getattr(termios, name)]
        return wrong

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size; the kernel tells the program (SIGWINCH)."""
        self.screen.resize(lines, columns)
        _set_size(self._fd, columns, lines)

    def write(self, data: bytes) -> None:
        """Send raw bytes."""
        os.write(self._fd, data)

    def press(self, *names: str) -> None:
        """Send keys: names of `KEYS`, or single characters."""
        for name in names:
            self.write(KEYS.get(name) or name.encode())

    def type(self, text: str, pause: float = 0.01) -> None:
        """Type a text, key by key."""
        for character in text:
            self.write(character.encode())
            self.pump(pause)

    def kill(self) -> None:
        """Kill −9, at once."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def hang_up(self, seconds: float = 10.0) -> int:
        """Close the terminal, as its window's button does; the exit status (a program that stays is killed)."""
        self._let_go()
        until = time.monotonic() + seconds
        while not self._reap():
            if time.monotonic() > until:
                self.kill()
            time.sleep(0.02)
        return self.close()

    def close(self) -> int:
        """End the program if it is still there; its exit status."""
        until = time.monotonic() + 5
        asked = killed = False
        while not self._reap():
            if not self.ended:
                self.read(0.02)
            if not self.ended and not asked:
                self.send_signal(signal.SIGTERM)
                asked = True
            if time.monotonic() > until and not killed:
                self.kill()
                killed = True
        self._let_go()
        return os.waitstatus_to_exitcode(self._status or 0)

    def _reap(self) -> bool:
        """Whether the program has ended; its status is kept."""
        if self._status is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self._status = status
        return self._status is not None

    def _let_go(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        self.ended = True

    def wait_end(self, seconds: float = 10.0) -> int:
        """Wait for the program to end by itself; its exit code (negative: the signal that ended it).

        The terminal stays open for `left_over`, until `close`.

        Raises:
            TimeoutError: it did not end.
        """
        until = time.monotonic() + seconds
        while not (self.ended and self._reap()):
            if time.monotonic() > until:
                raise TimeoutError(f"the program did not end:\n{self.text}")
            if self.ended:
                time.sleep(0.005)
            elif data := self.read(0.05):
                self.feed(data)
        return os.waitstatus_to_exitcode(self._status or 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _set_size(fd: int, columns: int, lines: int) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
