import type { WhatIfAnswer } from '@zhihe/contracts/what-if'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change, close, jobseeker, posting, publish } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'

type Api = Awaited<ReturnType<typeof startMatchingApi>>
type About<T extends WhatIfAnswer['about']> = Extract<WhatIfAnswer, { about: T }>

// 12 people see well enough; 7 would with a magnifier, 3 of whom need sign language too; 6 have not said which form of work they take.
const job = posting({ demands: [{ icf: 'b210', tolerated: 1, essential: true, source: 'stated' }], workMode: 'onsite' })
const far = posting({ regionCode: '330203', demands: job.demands })
const typing = posting({ skills: [{ code: 'word', level: 3, must: true }], employmentForm: 'part_time' })
const seeing = (difficulty: 0 | 3) => [{ icf: 'b210', difficulty, source: 'assessed' } as const]
const sign = { code: 'HS-01', required: true } as const
const people = [
  ...Array.from({ length: 12 }, () => jobseeker({ capabilities: seeing(0) })),
  ...Array.from({ length: 4 }, () => jobseeker({ capabilities: seeing(3) })),
  ...Array.from({ length: 3 }, () => jobseeker({ capabilities: seeing(3), accommodationsNeeded: [sign] })),
  ...Array.from({ length: 6 }, () => jobseeker({ capabilities: seeing(0), employmentForms: null })),
  ...Array.from({ length: 5 }, () => jobseeker({ capabilities: seeing(0), employmentForms: ['flexible'] })),
]
const [able] = people
const dim = people[12]!

let api: Api

beforeAll(async () => {
  api = await startMatchingApi()
  for (const person of people) await api.worker.take(change(person, api.tenants.federation))
  for (const facts of [job, far, typing]) await api.worker.take(publish(facts, api.tenants.organiser, api.employerId))
  await api.worker.index.catchUp()
})
afterAll(() => api[Symbol.asyncDispose]())

async function ask<T extends WhatIfAnswer['about']>(
  payload: { about: T; [field: string]: unknown },
  as: keyof Api['keys'] = 'admin',
): Promise<About<T>> {
  const response = await api.post('/v1/what-if', payload, as)
  expect(response.json()).toMatchObject({ about: payload.about })
  return response.json()
}
const status = async (payload: object, as: keyof Api['keys']) => (await api.post('/v1/what-if', payload, as)).statusCode

describe('what if a posting', () => {
  it('offered a magnifier: whom it has, whom it gains, in steps of five', async () => {
    const answer = await ask({ about: 'posting', postingId: job.id, changes: { accommodations: ['2203'] } }, 'enterprise')

    expect(answer.before).toEqual({ eligible: { count: 10, fewerThan: 15 }, conditional: { count: 10, fewerThan: 15 } })
    expect(answer.change.eligible).toEqual({ direction: 'little', people: { count: null, fewerThan: 5 } })
    expect(answer.alone).toEqual([{ field: 'accommodations', change: answer.change }])
    expect(answer.excluded).toMatchObject([{ rule: 'employment_form_mismatch', people: { count: 5, fewerThan: 10 } }])
  })

  it('offered what would help most: the best set, step by step', async () => {
    const answer = await ask({ about: 'posting', postingId: job.id })

    expect(answer.bestOffers.map(({ accommodation, gain }) => [accommodation, gain.count])).toEqual([
      ['2203', null],
      ['HS-01', null],
    ])
    expect(answer.nextQuestion).toMatchObject({
      question: { code: 'confirm_employment_form', params: { employmentForm: 'full_time' } },
      asks: 'person',
      settles: { count: 5, fewerThan: 10 },
    })
  })

  it('dropped its demand: everybody who waited for it comes, and each change is told alone', async () => {
    const changes = { demands: [{ icf: 'b210', tolerated: null }], employmentForm: 'flexible' }
    const answer = await ask({ about: 'posting', postingId: job.id, changes }, 'organiser')

    expect(answer.alone.map(({ field, change: { eligible } }) => [field, eligible.direction])).toEqual([
      ['employmentForm', 'fewer'],
      ['demands', 'little'],
    ])
    expect(answer.change.eligible).toEqual({ direction: 'fewer', people: { count: 5, fewerThan: 10 } })
    expect(answer.after.eligible).toEqual({ count: null, fewerThan: 10 })
  })

  it('tells no number of people that is not a step of five, and names nobody', async () => {
    const answer = await ask({ about: 'posting', postingId: job.id, changes: { accommodations: ['2203', 'HS-01'] } }, 'enterprise')

    const text = JSON.stringify(answer)
    const counts = [...text.matchAll(/"(?:count|fewerThan)":(\d+)/g)].map(([, figure]) => Number(figure))
    expect(counts.length).toBeGreaterThan(6)
    expect(counts.filter((count) => count === 0)).toEqual([])
    for (const person of people) expect(text).not.toContain(person.id)
  })

  it('is asked by whoever may see its matches, while it is open', async () => {
    const closed = posting()
    await api.worker.take(publish(closed, api.tenants.organiser, api.employerId))
    const data = { ...close(closed.id, 2).data, tenantId: api.tenants.organiser, employerId: api.employerId }
    await api.worker.take({ ...close(closed.id, 2), data })
    await api.worker.index.catchUp()
    const about = { about: 'posting', postingId: job.id }

    const roles = ['organiser', 'enterprise', 'federation', 'hangzhou', 'foreignOrganiser', 'foreignEnterprise'] as const
    expect(await Promise.all(roles.map((as) => status(about, as)))).toEqual([200, 200, 200, 200, 404, 404])
    expect(await status({ about: 'posting', postingId: closed.id }, 'enterprise')).toBe(409)
    expect(await status({ about: 'posting', postingId: v7() }, 'admin')).toBe(404)
  })

  it('counts for a federation of one region only who lives there', async () => {
    const here = await ask({ about: 'posting', postingId: far.id, changes: {} }, 'ningbo')

    expect(here.before.conditional).toEqual({ count: null, fewerThan: 5 })
  })
})

describe('what if a person', () => {
  it('had an aid: the postings she would fit, and what had stood in the way', async () => {
    const answer = await ask({ about: 'jobseeker', jobseekerId: dim.id, changes: { aids: ['2203'] } }, 'hangzhou')

    expect(answer).toMatchObject({ before: { eligible: 0 }, after: { eligible: 1 }, alone: [{ field: 'aids', after: { eligible: 1 } }] })
    expect(answer.gained).toMatchObject([
      { postingId: job.id, lifted: [{ code: 'offer_accommodation', params: { icf: 'b210' }, zh: expect.stringContaining('建议') }] },
    ])
    expect(answer.gained[0]!.score).toBeGreaterThan(answer.gained[0]!.scoreBefore)
  })

  it('learnt and took another form of work: neither alone would do', async () => {
    const changes = { skills: [{ code: 'word', level: 3 }], employmentForms: ['full_time', 'part_time'] }
    const answer = await ask({ about: 'jobseeker', jobseekerId: able!.id, changes })

    expect(answer).toMatchObject({ before: { eligible: 1 }, after: { eligible: 2 } })
    expect(answer.alone.map(({ field, after }) => [field, after.eligible])).toEqual([
      ['skills', 1],
      ['employmentForms', 1],
    ])
    expect(answer.gained).toMatchObject([{ postingId: typing.id, lifted: [{ code: 'employment_form_mismatch' }] }])
  })

  it('may be nobody of the register', async () => {
    const { id: _, version: __, active: ___, consentsToMatching: ____, ...facts } = able!
    const answer = await ask({ about: 'jobseeker', jobseeker: facts, changes: { willingRegions: ['330000'] } })

    expect(answer).toMatchObject({ before: { eligible: 1 }, after: { eligible: 2 }, gained: [{ postingId: far.id }] })
  })

  it('is asked by her federation and admins', async () => {
    const about = { about: 'jobseeker', jobseekerId: able!.id, changes: {} }
    const inline = { about: 'jobseeker', jobseeker: {}, changes: {} }

    const roles = ['federation', 'hangzhou', 'admin', 'ningbo', 'foreignFederation', 'organiser', 'enterprise'] as const
    expect(await Promise.all(roles.map((as) => status(about, as)))).toEqual([200, 200, 200, 404, 404, 404, 404])
    expect(await Promise.all((['federation', 'organiser', 'enterprise'] as const).map((as) => status(inline, as)))).toEqual([200, 403, 403])
  })

  it('takes devices for aids and nothing else, and one person', async () => {
    const about = { about: 'jobseeker', jobseekerId: able!.id }
    const support = await api.post('/v1/what-if', { ...about, changes: { aids: ['HS-01'] } }, 'admin')
    const two = await api.post('/v1/what-if', { ...about, jobseeker: {}, changes: {} }, 'admin')

    expect(support.json()).toMatchObject({ status: 422, errors: [{ pointer: '/changes/aids/0', code: 'unknown_accommodation' }] })
    expect(two.statusCode).toBe(422)
  })
})

describe('what if a district', () => {
  it('offered one accommodation everywhere: what its open postings would gain', async () => {
    const hangzhou = await ask({ about: 'district', regionCode: '330100', toggle: { accommodation: '2203' } }, 'hangzhou')
    const province = await ask({ about: 'district', regionCode: '330000', toggle: { accommodation: '2203' } })

    expect(hangzhou).toMatchObject({ postings: 2, toggle: { gain: { count: null, fewerThan: 5 }, mostGained: [] } })
    expect(province.postings).toBe(3)
    expect(province.bestOffers![0]).toMatchObject({ accommodation: '2203' })
  })

  it('is asked by the federation of the region and admins', async () => {
    const about = { about: 'district', regionCode: '330106', toggle: { accommodation: '2203' } }

    const roles = ['hangzhou', 'federation', 'admin', 'ningbo', 'organiser', 'enterprise'] as const
    expect(await Promise.all(roles.map((as) => status(about, as)))).toEqual([200, 200, 200, 403, 403, 403])
    expect(await status({ ...about, regionCode: '330000' }, 'hangzhou')).toBe(403)
  })
})
