/** Named in every stored match; a change of any figure in this package is a new version. */
export const scoringVersion = '2026.11-2'

/** Share of each component in the score, in basis points; they sum to 10000. */
export const weights = {
  skills: 2600,
  function: 2200,
  accommodation: 1200,
  location: 900,
  pay: 800,
  education: 500,
  experience: 600,
  preference: 700,
  policy: 500,
} as const

export type ComponentKey = keyof typeof weights

/** In the order in which a score is shown. */
export const componentKeys = Object.keys(weights) as readonly ComponentKey[]

/** A score or share of one: everything fully met. */
export const full = 10_000

/** What counts where nobody has said anything: between the worst and the best fact. */
export const neutral = 5_000
