"""Durable jobs: many articles, kept in a file, written by whichever worker is alive."""
