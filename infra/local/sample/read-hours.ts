import type { NewPosting } from '@zhihe/contracts/posting'

type Hours = NonNullable<NewPosting['hours']>

/** Reads working hours as far as they are plain (每天8小时,双休); the words themselves always stay as the note. */
export function readHours(text: string): Hours {
  const perDay = figure(/每[天场](?:至少)?(\d+(?:\.\d+)?)小时/, text)
  const daysPerWeek = figure(/每周(\d)天/, text) ?? namedWeek(text)
  return { perDay, daysPerWeek, shifts: isShiftWork(text), note: text }
}

function figure(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? null : Number(found)
}

function namedWeek(text: string): number | null {
  if (/双休|做五休二/.test(text)) return 5
  return /做六休一/.test(text) ? 6 : null
}

function isShiftWork(text: string): boolean | null {
  if (/[两三]班倒|夜班|轮班/.test(text)) return true
  return /双休|做五休二|每周5天/.test(text) ? false : null
}
