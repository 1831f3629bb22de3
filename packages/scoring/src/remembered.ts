/** Answers that one memo holds before it begins anew. */
const mostHeld = 50_000

/**
 * A pure function of two codes that remembers its answers. A list has one posting and many people, so the code of the posting comes first: its
 * answers are where they were found the last time. What an answer depends on is in the two codes alone, so that no pair can get another's.
 */
export function remembering<Answer extends object | string | number>(
  answer: (first: string, second: string) => Answer,
  limit = mostHeld,
): (first: string, second: string) => Answer {
  let held = new Map<string, Map<string, Answer>>()
  let size = 0
  let last: string | null = null
  let own = new Map<string, Answer>()

  const find = (first: string): void => {
    let found = held.get(first)
    if (found === undefined) {
      found = new Map()
      held.set(first, found)
    }
    last = first
    own = found
  }

  const remember = (first: string, second: string): Answer => {
    const made = answer(first, second)
    if (size >= limit) {
      held = new Map()
      size = 0
      find(first)
    }
    own.set(second, made)
    size += 1
    return made
  }

  return (first, second) => {
    if (first !== last) find(first)
    return own.get(second) ?? remember(first, second)
  }
}
