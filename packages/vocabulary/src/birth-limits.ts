interface BirthLimits {
  start: number
  end: number
  min: number | null
  max: number | null
}

const day = String.raw`(19[4-9]\d|20[01]\d)(?:[年./-](\d{1,2})(?:[月./-](\d{1,2})日?|月)?|年)(?:\((?:不?含)\))?`
const born = '(?:\\((?:不?含)\\))?(?:出生|生)?'
const birthday = '(?:出生(?:日期|时间|年月)?)?(?:要求)?(?:在|于|为|:)?'
const between = new RegExp(`${day}(?:以后)?(?:到|至|[-~—–]+)${day}(?:以前)?(?:期间|之间)?${born}`)
const after = new RegExp(`${birthday}${day}(?:及)?(?:以后|之后|后|起)${born}`)
const before = new RegExp(`${birthday}${day}(?:及)?(?:以前|之前|前|止)${born}`)

/**
 * Limits of age set by dates of birth (1985年1月1日以后出生), as whole years on the reference day `on` (YYYY-MM-DD): whoever was born on the
 * day named is just inside.
 */
export function birthLimits(text: string, on: string): BirthLimits | null {
  const both = between.exec(text)
  if (both) {
    const [, ...parts] = both
    const [earliest, latest] = [ageOn(on, parts.slice(0, 3)), ageOn(on, parts.slice(3, 6))]
    return { start: both.index, end: both.index + both[0].length, min: latest, max: earliest }
  }
  const [youngest, oldest] = [after.exec(text), before.exec(text)]
  const first = youngest ?? oldest
  if (!first) return null
  const last = oldest ?? first
  return {
    start: Math.min(first.index, last.index),
    end: Math.max(first.index + first[0].length, last.index + last[0].length),
    min: oldest && ageOn(on, oldest.slice(1)),
    max: youngest && ageOn(on, youngest.slice(1)),
  }
}

function ageOn(on: string, [year, month, birthday]: readonly (string | undefined)[]): number {
  const monthAndDay = `${(month ?? '1').padStart(2, '0')}-${(birthday ?? '1').padStart(2, '0')}`
  return Number(on.slice(0, 4)) - Number(year) - (on.slice(5, 10) < monthAndDay ? 1 : 0)
}
