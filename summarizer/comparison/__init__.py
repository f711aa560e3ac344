"""Comparisons: systems that summarize the same articles, measured side by side, in both languages.

``systems`` are what is compared, ``run`` has them write (and goes on after whatever stopped it), ``tables``
turns their scores into figures with intervals and tests, ``result`` is all of it as JSON, ``report`` and
``terminal`` show it, ``strategy`` writes what won into a profile, ``gate`` holds it against floors.
"""
