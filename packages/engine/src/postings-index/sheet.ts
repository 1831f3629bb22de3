/** Where a rating leaves its parts: the scores of the nine components in the order they are shown, then whether each is known. */
export type Sheet = Int32Array

export const sheetSize = 20

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
/** Set in a status: the rule excludes. */
export const isExcluded = 2

/** Where the weight of the demands stands that rest on facts, and where that of all: what they give is only reckoned for what is listed. */
export const sureDemands = 18
export const demandWeight = 19
