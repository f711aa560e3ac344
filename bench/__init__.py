"""How fast the lite profile is on this machine; see docs/lite.md."""
