"""``python -m tests.api.measure_contract [COUNT]``: schemathesis over all operations and chains of them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.checks import positive_data_acceptance

from api.openapi import PROBLEMS
from tests.api.fakes import app_with
from tests.api.live import running


def main(count: int) -> int:
    """Sends ``count`` requests to each operation and as many chains; returns 1 if a check fails."""
    quick = settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    sent = 0
    with tempfile.TemporaryDirectory() as folder, running(app_with(Path(folder))) as address:
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        for name in PROBLEMS:

            @quick
            @given(case=schema.find_operation_by_id(name).as_strategy())
            def check(case: Any) -> None:
                nonlocal sent
                sent += 1
                case.call_and_validate(excluded_checks=[positive_data_acceptance])

            check()

        class Chains(schema.as_state_machine()):  # type: ignore[misc]
            def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:
                nonlocal sent
                sent += 1
                kwargs["excluded_checks"] = [positive_data_acceptance]
                case.validate_response(response, **kwargs)

        run_state_machine_as_test(Chains, settings=settings(quick, stateful_step_count=8))
    sys.stdout.write(f"requests {sent}  operations {len(PROBLEMS)}  chains {count}  failures 0\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
