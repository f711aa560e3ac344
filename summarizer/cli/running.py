"""Where the models of a profile run, and the keys of its services: what every command that writes asks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from summarizer.assembly import Runtime
    from summarizer.profiles import Profile

_WHERE = "Where the models run"

Device = Annotated[
    str,
    typer.Option(
        metavar="auto|cpu|cuda|cuda:N|mps",
        help="On which device models of Hugging Face run. auto: the fastest one here.",
        rich_help_panel=_WHERE,
    ),
]
Dtype = Annotated[
    str,
    typer.Option(
        metavar="auto|float32|bfloat16|float16",
        help="In which number format. auto: bfloat16 on a GPU that can, float32 elsewhere.",
        rich_help_panel=_WHERE,
    ),
]


def runtime(profile: Profile, device: str = "auto", dtype: str = "auto") -> Runtime:
    """The options, with the values of the environment variables that ``profile`` names for its keys."""
    from summarizer.assembly import Runtime

    keys = {name: os.environ[name] for name in profile.key_variables if os.environ.get(name)}
    return Runtime(device, dtype, keys)
