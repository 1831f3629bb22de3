import { createPoster } from '../src/delivery/post.ts'
import { letterTo } from './receiver.ts'

// A process of its own: the memory of the receivers is not to be counted.
const [ordinary = '', ...hostile] = process.argv.slice(2)
const mib = 1024 * 1024
const sampleMs = 10
await using poster = createPoster({ allowPrivate: true, resolve: async () => [], deadlineMs: 5_000 })

for (let turn = 0; turn < 300; turn += 1) await poster.post(letterTo(ordinary))
globalThis.gc?.()
const before = process.memoryUsage.rss()
let most = before
const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), sampleMs)

const times = await Promise.all(
  hostile.map(async (url) => {
    const startedAt = performance.now()
    await poster.post(letterTo(url))
    return performance.now() - startedAt
  }),
)
clearInterval(sampler)
process.send?.({ answers: times.length, slowestMs: Math.max(...times), grownMiB: (most - before) / mib })
process.disconnect?.()
