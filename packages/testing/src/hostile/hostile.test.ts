import { describe, expect, it } from 'vitest'
import { jsonCases } from './json-cases.ts'
import { isKeepable, naughtyStrings } from './naughty-strings.ts'
import { rawRequests } from './raw-requests.ts'

describe('the hostile corpora', () => {
  it('are as large as they say, each entry once', () => {
    const raw = rawRequests({ path: '/v1/postings/lint', token: 'zk_x', body: '{"title":"岗位"}' })

    expect(naughtyStrings.length).toBeGreaterThanOrEqual(500)
    expect(new Set(naughtyStrings).size).toBe(naughtyStrings.length)
    expect(naughtyStrings.filter((text) => !isKeepable(text)).length).toBeGreaterThanOrEqual(16)
    expect(new Set(jsonCases.map(({ bytes }) => bytes.toString('hex'))).size).toBeGreaterThanOrEqual(300)
    expect(new Set(raw.map(({ name }) => name)).size).toBeGreaterThanOrEqual(500)
  })

  it('agree with the parser of the platform on what is JSON', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const verdictOf = (bytes: Buffer) => {
      try {
        JSON.parse(strict.decode(bytes))
        return 'valid'
      } catch {
        return 'invalid'
      }
    }

    expect(jsonCases.filter(({ bytes, verdict }) => verdict !== 'either' && verdict !== verdictOf(bytes)).map(({ name }) => name)).toEqual(
      [],
    )
  })
})
