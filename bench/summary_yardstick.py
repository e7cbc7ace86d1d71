"""The yardstick of Monday's summaries: DuckDB, its native file, the raw rows, the same counts of each team.

DuckDB is no part of the product; `make bench` installs it for this.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.summary_company import (
    LAST_MONDAY,
    PEOPLE,
    SOURCE,
    TEAMS,
    TOOL,
    WEEK_ONE,
    WEEKS,
    due_at,
    raw_rows,
)
from bot.clock import Ids, seeded_chance

MISSING = "DuckDB not installed: make bench installs it"
# Of each team and of everybody: the numbers that a summary makes from use, by the twelve-week ladder, and how many
# were active in each of the twelve weeks of its picture.
_COUNTS = """
with used as (
    select distinct person, date_diff('week', day, $sunday::date) as ago
    from signal where tool = $tool and day <= $sunday::date and actions > 0
), one as (
    select person, bool_or(ago = 0) as now, bool_or(ago = 1) as before, bool_or(ago < 4) as recent,
        count(*) filter (ago < 12) as weeks
    from used group by person
), busy as (
    select coalesce(p.team, '') as team, u.ago, count(*) as active
    from used u join person p using (person) where u.ago < 12 group by grouping sets ((p.team, u.ago), (u.ago))
), weekly as (
    select team, list(coalesce(active, 0) order by ago) as history
    from (select distinct team from person union all select '') cross join (select unnest(range(12)) as ago)
    left join busy using (team, ago) group by team
), counted as (
    select coalesce(p.team, '') as team, count(*) as enabled, count(*) filter (now) as active,
        count(*) filter (before) as active_before,
        count(*) filter (now and not before) as started, count(*) filter (before and not now) as stopped,
        count(*) filter (weeks >= 9) as habit,
        count(*) filter (o.person is null) as never, count(*) filter (not recent) as dormant
    from person p left join one o using (person) group by grouping sets ((p.team), ())
)
select counted.*, weekly.history from counted join weekly using (team) order by team
"""


def is_installed() -> bool:
    """Whether DuckDB can be imported here."""
    return importlib.util.find_spec("duckdb") is not None


def load(path: Path, count: int = PEOPLE) -> None:
    """Writes the company's people and raw rows, with ids like those of the product, into a DuckDB file."""
    import duckdb

    new_id = Ids(seeded_chance(1))
    ids = [new_id("per", due_at(WEEK_ONE)) for _ in range(count)]

    signals, people = path.with_suffix(".signals.csv"), path.with_suffix(".people.csv")
    with signals.open("w", newline="", encoding="utf-8") as file:
        for week in range(WEEKS):
            csv.writer(file).writerows(
                (SOURCE, ids[r.ordinal], r.tool, r.feature, r.day, r.actions) for r in raw_rows(week, count)
            )
    with people.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((ids[n], f"T{n % TEAMS}") for n in range(count))
    with duckdb.connect(str(path)) as db:
        db.execute(
            "create table signal (source text, person text, tool text, feature text, day date, actions int)"
        )
        db.execute("create table person (person text, team text)")
        db.execute(f"copy signal from '{signals}' (header false)")
        db.execute(f"copy person from '{people}' (header false)")
    signals.unlink()
    people.unlink()


def counts(path: Path) -> list[tuple[Any, ...]]:
    """Team (empty: everybody), enabled, active, active before, started, stopped, habit, never, dormant, and active
    by week, the newest first."""
    import duckdb

    values = {"sunday": str(LAST_MONDAY + timedelta(days=6)), "tool": TOOL}
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(_COUNTS, values).fetchall()


def main(path: str) -> None:
    """Prints seconds, mebibytes and the counts, as JSON."""
    import duckdb  # what is loaded only once is loaded now

    duckdb.connect().execute("select 1")
    began, before = time.perf_counter(), time.process_time()
    found = counts(Path(path))
    spent, core = time.perf_counter() - began, time.process_time() - before
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": spent, "core": core, "mebibytes": most, "counts": found}))


if __name__ == "__main__":
    main(sys.argv[1])
