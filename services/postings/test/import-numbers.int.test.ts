import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Imports, importsOf, startWorker } from './import-client.ts'
import { type PostingsService, startPostings, uscc } from './postings-service.ts'

let postings: PostingsService
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  postings = stack.use(await startPostings())
  stack.use(startWorker(postings))
})
afterAll(async () => await stack.disposeAsync())

const newFair = async (): Promise<Imports> => importsOf(postings, await postings.fair())

const cloud = { name: '杭州云客服有限公司', code: uscc.company }
const noodles = { name: '面馆', code: uscc.shop }
const row = (number: string, employer: { name: string; code: string }, title: string) =>
  `${number},${title},${employer.name},${employer.code},3,4500-6000元/月,杭州市西湖区文三路90号,${employer.name}的${title}的日常事务`
const csv = (...rows: string[]) => ({
  file: ['编号,岗位名称,单位名称,统一社会信用代码,招聘人数,薪资待遇,工作地点,岗位职责', ...rows].join('\r\n'),
  type: 'text/csv',
})
const ownOf = (externalId: string | null) => externalId?.split('~')[0]

async function titleOf(postingId: string | null): Promise<unknown> {
  return (await postings.call({ url: `/v1/postings/${postingId}` })).body['title']
}

describe('two employers that both number their posts 1, 2, 3', () => {
  const sheet = csv(row('1', cloud, '客服'), row('2', cloud, '文员'), row('1', noodles, '洗碗工'), row('2', noodles, '切配工'))

  it('keep four postings, and the file sent again in another order changes nothing', async () => {
    const { run, itemsOf } = await newFair()

    const first = await run(sheet)
    const again = await run(csv(...sheet.file.split('\r\n').slice(1).toReversed()))

    expect(first['counts']).toMatchObject({ created: 4, rejected: 0 })
    expect(again['counts']).toMatchObject({ created: 0, updated: 0, unchanged: 4, rejected: 0 })
    const [before, after] = [await itemsOf(first.id), await itemsOf(again.id)]
    expect(before.map(({ externalId }) => ownOf(externalId))).toEqual(['1', '2', '1', '2'])
    expect(after.map(({ postingId }) => postingId).toReversed()).toEqual(before.map(({ postingId }) => postingId))
  })

  it('keep them in two files too: one does not write over the other', async () => {
    const { run, itemsOf } = await newFair()

    const ofCloud = await run(csv(row('1', cloud, '客服')))
    const ofNoodles = await run(csv(row('1', noodles, '洗碗工')))

    expect([ofCloud['counts'], ofNoodles['counts']]).toMatchObject([{ created: 1 }, { created: 1, updated: 0 }])
    const [posting] = await itemsOf(ofCloud.id)
    expect(await titleOf(posting!.postingId)).toBe('客服')
  })

  it('are told of a number that one of them uses twice, and nothing is written over', async () => {
    const { run, itemsOf } = await newFair()

    const done = await run(csv(row('1', cloud, '客服'), row('1', noodles, '洗碗工'), row('1', noodles, '切配工')))

    expect(done['counts']).toMatchObject({ created: 2, rejected: 1 })
    const items = await itemsOf(done.id)
    expect(items[2]).toMatchObject({
      row: 4,
      outcome: 'rejected',
      errors: [{ code: 'duplicate_in_file', zh: expect.stringContaining('第 3 行') }],
    })
    expect(await titleOf(items[1]!.postingId)).toBe('洗碗工')
  })

  it('are told of it also where a row names by its name the employer that another names by its code', async () => {
    const { run, itemsOf } = await newFair()
    await run(csv(row('9', cloud, '主管')))

    const done = await run(csv(row('1', cloud, '客服'), row('1', { ...cloud, code: '' }, '文员')))

    expect((await itemsOf(done.id)).map(({ outcome, errors }) => [outcome, ...errors.map(({ code }) => code)])).toEqual([
      ['created'],
      ['rejected', 'duplicate_in_file'],
    ])
  })
})
