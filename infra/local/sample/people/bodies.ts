import type { IcfCode } from '@zhihe/vocabulary/icf'

/** Difficulty 0-4 by activity, with the person's own aids; an activity that is absent is unknown. */
export type Body = Readonly<Partial<Record<IcfCode, number>>>

const hears = { b230: 0, d115: 0, d310: 0 } satisfies Body
const speaks = { d330: 0, d360: 0 } satisfies Body
const sees = { b210: 0, d110: 0, d166: 0 } satisfies Body
const learns = { d155: 0, d160: 0, d175: 0 } satisfies Body
const moves = { d450: 0, d455: 0, d410: 0, d415: 0, d430: 0, b455: 0 } satisfies Body
const handles = { d440: 0, d445: 0 } satisfies Body

/** Ways of functioning that the stories tell of. */
export const bodies = {
  blind: {
    ...hears,
    ...speaks,
    ...learns,
    b210: 4,
    d110: 4,
    d166: 2,
    d475: 4,
    d450: 1,
    d455: 1,
    d470: 1,
    d440: 1,
    d445: 0,
    d415: 0,
    b455: 0,
  },
  lowVision: { ...hears, ...speaks, b210: 2, d110: 2, d166: 2, d475: 3, d450: 0, d455: 1, d440: 1, d155: 0, d415: 0, d430: 0 },
  deaf: { ...sees, ...moves, ...handles, b230: 4, d115: 4, d310: 3, d330: 3, d360: 2, d160: 0, d720: 1, d475: 1 },
  hardOfHearing: { ...sees, ...moves, ...handles, b230: 2, d115: 2, d310: 1, d330: 1, d360: 2, d155: 0 },
  speechless: { ...hears, ...sees, ...moves, ...handles, d330: 3, d360: 2, d720: 1 },
  wheelchair: { ...hears, ...speaks, ...sees, ...handles, d450: 4, d455: 4, d410: 2, d415: 2, d430: 3, d470: 2, b455: 1, d160: 0 },
  crutches: { ...hears, ...speaks, ...handles, d450: 2, d455: 2, d410: 2, d415: 2, d430: 3, d470: 1, d166: 0, d160: 0 },
  prosthesis: { ...hears, ...speaks, ...handles, ...sees, d450: 1, d455: 1, d410: 1, d415: 1, d430: 2, d475: 1 },
  limp: { ...hears, ...speaks, ...handles, d450: 1, d455: 1, d415: 1, d430: 1, d410: 0, b455: 1, b210: 0 },
  oneArm: { ...hears, ...speaks, ...sees, d440: 2, d445: 3, d430: 2, d450: 0, d455: 0, d415: 0, d410: 0, d475: 2 },
  oneHand: { ...hears, ...speaks, ...sees, d440: 2, d445: 1, d430: 1, d450: 0, d455: 0, d415: 0, b455: 0 },
  smallStature: { ...hears, ...speaks, ...sees, d440: 0, d445: 1, d430: 2, d450: 1, d455: 1, d415: 1 },
  spine: { ...hears, ...speaks, ...sees, ...handles, d410: 3, d415: 2, d430: 3, d450: 1, d455: 2, b455: 1, d160: 0 },
  palsy: { ...hears, d330: 2, d360: 1, d440: 2, d445: 2, d450: 2, d455: 2, d430: 3, d415: 1, d166: 0, d155: 0, d160: 0 },
  tetraplegia: { ...hears, ...speaks, ...learns, d440: 3, d445: 3, d450: 4, d455: 4, d415: 2, d430: 4, d470: 4, b455: 2 },
  burns: { ...hears, ...speaks, ...sees, d440: 1, d445: 1, d450: 0, d455: 0, d415: 0, d430: 1, d720: 1 },
  fragile: { ...hears, ...speaks, ...sees, ...handles, d450: 1, d430: 3, d455: 2, b455: 2, d415: 1 },
  mildLearning: { ...moves, b210: 0, d310: 0, d330: 0, d155: 2, d175: 2, d220: 2, d166: 1, d720: 1, d230: 0, d440: 0, d445: 0 },
  learning: { ...moves, b210: 0, d310: 1, d330: 1, d155: 3, d175: 3, d220: 3, d166: 3, d720: 2, d230: 1, d240: 1, d440: 1 },
  autism: { ...moves, b210: 0, d310: 1, d330: 2, d720: 3, d240: 2, d220: 2, d155: 1, d160: 0, d230: 0, d440: 0 },
  steady: { ...hears, ...sees, ...handles, d330: 0, d240: 2, d720: 1, d160: 1, d230: 1, d450: 0, d415: 0, d430: 0 },
  shaken: { ...hears, d330: 0, d240: 3, d160: 2, d230: 2, d720: 2, b455: 1, d450: 0, d440: 1, d415: 1 },
  deafAndLame: { ...sees, ...handles, b230: 3, d115: 3, d310: 2, d330: 3, d360: 2, d450: 2, d455: 2, d430: 2, d415: 1 },
  blindAndDeaf: { b210: 3, d110: 3, d166: 3, b230: 3, d115: 3, d310: 3, d330: 1, d440: 1, d445: 0, d450: 2, d470: 3 },
  lameAndSlow: { ...hears, d330: 1, d155: 2, d175: 2, d220: 2, d450: 2, d455: 2, d430: 2, d440: 1, d415: 1, d720: 1 },
} as const satisfies Record<string, Body>
