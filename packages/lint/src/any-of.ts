/** One expression for several wordings; a test of it has no memory. */
export function anyOf(...wordings: readonly RegExp[]): RegExp {
  return new RegExp(sourceOf(wordings))
}

/** The same, to find every place. */
export function everyOf(...wordings: readonly RegExp[]): RegExp {
  return new RegExp(sourceOf(wordings), 'g')
}

function sourceOf(wordings: readonly RegExp[]): string {
  return wordings.map(({ source }) => source).join('|')
}
