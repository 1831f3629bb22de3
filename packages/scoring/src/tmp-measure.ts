import * as fc from 'fast-check'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import { explain } from './explain.ts'
import { judge } from './judge.ts'

const ps = fc.sample(postingArbitrary, 3000),
  js = fc.sample(jobseekerArbitrary, 3000),
  cs = fc.sample(contextArbitrary, 3000)
const count: Record<string, number> = {}
const acts: Record<string, number> = {}
for (let i = 0; i < 3000; i++) {
  const r = explain(ps[i]!, js[i]!, cs[i]!)
  const k = r.rule ?? r.verdict
  count[k] = (count[k] ?? 0) + 1
  for (const a of r.actions) acts[a.code] = (acts[a.code] ?? 0) + 1
}
console.log(count, acts)
const at = { at: new Date('2026-11-22T09:00:00+08:00') }
for (const [name, f] of [
  ['judge', judge],
  ['explain', explain],
] as const) {
  for (let round = 0; round < 4; round++) {
    const t = performance.now()
    let sum = 0
    const n = name === 'judge' ? 300 : 60
    for (let i = 0; i < n; i++) for (let j = 0; j < 1000; j++) sum += f(ps[i]!, js[j]!, at).score
    console.log(name, (((performance.now() - t) * 1000) / (n * 1000)).toFixed(2), 'us/pair', sum)
  }
}
