"""The documentation leads where it says, has every page in its index, and names every module."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_index_has_every_page():
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in re.findall(r"\]\(([^)#]+\.md)\)", prose(index))}
    assert linked == {page.resolve() for page in ROOT.glob("docs/**/*.md")} - {index.resolve()}


def layers() -> list[str]:
    """The order of imports, a line a layer, as import-linter holds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    return [layer.replace("summarizer.", "") for layer in contract["layers"]]


def modules(folder: Path) -> set[str]:
    """The modules and packages in a folder, but those with names that begin with an underscore."""
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return packages | {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}


def test_every_module_has_its_layer():
    named = {name for layer in layers() for name in layer.split(" | ")}
    assert named == modules(ROOT / "summarizer") | {"api"}


def test_the_architecture_names_every_module_and_the_order_of_imports():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert "\n".join(layers()) in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    named = {name.rstrip("/") for line in tables for name in re.findall(r"`([a-z0-9_]+/?)`", line)}
    assert modules(ROOT / "summarizer") | modules(ROOT / "summarizer" / "backends") <= named
