"""``python -m summarizer.cli``: the same as ``mujaz``."""

from summarizer.cli import main

# Worker processes of a batch import this module again.
if __name__ == "__main__":
    main()
