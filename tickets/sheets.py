"""Every kind of house document, in the order of the screen."""

from tickets import bodies, hours_sheet, ladder, limits, roads, rota, routing_sheet
from tickets.document import DocumentKind, Sheet

SHEETS: dict[DocumentKind, Sheet] = {
    module.SHEET.kind: module.SHEET
    for module in (limits, ladder, rota, hours_sheet, routing_sheet, roads, bodies)
}
BY_SLUG: dict[str, Sheet] = {sheet.slug: sheet for sheet in SHEETS.values()}
