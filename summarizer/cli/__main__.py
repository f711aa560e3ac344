"""``python -m summarizer.cli``: the same as ``mujaz``."""

from summarizer.cli import main

main()
