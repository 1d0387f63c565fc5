"""Authors' Markdown as HTML for a page, with the hospital's own words and the addresses of inner links put in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from lms_plugin.curriculum.services import place_links, render_text
from lms_plugin.progress.stems import is_paragraph


@dataclass(frozen=True)
class Writer:
    """Writes texts of one course for one hospital. `addresses` maps `lesson:<key>` and the like to pages."""

    slots: Mapping[str, str]
    addresses: Mapping[str, str] = field(default_factory=dict)

    def block(self, markdown: str) -> Markup:
        """As paragraphs, lists and tables."""
        return self.place(render_text(markdown, self.slots))

    def line(self, markdown: str) -> Markup:
        """As what may stand in a label or legend, where the text is one paragraph; else as blocks."""
        if not is_paragraph(markdown):
            return self.block(markdown)
        return self.place(render_text(markdown, self.slots, inline=True))

    def place(self, html: Markup) -> Markup:
        """Put in where inner links lead."""
        return place_links(html, self.addresses)
