"""Engines: one module each, all behind the protocols of ``summarizer.protocols``."""
