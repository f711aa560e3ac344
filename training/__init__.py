"""How the lite translator was trained; see docs/training.md."""
