"""``mujaz models``."""

import typer

app = typer.Typer(no_args_is_help=True, help="See, build and verify the models.")


@app.command("list")
def list_() -> None:
    """x"""
