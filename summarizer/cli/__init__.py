"""The command ``mujaz``: parse, call the library, print, exit code.

Exit codes: 0 done, 1 failure (said in one or two lines on standard error), 2 wrong usage, 130 interrupted.
Everything heavy is imported inside the commands, so that ``mujaz --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from summarizer.cli import batch, brief, cache, compare, console, doctor, models, serve, translate
from summarizer.errors import MujazError


class Commands(TyperGroup):
    """The commands, with every exception of theirs turned into a message and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Takes ``--debug`` wherever it stands: people add it to the end of the line that failed."""
        end = args.index("--") if "--" in args else len(args)
        if "--debug" in args[:end]:
            args = ["--debug", *(a for a in args[:end] if a != "--debug"), *args[end:]]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Runs a command.

        Raises:
            typer.Exit: always when the command failed, with its exit code.
        """
        try:
            return self._run(ctx)
        except KeyboardInterrupt:  # also one that comes while another error is being told
            raise typer.Exit(130) from None

    def _run(self, ctx: Any) -> Any:
        debug = bool(ctx.params.get("debug"))
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _close_output()
            raise typer.Exit(0) from None
        except MujazError as error:
            console.say_error(error)
            _trace(debug)
        except OSError as error:
            console.say(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
            _trace(debug)
        except Exception as error:
            # Usage errors and exits of typer (and of click, which it is built on) carry their exit code.
            if isinstance(error, typer.Abort) or hasattr(error, "exit_code"):
                raise
            console.say(f"{type(error).__name__}: {error}. This is a bug in Mujaz: please report it")
            sys.stderr.write("  Run the command again with --debug and send what it prints\n" * (not debug))
            _trace(debug)
        raise typer.Exit(1)


def _trace(debug: bool) -> None:
    if debug:
        traceback.print_exc(file=sys.stderr)


def _close_output() -> None:
    """Lets what is still buffered for a reader that went away (``mujaz ... | head``) go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="mujaz",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Documentation: docs/cli.md. Exit codes: 0 done, 1 failure, 2 wrong usage, 130 interrupted.",
)
app.command("brief")(brief.brief)
app.command("translate")(translate.translate)
app.command("batch")(batch.batch)
app.command("compare")(compare.compare)
app.add_typer(models.app, name="models")
app.add_typer(cache.app, name="cache")
app.command("doctor")(doctor.doctor)
app.command("serve")(serve.serve)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        console.write(f"mujaz {version('mujaz')}")
        raise typer.Exit


@app.callback()
def common(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the full traceback and the log of whatever goes wrong.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback answers before any command runs
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """News in brief, in Arabic and English at once.

    Mujaz reads one article in either language and writes the same brief in both, sentence for sentence,
    with the passages it rests on and a check of every number, date and name. It works offline.

    Start with: `mujaz brief article.txt`
    """
    import logging

    # Our own warnings are for the user; those of libraries are for whoever looks for a defect.
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.ERROR, format="mujaz: %(message)s", stream=sys.stderr
    )
    logging.getLogger("summarizer").setLevel(logging.DEBUG if debug else logging.WARNING)
    logging.captureWarnings(True)


def main() -> None:
    """The entry point of the ``mujaz`` script."""
    console.use_utf8()
    try:
        try:
            app(prog_name="mujaz")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _close_output()
    except KeyboardInterrupt:
        sys.exit(130)
