/** Text that may stand in a page as it is. */
export interface Markup {
  markup: string
}

type Piece = string | number | Markup | readonly Markup[]

/** A page's text: whatever is put into it is escaped, unless it is markup itself. */
export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: texts.reduce((whole, text, at) => whole + text + (at < pieces.length ? toText(pieces[at] ?? '') : ''), '') }
}

function toText(piece: Piece): string {
  if (typeof piece === 'number') return String(piece)
  if (typeof piece === 'string') return escape(piece)
  return 'markup' in piece ? piece.markup : piece.map(({ markup }) => markup).join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
