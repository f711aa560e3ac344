"""``python -m api.keys NAME [LIMIT]``: a new API key, and the line of the keys file that admits it."""

from __future__ import annotations

import hashlib
import secrets
import sys


def new_key(name: str, limit: str = "") -> tuple[str, str]:
    """A random key of 256 bits, and its line for the keys file, which holds only the key's hash."""
    key = f"mujaz_{secrets.token_urlsafe(32)}"
    return key, " ".join(filter(None, [name, hashlib.sha256(key.encode()).hexdigest(), limit]))


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3 or sys.argv[1].startswith("-") or " " in sys.argv[1]:
        sys.exit(__doc__)
    key, line = new_key(*sys.argv[1:])
    sys.stdout.write(f"{line}\n")
    sys.stderr.write(f"The key, shown only now (send it as Authorization: Bearer ...):\n{key}\n")
