"""`python -m bot …` is `uptake …`."""

from bot.cli import main

main()
