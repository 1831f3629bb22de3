// Characters XML cannot hold, and halves of a pair.
const unwritable =
  // oxlint-disable-next-line no-control-regex -- these are meant
  /[\u0000-\u0008\u000b\u000c\r\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Text as it may stand in an XML attribute or element. */
export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** The text of a cell: what XML cannot hold is written the way Excel writes it, `_x0007_`. */
export function cellText(text: string): string {
  return xmlText(text.replaceAll(/_x[0-9a-f]{4}_/gi, '_x005F$&').replaceAll(unwritable, escapeUnit))
}

/** A cell of text, which is never a formula; its elements under `prefix` (`x:` in some files). */
export function textCell(name: string, text: string, { prefix = '', style }: { prefix?: string; style?: number | undefined } = {}): string {
  const attributes = `r="${name}"${style === undefined ? '' : ` s="${style}"`} t="inlineStr"`
  return `<${prefix}c ${attributes}><${prefix}is><${prefix}t xml:space="preserve">${cellText(text)}</${prefix}t></${prefix}is></${prefix}c>`
}

function escapeUnit(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}
