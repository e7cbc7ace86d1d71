"""The JSON Schema of a program file, for editors that complete and explain keys while one writes."""

from __future__ import annotations

from typing import Any

from bot.model.rollout import Program

_MEANS = {
    "schema": "The version of this format: 1.",
    "based_on": "The version this file was printed from; whoever changed the program since is not overwritten.",
    "program": "The charter: why, for whom, under which promises.",
    "digest": "When champions get the weekly summary, in their own time.",
    "calendar": "Whose public holidays are days off.",
    "country": "A country or region like TW or US-CA; empty: weekdays alone decide.",
    "plan": "The planned shares, drawn beside what happens.",
    "holdout": "The sticky share that gets no nudges and no tips, so that their effect can be known.",
    "value": "What it costs, so that what it is worth can be told as a range.",
    "currency": "Three capital letters, like USD, for every sum of money here.",
    "seat_price_month": "The price of one seat for a month.",
    "seats": "Seats paid for; left out: the people with access.",
    "loaded_hourly": "What an hour of these people's work costs, with everything.",
    "realisation_low": "The least part of saved minutes that becomes other work, like 0.3.",
    "realisation_high": "The most of it, like 0.7.",
    "tasks_per_week": "Tasks with the tool in a week of use, counted or estimated; minutes are asked of one task.",
    "enablement_hours": "Hours of training and support so far; 0 when there were none.",
    "integration": "What connecting and setting up cost, once; 0 when nothing.",
    "phase": "The phases, in order.",
    "key": "Small letters, digits and hyphens; never changed once it runs.",
    "tool": "The tool as people call it.",
    "tool_key": "The tool as usage exports name it.",
    "sponsor": "Who wants the rollout, as people know them.",
    "sponsor_email": "Where gate cards for the sponsor go.",
    "human": "The address of the person to talk to.",
    "starts_on": "A Monday.",
    "ends_on": "The Sunday the phase ends with.",
    "graduates_on": "The day by which the pilot graduates, is extended once, or stops with honour.",
    "timezone": "The program's own zone, like Asia/Taipei.",
    "locale": "The language of people whose row says none: en, zh-Hant or zh-Hans.",
    "weekly_cap": "The most messages a person gets in a week, of all kinds.",
    "hours_apart": "The fewest hours between two messages to a person.",
    "working_hours": "When messages may arrive, like 09:30-16:30, in each person's own time.",
    "working_days": "The days on which messages may arrive.",
    "group_minimum": "The smallest group anything is ever told about.",
    "title": "In all three languages.",
    "why": "Why this is done, as everybody reads it, in all three languages.",
    "problem": "The problem before the tool, in all three languages.",
    "owners": "Who answers for what: an address each.",
    "defined_by": "Who defined the problem.",
    "chosen_by": "Who chose the case.",
    "supervised_by": "Who supervises.",
    "judged_by": "Who judges the outcome.",
    "risk_appetite": "How much may go wrong: low, medium or high.",
    "budget": "What it may cost, in a line.",
    "kpi": "What it is judged by.",
    "name": "What is measured.",
    "baseline": "How it was before.",
    "target": "What is to be reached.",
    "cohort": "Whom it is for: whoever any of the keys names; everybody when none is given.",
    "teams": "Teams by name; * for all.",
    "people": "People by address.",
    "slack_groups": "Ids of Slack user groups.",
    "teams_groups": "Ids of groups in Teams.",
    "attributes": "Columns of the people file, each with the values that are meant.",
    "percent": "A share in percent, drawn once and kept.",
    "strata": "A share of volunteers, of those assigned, or of sceptics, where it differs.",
    "first_week": "The program week the phase begins with.",
    "weeks": "How many weeks it lasts.",
    "judged_after": "Weeks after which a nudge is judged.",
    "gate": "What the phase has to show before it may end; a person decides.",
    "metric": "What the gate counts.",
    "minimum_people": "The fewest people it has to be counted of.",
    "guardrails": "What holds the gate whatever the metric says.",
    "opt_outs": "Percent of people who said stop.",
    "incidents": "Open incidents.",
    "behind": "Points by which one group lies below the whole.",
    "safety_incidents": "Open incidents of the kind that stops the phase.",
    "owner": "The address of who answers for the phase.",
    "window": "Feedback windows; one a week at most.",
    "nudge": "Slots for one nudge each.",
    "tips": "When the week's tip arrives.",
    "questions": "A question set of content/question_sets.",
    "week": "The program week.",
    "opens": "A weekday and a time, like tue 10:00, in each person's own time.",
    "reminds": "When those are reminded who have not answered.",
    "reminds_again": "When they are reminded a second and last time.",
    "closes": "When it closes.",
    "clock": "local: everybody's own time; program: one instant for all, by the program's zone.",
    "every_weeks": "Comes again after so many weeks, to the end of its phase; 0: once.",
    "half": "a or b: asks one half of the people, always the same one.",
    "mode": "Who can know whose answer is whose: named, confidential or anonymous; fixed once somebody was asked.",
    "day": "A weekday: mon, tue, wed, thu, fri, sat or sun.",
    "at": "A time like 10:00.",
    "use": "Keys of content/nudges: the first that suits the person and was not seen yet.",
    "active": "Percent of people active in the week, by program week.",
    "habit": "Percent of people with a weekly habit, by program week.",
}


def program_schema() -> dict[str, Any]:
    """The schema of a whole program file; every key has a title and says what it means."""
    schema = Program.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["based_on"] = {"type": "integer", "minimum": 0, "title": "Based On"}
    for table in (schema, *schema["$defs"].values()):
        for key, said in table.get("properties", {}).items():
            said.setdefault("title", key.replace("_", " ").title())
            said["description"] = _MEANS[key]
    return schema
