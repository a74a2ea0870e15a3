"""The command `comity`: reads arguments, calls the rooms, writes files. It holds no logic of the field.

One file a group of commands; `shown` has what they share. Heavy imports wait until a command runs: `comity --help`
answers in 0.3 s.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from comity import __version__
from comity.base.errors import ComityError, UsageError
from comity.cli import account, body, demo, opinion, record, serve, store

app = typer.Typer(
    name="comity",
    help="Run a multistakeholder body, keep its record, and measure whether it is what it says.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(opinion.opinion)
app.command()(demo.demo)
app.add_typer(body.app)
app.add_typer(record.app)
app.add_typer(account.app)
record.app.command()(store.checkpoint)
app.command()(serve.serve)
app.command()(store.rebuild)
app.command()(store.jobs)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    """Show the version when asked."""
    if version:
        typer.echo(f"comity {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; end with 0 (done), 1 (a check failed), 2 (bad usage or input) or 130 (interrupted)."""
    try:
        if sys.stdout is None:
            raise UsageError("standard output is closed, so there is nowhere to print to")
        app(prog_name="comity")
    except KeyboardInterrupt:
        sys.exit(130)
    except ComityError as error:
        print(f"comity: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except MemoryError:
        print("comity: this needs more memory than the machine has; try fewer people or statements", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # the reader went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:  # a full disk behind standard output, a name longer than the system takes
        print(f"comity: {error.strerror}{f': {error.filename}' if error.filename else ''}"[:300], file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
