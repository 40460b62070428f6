"""`progress-tui passphrase`: a school file is encrypted, and who can open it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Final, Protocol

from progress_tui.cli.new_school import RECOVERY_WORDS
from progress_tui.cli.opening import unlock
from progress_tui.cli.parser import school_file
from progress_tui.cli.printing import emit, emit_report, say
from progress_tui.cli.prompting import ask_name, ask_new, can_ask, is_interactive, login_name
from progress_tui.domain.errors import ExistsError, NotFoundError, ProgressError, UsageError
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.text import visible
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping import keyrings
from progress_tui.workspace.safekeeping.passphrases import given_lines, given_new

_FIELDS: Final = (Field("name", "name"), Field("kind", "kind"), Field("made", "made"))
_NAMED: Final = ("set", "change", "add", "remove", "renew")
_COPIES: Final = (
    "Encrypted are this file and the backups that the program knows and reaches. Exports, and copies that were made in "
    "other ways, are as they were: delete those that are not needed."
)
_KEPT: Final = (
    "Whoever kept an old copy of the key file and knows that passphrase can still open copies of the school file. "
    "“progress-tui passphrase renew” makes a new data key, so that what is stored from then on is safe from them."
)


class _Formats(Protocol):
    def __call__(self, parser: argparse.ArgumentParser, *choices: str) -> None: ...


def describe(
    parser: argparse.ArgumentParser, file: Callable[[argparse.ArgumentParser], None], formats: _Formats
) -> None:
    """Describe the arguments.

    Args:
        parser: the command's parser.
        file: adds `--file`.
        formats: adds `--format`.
    """
    parser.add_argument(
        "what",
        choices=tuple(_COMMANDS),
        help="encrypt a file; change, add or remove a passphrase; list them; new recovery or data key; the keyring",
    )
    parser.add_argument("--name", metavar="LABEL", help="whose passphrase it is: a name or a post")
    file(parser)
    formats(parser, "table", "csv", "json", "markdown")


def run(args: argparse.Namespace) -> int:
    """Do what is asked; the exit code."""
    if args.name is not None and args.what not in _NAMED:
        raise UsageError(f"“passphrase {args.what}” takes no name", remedy="Leave --name out.")
    with closing(Workspace(school_file(args))) as workspace:
        if workspace.protecting.state() == "absent":
            raise NotFoundError(
                f"{workspace.path.name} is not there", remedy="A new school file gets its passphrase when it is made."
            )
        try:
            _COMMANDS[args.what](workspace, args)
        finally:
            for place, reason in workspace.protecting.left_behind:
                say(f"{place} still opens as before. {reason}")
    return 0


def _set(workspace: Workspace, args: argparse.Namespace) -> None:
    name = workspace.path.name
    if workspace.protecting.state() != "plain":
        raise ExistsError(f"{name} has a passphrase already", remedy="Change it, or add another person's.")
    passphrase = given_new(args, f"the passphrase that {name} gets")
    label = _label(args, login_name())
    printed = workspace.protecting.begin(label, passphrase or _new(f"Passphrase for {name}", 1))
    say(f"{name} is encrypted. The passphrase is listed as that of “{label}”.")
    _show_recovery_key(printed)
    say(_COPIES)


def _change(workspace: Workspace, args: argparse.Namespace) -> None:
    _unlock(workspace, args)
    label = args.name or _only_label(workspace)
    workspace.protecting.refuse_unless(label, there=True)
    workspace.protecting.change(label, _second(args, f"New passphrase of {visible(label)}"))
    say(f"The passphrase of “{label}” is changed. The old one opens nothing any more, except copies of old files.")
    _forget_in_keyring(workspace)


def _add(workspace: Workspace, args: argparse.Namespace) -> None:
    _unlock(workspace, args)
    label = _label(args, "", "Name or post of the person who gets a passphrase")
    workspace.protecting.refuse_unless(label, there=False)
    workspace.protecting.add(label, _second(args, f"Passphrase of {visible(label)}"))
    say(f"“{label}” can open {workspace.path.name} with a passphrase of their own.")


def _remove(workspace: Workspace, args: argparse.Namespace) -> None:
    if args.name is None:
        raise UsageError("Nobody was named", remedy="Add --name; “progress-tui passphrase list” shows the names.")
    _unlock(workspace, args)
    workspace.protecting.remove(args.name)
    say(f"The passphrase of “{args.name}” is taken away. {_KEPT}")
    _forget_in_keyring(workspace)


def _list(workspace: Workspace, args: argparse.Namespace) -> None:
    rows = tuple(
        {"name": visible(slot.label), "kind": slot.kind, "made": slot.made.isoformat(" ", "minutes")}
        for slot in workspace.protecting.slots()
    )
    notes = () if rows else (f"{workspace.path.name} is not encrypted.",)
    emit_report(Report("Who can open it", "", _FIELDS, rows, notes), args.format)


def _recovery(workspace: Workspace, args: argparse.Namespace) -> None:
    _unlock(workspace, args)
    _show_recovery_key(workspace.protecting.new_recovery_key())
    say("The recovery key there was opens nothing any more, except copies of old files.")


def _renew(workspace: Workspace, args: argparse.Namespace) -> None:
    _unlock(workspace, args)
    say(
        f"{workspace.path.name} is written anew under another data key. Everybody else's passphrase and the recovery "
        "key do not open it any more then. Backups in reach follow; other old copies open as before."
    )
    label = _label(args, login_name())
    printed = workspace.protecting.renew(label, _second(args, f"Passphrase of {visible(label)}"))
    say(f"It is done. “{label}” can open it; add the others with “progress-tui passphrase add”.")
    _show_recovery_key(printed)
    _forget_in_keyring(workspace)


def _remember(workspace: Workspace, args: argparse.Namespace) -> None:
    secret = _unlock(workspace, args)
    keyrings.keep(workspace.path, secret)
    say(
        f"The keyring of this computer opens {workspace.path.name} from now on, for whoever is logged in as you. "
        "“progress-tui passphrase forget” takes it out."
    )


def _forget(workspace: Workspace, _: argparse.Namespace) -> None:
    was_there = keyrings.drop(workspace.path)
    say("The passphrase is taken out of the keyring." if was_there else "The keyring holds no passphrase of this file.")


_COMMANDS: Final[Mapping[str, Callable[[Workspace, argparse.Namespace], None]]] = {
    "set": _set,
    "change": _change,
    "add": _add,
    "remove": _remove,
    "list": _list,
    "recovery": _recovery,
    "renew": _renew,
    "remember": _remember,
    "forget": _forget,
}


def _unlock(workspace: Workspace, args: argparse.Namespace) -> str:
    """Unlock it; the passphrase that opened it."""
    if workspace.protecting.state() == "plain":
        raise UsageError(f"{workspace.path.name} has no passphrase", remedy="Set one: “progress-tui passphrase set”.")
    return unlock(workspace, args)


def _label(
    args: argparse.Namespace, default: str, question: str = "Your name or post, for the list of those who can open it"
) -> str:
    """Whose passphrase it is: as named, or asked for where somebody is there to answer, else `default`."""
    asks = not args.name and given_lines(args) is None and is_interactive()
    label: str = ask_name(question, default) if asks else args.name or default
    if not label:
        raise UsageError("A passphrase needs a name", "It says whose passphrase it is.", "Add --name.")
    return label


def _only_label(workspace: Workspace) -> str:
    """The name of the only passphrase there is."""
    labels = [slot.label for slot in workspace.protecting.slots() if slot.kind == "passphrase"]
    if len(labels) != 1:
        raise UsageError(
            "Several people have a passphrase", f"They are {', '.join(labels)}.", "Add --name to say whose is changed."
        )
    return labels[0]


def _second(args: argparse.Namespace, prompt: str) -> str:
    """A new passphrase beside the one that unlocked the file."""
    lines = given_lines(args)
    return lines.required(1, "the new passphrase") if lines is not None else _new(prompt, 2)


def _new(prompt: str, line: int) -> str:
    """A new passphrase, asked for; `line` is where it would stand in `--passphrase-fd`."""
    if not can_ask():
        raise UsageError(
            "There is no terminal to ask for the new passphrase on",
            remedy=f"Give it as line {line} of --passphrase-fd (docs/encryption.md).",
        )
    typed = ask_new(prompt)
    if not typed:
        raise ProgressError("No passphrase was typed", remedy="Nothing was changed.")
    return typed


def _show_recovery_key(printed: str) -> None:
    """The key itself is what the command prints; what to do with it is said beside."""
    say("Recovery key:")
    emit(printed)
    say(RECOVERY_WORDS)


def _forget_in_keyring(workspace: Workspace) -> None:
    """What the keyring holds may be the passphrase that was just taken out of use. Last: it may refuse."""
    if keyrings.drop(workspace.path):
        say("The passphrase in the keyring was taken out; “progress-tui passphrase remember” puts the new one in.")
