"""Hook of MkDocs: adds the pages that `docs_pages` writes, and pages that mkdocs.yml does not name to the menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from docs_pages import PAGES  # MkDocs puts this folder on the path
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


# Sections of the navigation that take up the pages of a folder that it does not name.
_SECTIONS: Final = {".": "Subjects", "decisions": "Project", "howto": "How to"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put pages that the navigation does not name at the end of their folder's section."""
    docs = Path(config.docs_dir)
    sections = {name: pages for entry in config.nav or [] for name, pages in entry.items()}
    named = str(config.nav)
    for folder, section in _SECTIONS.items():
        pages = sorted((docs / folder).glob("*.md"))
        names = [str(page.relative_to(docs)) for page in pages]
        sections[section] += [name for name in names if f"'{name}'" not in named]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the written pages, in place of files of the same name."""
    for name, page in PAGES.items():
        old = files.get_file_from_path(name)
        if old is not None:
            files.remove(old)
        files.append(File.generated(config, name, content=page()))
    return files
