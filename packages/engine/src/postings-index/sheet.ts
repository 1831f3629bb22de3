/**
 * A rating in one number, as `packRating` makes it: the score (14 bits), whether it is known (1), what the rules say (2).
 */
export const scoreMask = 16_383
export const isKnown = 1 << 14
export const statusShift = 15
/** Set in a rating: a rule asks, or excludes. */
export const isConditional = 1 << statusShift
export const isExcluded = 2 << statusShift

/** The ratings of a listed posting: the scores of the nine components in the order they are shown, then how much of each is known. */
export type Sheet = Int32Array

export const sheetSize = 18

/** Where the second half of a sheet begins. */
export const known = 9
/** Where each component stands on a sheet. */
export const place = {
  skills: 0,
  function: 1,
  accommodation: 2,
  location: 3,
  pay: 4,
  education: 5,
  experience: 6,
  preference: 7,
  policy: 8,
} as const
