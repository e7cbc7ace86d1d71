"""Enrolling ten thousand people in one run, on both databases: `python -m bench.enrol`."""

from __future__ import annotations
