"""Run the command line with ``python -m geo_coop``."""

from geo_coop.cli.main import main

main()
