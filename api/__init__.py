"""The service: Mujaz behind an HTTP API. ``api.app.create_app`` builds it; ``mujaz serve`` starts it."""
