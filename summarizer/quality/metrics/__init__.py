"""The metrics, one module a family: pure functions of texts, tokens or vectors."""
