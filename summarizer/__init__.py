"""Mujaz: parallel Arabic and English briefs of news articles."""
