"""``map``: one map as one file."""

import click

from geo_coop.cli.maps.agreements import choropleth
from geo_coop.cli.maps.others import corridor, partners, timeline, zones


@click.group("map")
def map_() -> None:
    """Make one map as one file that opens with no network: a page (.html), or a picture (.png, .svg, .pdf).

    \b
    Examples:
      geo-coop map choropleth --level desa --within Nunukan -o nunukan.html
      geo-coop map corridor 65 MY -o kaltara.pdf --paper A3
    """  # noqa: D301


for _command in (choropleth, corridor, partners, timeline, zones):
    map_.add_command(_command)

__all__ = ["map_"]
