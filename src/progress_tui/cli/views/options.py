"""The options that views share: which pupils, which subject."""

from __future__ import annotations

import argparse

from progress_tui.domain.whom import Whom


def whom(parser: argparse.ArgumentParser) -> None:
    """Add --class, --year-group, --subject and --filter."""
    parser.add_argument("--class", dest="class_name", default="", metavar="C", help="one class only")
    parser.add_argument("--year-group", default="", metavar="Y", help="one year group only, such as Y4")
    parser.add_argument("--subject", default="", metavar="S", help="one subject only")
    parser.add_argument("--filter", default="", metavar="F", help="which pupils (docs/filters.md)")


def asked(args: argparse.Namespace) -> Whom:
    """What was asked for with the options of `whom`."""
    return Whom(args.filter, args.class_name, args.year_group, args.subject)
