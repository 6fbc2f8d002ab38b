"""Hook of MkDocs: adds the pages that `docs_pages` writes from the code and the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs_pages import PAGES  # MkDocs puts this folder on the path
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the written pages, in place of files of the same name."""
    for name, page in PAGES.items():
        old = files.get_file_from_path(name)
        if old is not None:
            files.remove(old)
        files.append(File.generated(config, name, content=page()))
    return files
