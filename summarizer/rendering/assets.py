"""The templates, styles and scripts that pages are made of: package data, beside this module unless told."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def digest(text: str) -> str:
    """The source expression of an inline style or script in a content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def asset(name: str, package: str = "summarizer.rendering") -> str:
    """The text of a file of a package."""
    return (files(package) / name).read_text(encoding="utf-8")


@cache
def template(name: str, package: str = "summarizer.rendering") -> Template:
    """A template of a package, which escapes what it is given and refuses names it is not given."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(asset(name, package))
