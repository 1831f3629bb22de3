import type { RuleCode } from '@zhihe/scoring/judge'

/** How many each rule excludes. What rule a cell of a part stands for is asked once a cell; most of a pool is outside, so this is most of the work. */
export function createRuleTally() {
  const rules: RuleCode[] = []
  const counts: number[] = []
  // By part and cell: the number of the rule + 1, or 0. A cell may be -1.
  const cells: Uint8Array[] = []

  return {
    add: (rule: RuleCode) => count(numberOf(rule)),
    addCell: (part: number, cell: number, ask: () => RuleCode | null): void => {
      const own = roomFor(part, cell + 1)
      let number = (own[cell + 1] as number) - 1
      if (number < 0) {
        const rule = ask()
        if (rule === null) return
        number = numberOf(rule)
        own[cell + 1] = number + 1
      }
      count(number)
    },
    counts: (): Partial<Record<RuleCode, number>> => Object.fromEntries(rules.map((rule, number) => [rule, counts[number]])),
  }

  function numberOf(rule: RuleCode): number {
    const held = rules.indexOf(rule)
    return held < 0 ? rules.push(rule) - 1 : held
  }

  function count(number: number): void {
    counts[number] = (counts[number] ?? 0) + 1
  }

  function roomFor(part: number, cell: number): Uint8Array {
    const own = cells[part] ?? new Uint8Array(64)
    if (cell < own.length) return (cells[part] = own)
    const longer = new Uint8Array(cell * 2)
    longer.set(own)
    cells[part] = longer
    return longer
  }
}
