import stringWidth from 'string-width'

/** A plain text table; Chinese characters take two columns. A cell longer than `widest` is cut with an ellipsis. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], widest: number): string {
  const lines = [headings, ...rows].map((row) => row.map((cell) => cut(cell, widest)))
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => stringWidth(line[column] ?? ''))))
  const render = (line: readonly string[]) =>
    line
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const [first = [], ...rest] = lines
  return [render(first), widths.map((width) => '-'.repeat(width)).join('  '), ...rest.map(render)].join('\n')
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

function cut(text: string, widest: number): string {
  if (stringWidth(text) <= widest) return text
  let kept = ''
  for (const character of text) {
    if (stringWidth(kept + character) > widest - 2) break
    kept += character
  }
  return `${kept}…`
}
