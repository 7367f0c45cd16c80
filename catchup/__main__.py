"""Runs the command line: `python -m catchup`."""

from catchup.cli import main

if __name__ == "__main__":
    main()
