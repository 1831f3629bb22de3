import { describe, expect, it } from 'vitest'
import { renderCosts } from './costs-page.ts'

const cost = { times: 10, apiMs: 1, workerMs: 2, postgresMs: 2, walBytes: 4_096 }

describe('the page of a province and the country', () => {
  it('reckons from what one of each costs', () => {
    const text = renderCosts({
      people: 20_000,
      postings: 1_000,
      load: 1,
      costs: ['a list', 'a change', 'a posting', 'a page'].map((what) => ({ what, ...cost })),
      tables: [{ table: 'matching.jobseekers', rows: 20_000, bytesPerRow: 2_000 }],
      indexMibPerThousandPeople: 1.5,
    })

    expect(text).toContain('| a change | 1 | 2 | 2 | 4096 |')
    expect(text).toContain('| `matching.jobseekers` | 2000 |')
    expect(text).toContain('| memory of each matching process, GiB | 6 | 56 |')
    expect(text).toContain('| a full rebuild, hours of one core | 0.06 | 0.53 |')
    expect(text).toContain('| busiest hour, cores for changes | 0.16 | 1.50 |')
  })
})
