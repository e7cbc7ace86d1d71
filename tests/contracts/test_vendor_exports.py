"""Each vendor's export, as that vendor writes it, becomes people, days and counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from bot.connectors.mapping import ColumnMap
from bot.house import House
from bot.settings import Settings
from bot.steps.usage import READERS
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.words import Words, load_content
from tests.exports import SAMPLES, opened, problems, stored, take

WHO = {
    "github-copilot-users-28-day.ndjson": "github-copilot",
    "chatgpt-enterprise-weekly.csv": "chatgpt-enterprise",
    "chatgpt-enterprise-monthly.csv": "chatgpt-enterprise",
    "claude-enterprise-users-2026-11-16.json": "claude-enterprise",
    "gemini-activities.json": "gemini",
    "m365-copilot-graph-v1.json": "m365-copilot",
    "m365-copilot-graph-v2.json": "m365-copilot",
}


@pytest.fixture(scope="module")
def words() -> Words:
    """The words that are shipped."""
    return Words(load_content(Settings(_env_file=None).content))


@pytest.fixture
def house(words: Words) -> Iterator[House]:
    """Ada and Ben are known, by address and by their GitHub account."""
    database = SqliteDatabase(":memory:")
    database.migrate()
    yield opened(database, words)
    database.close()


def text_of(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(WHO))
def test_a_vendors_file_comes_in_once_however_often_it_is_sent(
    database: Database, words: Words, name: str
) -> None:
    house = opened(database, words)
    first = take(house, SAMPLES / name, WHO[name])
    before = stored(house, "ada")
    again = take(house, SAMPLES / name, WHO[name])
    assert first.accepted > 0
    assert (again.accepted, again.replaced, again.repeated) == (0, 0, first.accepted)
    assert stored(house, "ada") == before


def test_every_source_but_the_generic_one_has_a_sample() -> None:
    assert {*WHO.values(), "generic"} == set(READERS)


def test_github_counts_prompts_and_accepted_completions_of_accounts(house: House) -> None:
    report = take(house, SAMPLES / "github-copilot-users-28-day.ndjson", "github-copilot")
    assert stored(house, "ada") == [
        ("agent-edit", "2026-11-16", 3),
        ("chat-panel-ask-mode", "2026-11-16", 5),
        ("cli", "2026-11-17", 2),
        ("code-completion", "2026-11-16", 6),
        ("other", "2026-11-16", 1),
        ("other", "2026-11-17", 4),
    ]
    assert (report.people, report.unknown) == (1, 1)  # Ben's account is not the one in the people file
    assert any("github_login" in sentence for sentence in report.sentences)


def test_a_part_that_is_larger_than_its_whole_is_refused_with_its_line(house: House) -> None:
    text = text_of("github-copilot-users-28-day.ndjson").replace(
        '"user_initiated_interaction_count":9', '"user_initiated_interaction_count":2'
    )
    assert problems(house, text, "github-copilot") == [
        "usage.csv: row 1: user_initiated_interaction_count: 2, but its parts add up to 8; export the file again"
    ]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"date": "2026-01-01", "total_active_users": 3, "copilot_ide_code_completions": {}}, "ended in April 2026"),
        ({"day": "2026-11-16", "daily_active_users": 3}, "take users-28-day"),
        ({"download_links": ["https://x.example/a"], "report_day": "2026-11-16"}, "download links only"),
        ({"day": "2026-11-16"}, "user_login: is missing"),
        ({"user_login": "ada-acme"}, "day: '' is no date"),
        ({"user_login": "ada-acme", "day": "2026-11-16", "user_initiated_interaction_count": -1}, "no whole number"),
        ({"user_login": "ada-acme", "day": "2026-11-16", "last": {"prompt": "hi"}}, "column 'prompt' looks like"),
    ],
)  # fmt: skip
def test_other_github_files_get_a_sentence_that_names_the_right_one(
    house: House, record: dict[str, object], says: str
) -> None:
    assert says in problems(house, json.dumps(record), "github-copilot")[0]


@pytest.mark.parametrize(
    "odd",
    [{"prompt": ["hi"]}, {"message": 5}, {"messages": ["hi"]}, {"conversation": {"a": 1}}, {"body": None}],
)
def test_whatever_a_field_holds_its_name_can_refuse_the_file(house: House, odd: dict[str, object]) -> None:
    record = {"user_login": "ada-acme", "day": "2026-11-16", "totals": [{"inner": odd}]}
    assert (
        f"'{next(iter(odd))}' looks like contents" in problems(house, json.dumps(record), "github-copilot")[0]
    )


def test_chatgpt_weeks_stand_on_the_first_and_the_last_day_of_use(house: House) -> None:
    report = take(house, SAMPLES / "chatgpt-enterprise-weekly.csv", "chatgpt-enterprise")
    assert stored(house, "ada") == [("chat", "2026-11-16", 1), ("chat", "2026-11-19", 1023)]
    assert (report.people, report.complete_to_on) == (2, date(2026, 11, 21))


def test_a_week_exported_again_later_replaces_its_figures(house: House) -> None:
    early = text_of("chatgpt-enterprise-weekly.csv")
    take(house, early, "chatgpt-enterprise")
    late = early.replace("2026-11-19", "2026-11-20").replace("1,024", "1,100")
    take(house, late, "chatgpt-enterprise")
    assert stored(house, "ada") == [("chat", "2026-11-16", 1), ("chat", "2026-11-20", 1099)]


def test_chatgpt_months_give_days_but_no_counts_and_say_so(house: House) -> None:
    report = take(house, SAMPLES / "chatgpt-enterprise-monthly.csv", "chatgpt-enterprise")
    assert stored(house, "ada") == [("chat-month", "2026-10-02", 1), ("chat-month", "2026-10-30", 1)]
    assert any("Export weekly" in sentence for sentence in report.sentences)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("2026-11-21", "2026-12-21", "neither a week nor a month"),
        ("Weekly", "Monthly", "neither a week nor a month"),
        ("enabled,2026-09-01,1,", "enabled,2026-09-01,0,", "is_active is 0, but there are 1024 messages"),
        (",12,2,", ",2000,2,", "messages: 1024, but its parts add up to 2000"),
        ("2026-11-16,2026-11-19", "2026-11-02,2026-11-19", "lies outside the period"),
        ("email", "mail", "no column 'email'"),
        ("department", "last_prompt", "looks like contents"),
    ],
)
def test_a_chatgpt_row_that_contradicts_itself_is_refused(
    house: House, was: str, now: str, says: str
) -> None:
    text = text_of("chatgpt-enterprise-weekly.csv").replace(was, now, 1)
    assert says in problems(house, text, "chatgpt-enterprise")[0]


def test_the_report_about_gpts_is_not_taken_for_the_one_about_people(house: House) -> None:
    text = (
        "cadence,period_start,period_end,gpt_name,messages_workspace\nWeekly,2026-11-15,2026-11-21,Helper,4\n"
    )
    assert "take user engagement" in problems(house, text, "chatgpt-enterprise")[0]


def test_claude_gets_its_day_from_the_files_name(house: House) -> None:
    report = take(house, SAMPLES / "claude-enterprise-users-2026-11-16.json", "claude-enterprise")
    assert stored(house, "ada") == [
        ("chat", "2026-11-16", 14), ("code", "2026-11-16", 4), ("excel", "2026-11-16", 5),
    ]  # fmt: skip
    assert stored(house, "ben") == []
    assert (report.people, report.complete_to_on) == (2, date(2026, 11, 16))


def test_claude_without_a_day_is_refused_and_takes_one_that_is_named(house: House) -> None:
    text = text_of("claude-enterprise-users-2026-11-16.json")
    assert "add --day" in problems(house, text, "claude-enterprise")[0]
    take(house, text, "claude-enterprise", day=date(2026, 11, 17))
    assert {day for _, day, _ in stored(house, "ada")} == {"2026-11-17"}


def test_a_claude_page_with_more_to_come_is_complete_to_no_day(house: House) -> None:
    text = text_of("claude-enterprise-users-2026-11-16.json").replace("null", '"cursor"')
    report = take(house, text, "claude-enterprise", day=date(2026, 11, 17))
    assert report.complete_to_on is None
    assert any("one page of several" in sentence for sentence in report.sentences)


def test_claude_summaries_name_no_people_and_are_refused(house: House) -> None:
    text = json.dumps({"data": [{"starting_date": "2026-11-16", "daily_active_user_count": 7}]})
    assert "take /users" in problems(house, text, "claude-enterprise")[0]


def test_gemini_counts_what_people_did_by_intention_and_each_event_once(house: House) -> None:
    take(house, SAMPLES / "gemini-activities.json", "gemini")
    assert stored(house, "ada") == [("docs", "2026-11-17", 1)]
    assert stored(house, "ben") == [("gemini-app", "2026-11-16", 2)]


def test_a_gemini_page_with_more_to_come_is_refused_for_it_would_count_days_in_part(house: House) -> None:
    text = text_of("gemini-activities.json").replace('"items"', '"nextPageToken": "A", "items"')
    assert "one page of several" in problems(house, text, "gemini")[0]


def test_gemini_pages_one_a_line_are_one_file(house: House) -> None:
    page = json.loads(text_of("gemini-activities.json"))
    items = page["items"]
    first = json.dumps({**page, "items": items[:2], "nextPageToken": "A"})
    second = json.dumps({**page, "items": items[2:]})
    take(house, f"{first}\n{second}\n", "gemini")
    assert stored(house, "ben") == [("gemini-app", "2026-11-16", 2)]


def test_a_gemini_event_with_contents_among_its_parameters_is_refused(house: House) -> None:
    text = text_of("gemini-activities.json").replace('"feature_source"', '"prompt"')
    assert "'prompt' looks like contents" in problems(house, text, "gemini")[0]


def test_events_of_another_google_application_are_refused(house: House) -> None:
    text = text_of("gemini-activities.json").replace("gemini_in_workspace_apps", "drive")
    assert "applicationName=gemini_in_workspace_apps" in problems(house, text, "gemini")[0]


def test_graph_json_gives_what_the_table_gives(house: House) -> None:
    take(house, SAMPLES / "m365-copilot-graph-v1.json", "m365-copilot")
    assert stored(house, "ada") == [("chat", "2026-11-18", 1), ("teams", "2026-11-17", 1)]


def test_graph_v2_counts_the_prompts_of_its_seven_days(house: House) -> None:
    take(house, SAMPLES / "m365-copilot-graph-v2.json", "m365-copilot")
    assert stored(house, "ada") == [
        ("agent", "2026-11-17", 1), ("all-apps", "2026-11-18", 20), ("chat", "2026-11-18", 1),
        ("edge", "2026-11-17", 1),
    ]  # fmt: skip


def test_graph_pages_are_refused_when_more_are_to_come(house: House) -> None:
    text = text_of("m365-copilot-graph-v1.json").replace("{", '{"@odata.nextLink": "https://x",', 1)
    assert "one page of several" in problems(house, text, "m365-copilot")[0]


def test_a_person_twice_in_one_report_is_refused(house: House) -> None:
    page = json.loads(text_of("m365-copilot-graph-v1.json"))
    assert "same person as row 1" in problems(house, json.dumps(page["value"] * 2), "m365-copilot")[0]


def test_a_localised_header_comes_in_through_a_mapping(house: House) -> None:
    text = (
        "報表重新整理日期,使用者主體名稱,Word Copilot 的上次活動日期\n2026/11/20,ada@example.com,2026/11/18\n"
    )
    assert "name the column in a mapping file" in problems(house, text, "m365-copilot")[0]
    names = {
        "Report Refresh Date": "報表重新整理日期",
        "User Principal Name": "使用者主體名稱",
        "Word Copilot Last Activity Date": "Word Copilot 的上次活動日期",
    }
    take(house, text, "m365-copilot", mapping=ColumnMap(columns=names))
    assert stored(house, "ada") == [("word", "2026-11-18", 1)]


def test_json_lines_of_any_tool_come_in_through_a_mapping_of_paths(house: House) -> None:
    paths = {"person": "user.email", "tool": "app", "feature": "surface", "day": "when", "actions": "n"}
    take(house, SAMPLES / "generic.ndjson", mapping=ColumnMap(columns=paths))
    assert stored(house, "ada") == [("chat", "2026-11-16", 3)]
    assert stored(house, "ben") == [("chat", "2026-11-17", 1)]
