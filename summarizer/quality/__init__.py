"""How good the briefs and the checks are: measurements, all of them printed by a command."""
