"""`python -m app` is the same as `handoff`."""

from app.cli import main

main()
