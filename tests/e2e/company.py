"""A small company for `make e2e`: its people, its program, its use, and the workspaces it chats in.

`found FOLDER` writes the files an administrator would write. `two-weeks-later FOLDER` makes a program that
was started just now one that was started two weeks ago, so that a window, a nudge and a digest are due
today; it is the only thing here that touches the database, and the bot does not run meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONES = ("Asia/Taipei", "Europe/Lisbon", "America/Los_Angeles")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECRET = "0123456789abcdef0123456789abcdef"
CAST = (
    ("otto", "Otto Placeholder", "Office", "en", "admin"),
    ("maja", "Maja Mustermann", "Shop", "en", "pilot_user"),
    ("wang", "王小樣", "Shop", "zh-TW", "pilot_user"),
    ("zhao", "赵小样", "Shop", "zh-CN", "champion"),
)
FILLERS = tuple(
    (f"reader{n}", f"Reader {n}", "Shop" if n < 6 else "Depot", "en", "pilot_user") for n in range(12)
)


def daytime_zone(now: datetime) -> ZoneInfo:
    """A zone where it is neither early nor late now, so that no check runs into midnight."""
    return next(zone for zone in map(ZoneInfo, ZONES) if 5 <= now.astimezone(zone).hour < 20)


def monday_before(today: date, weeks: int) -> date:
    """The Monday so many weeks before this week's."""
    return today - timedelta(days=today.weekday(), weeks=weeks)


def people_file(zone: ZoneInfo) -> str:
    """The people file; nobody's account is in it, so that everybody has to be found by e-mail."""
    rows = ["email,name,team,manager,timezone,locale,role,job"]
    rows += [
        f"{key}@example.com,{name},{team},,{zone.key},{locale},{role},sales"
        for key, name, team, locale, role in (*CAST, *FILLERS)
    ]
    return "\n".join(rows) + "\n"


def program_file(today: date, zone: ZoneInfo, nudge: datetime) -> str:
    """Four weeks; in the third, a window is open all of today and a nudge comes at `nudge`."""
    fields = {
        "starts_on": monday_before(today, weeks=2),
        "zone": zone.key,
        "today": WEEKDAYS[today.weekday()],
        "day": WEEKDAYS[nudge.weekday()],
        "at": f"{nudge:%H:%M}",
    }
    template = (Path(__file__).parent / "program.toml").read_text(encoding="utf-8")
    for name, value in fields.items():
        template = template.replace(f"<{name}>", str(value))
    return template


def usage_file(today: date) -> str:
    """Who used the tool in the last two weeks: four people, then seven."""
    rows = ["id,person,tool,feature,day,actions"]
    for weeks, readers in ((2, (0, 6)), (1, (0, 1, 6, 7, 8))):
        monday = monday_before(today, weeks)
        for number, key in enumerate(["maja", "wang", *(f"reader{n}" for n in readers)]):
            day = monday + timedelta(days=6 - number % 3)
            rows.append(f"{monday}-{key},{key}@example.com,example-assistant,chat,{day},{3 + number}")
    return "\n".join(rows) + "\n"


def workspace_file(mode: str) -> str:
    """The Slack workspace: the cast, one who never writes, and Ulla whom the people file does not know."""
    named = [(key, name) for key, name, *_ in (*CAST, FILLERS[0], ("ulla", "Ulla Unknown"))]
    users = [
        {"id": f"U0{key.upper()}", "name": key, "real_name": name, "email": f"{key}@example.com"}
        for key, name in named
    ]
    app = {
        "appId": "A0UPTAKE",
        "botUserId": "U0UPTAKE",
        "botName": "uptake",
        "botToken": "xoxb-e2e",
        "appToken": "xapp-e2e",
        "signingSecret": SECRET,
        "mode": mode,
        "requestUrl": "http://127.0.0.1:8080/slack/events",
    }
    lobby = {"id": "C0LOBBY", "name": "lobby", "members": [user["id"] for user in users]}
    workspace = {"name": "Lantern Books", "domain": "lantern", "teamId": "T0LANTERN"}
    return json.dumps({"workspace": workspace, "app": app, "users": users, "channels": [lobby]})


def found(folder: Path, now: datetime, nudge_in: timedelta = timedelta(hours=1)) -> None:
    """Writes the company's files into `folder`; `nudge_in` is how far off the nudge is."""
    zone = daytime_zone(now)
    today = now.astimezone(zone).date()
    nudge = (now + nudge_in).astimezone(zone)
    files = {
        "people.csv": people_file(zone),
        "program.toml": program_file(today, zone, nudge),
        "usage.csv": usage_file(today),
        "slack-events.json": workspace_file("events"),
        "slack-socket.json": workspace_file("socket"),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def two_weeks_later(folder: Path, now: datetime) -> None:
    """The started phase began two weeks ago, and everybody was in it before; every job looks again."""
    week_one = monday_before(now.astimezone(daytime_zone(now)).date(), weeks=2)
    earlier = timedelta(days=21) // timedelta(microseconds=1)
    database = sqlite3.connect(folder / "uptake.db")
    with database:
        database.execute("update phase set week_one_on = ? where state = 'running'", (week_one.isoformat(),))
        database.execute("update enrolment set enrolled_at = enrolled_at - ?", (earlier,))
        database.execute("delete from job_run")
    database.close()
    found(folder, now, timedelta(seconds=90))


if __name__ == "__main__":
    {"found": found, "two-weeks-later": two_weeks_later}[sys.argv[1]](Path(sys.argv[2]), datetime.now(UTC))
