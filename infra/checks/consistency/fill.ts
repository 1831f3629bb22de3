import { ApiClient } from '../../local/api-client.ts'
import type { LocalFile } from '../../local/spawn-house.ts'
import { travel } from '../canary/journey.ts'

interface Page<T> {
  items: T[]
}

export interface Filled {
  /** Who went through every flow, and can be erased. */
  jobseekerId: string
  postingIds: string[]
}

const posting = {
  source: 'consistency',
  title: '数据标注员',
  description: '在电脑上标注图片',
  regionCode: '330106',
  headcount: 2,
  education: 'none',
  workMode: 'hybrid',
  pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
  closesAt: '2030-06-30T23:59:59+08:00',
}
const events = ['match.proposed', 'match.withdrawn', 'posting.published', 'posting.needs_info', 'posting.closed', 'import.finished']

/** Has everything happen that leaves something in more than one service, by HTTP: the sample fair is loaded, the rest comes on top of it. */
export async function fill(local: LocalFile, webhookUrl: string, until: (claim: () => Promise<boolean>) => Promise<void>): Promise<Filled> {
  const organiser = new ApiClient(local.origin, local.keys.organiser)
  const federation = new ApiClient(local.origin, local.keys.federation)
  const admin = new ApiClient(local.origin, local.keys.admin)
  for (const key of [local.keys.enterprise, local.keys.organiser])
    await new ApiClient(local.origin, key).post('/v1/webhook-endpoints', { url: webhookUrl, events })
  const journey = await travel(local, webhookUrl, until)

  const employers = await Promise.all(
    [
      { uscc: '91990106MA0TETT2XY', name: '核对测试企业', kind: 'private', regionCode: '330106' },
      { uscc: '91990106MA0T102367', name: '核对测试二厂', kind: 'private', regionCode: '330106' },
    ].map((employer) => organiser.post<{ id: string }>('/v1/employers', employer).catch(() => null)),
  )
  const [employerId = ''] = employers.flatMap((employer) => employer?.id ?? [])
  const item = (externalId: string, more: object = {}) => ({ ...posting, employerId, externalId, ...more })
  const items = Array.from({ length: 40 }, (_, at) => item(`c-${at}`, at % 10 === 9 ? { pay: undefined } : {}))
  // Nobody fits it, so its list is empty.
  items.push(item('c-doctor', { education: 'doctor' }))
  const { results } = await organiser.post<{ results: { id: string }[] }>('/v1/postings/batch', { items }, 'consistency-push')
  const postingIds = results.map(({ id }) => id)
  for (const id of postingIds.slice(0, 4)) await organiser.post(`/v1/postings/${id}/close`, { reason: 'filled' })
  const { source: _, ...content } = posting
  for (const at of [5, 6, 7]) await organiser.put(`/v1/postings/by-source/consistency/c-${at}`, { ...content, employerId, headcount: 3 })

  const people = await federation.get<Page<{ id: string; version: number }>>('/v1/jobseekers?limit=12')
  for (const { id } of people.items.filter((person) => person.id !== journey.jobseekerId).slice(0, 3))
    await federation.post(`/v1/jobseekers/${id}/consents`, {
      purpose: 'matching',
      decision: 'revoked',
      textVersion: 'v1',
      at: new Date().toISOString(),
    })
  await admin.post('/v1/rebuilds', {})
  return { jobseekerId: journey.jobseekerId, postingIds }
}
