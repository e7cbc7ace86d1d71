"""Enrolling ten thousand people in one run, on both databases: `python -m bench.enrol`."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.prove import ROOT
from bot.clock import SetClock, seeded_chance
from bot.model.people import Person
from bot.settings import Settings
from bot.steps.enrolment import take_people_in
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.store import outbox, programs
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
