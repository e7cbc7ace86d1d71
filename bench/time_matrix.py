"""Holds `local_instant` against a wall clock read minute for minute: every zone, every transition of
2024-2030, wall times around it. Run with `python -m bench.time_matrix`; takes about a minute."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

from bot.clock import tzdata_version
from bot.model.time import known_zones, local_instant
from tests.model.time_oracle import transitions

YEARS = (2024, 2030)


def main() -> None:
    """Prints the count, and every difference."""
    version, started = tzdata_version(), time.perf_counter()
    zones = [ZoneInfo(name) for name in sorted(known_zones())]
    found = [one for zone in zones for one in transitions(zone, *YEARS)]
    checks, failures = 0, []
    for one in found:
        rules = list(one.rules())
        for (day, wall), expected in zip(rules, one.instants(rules), strict=True):
            checks += 1
            if (given := local_instant(day, wall, one.zone)) != expected:
                failures.append(f"{one.zone.key} {day} {wall}: {given}, the wall says {expected}")
    print(f"tzdata {version}: {len(zones)} zones, {len(found)} transitions, {checks} checks,")
    print(f"{len(failures)} failures, {time.perf_counter() - started:.0f} s")
    print("\n".join(failures[:50]))
    if failures:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
