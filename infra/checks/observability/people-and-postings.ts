import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { World } from '../../chaos/world/world.ts'

export const employer = { uscc: '91990106MA0TETT2XY', name: '城西数据服务有限公司', kind: 'private', regionCode: '330106' }

export const posting = {
  source: 'watch',
  externalId: 'W-1',
  title: '数据标注员',
  description: '在电脑上标注图片和文字，按图示步骤操作',
  regionCode: '330106',
  headcount: 3,
  pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
  education: 'none',
  workMode: 'hybrid',
  closesAt: '2030-06-30T23:59:59+08:00',
}

export const person = {
  identity: { name: '王小明', idNumber: '990106198506274180', phone: '19900001234' },
  profile: {
    regionCode: '330106',
    workModes: ['onsite', 'hybrid'],
    employmentForms: ['full_time'],
    capabilities: [{ icf: 'd160', difficulty: 1, source: 'self' }],
  },
  consents: [{ purpose: 'matching', textVersion: 'zhihe-2026-11', at: '2026-11-20T09:00:00+08:00' }],
}

/** As every client should, tries again while it is told to come later; throws unless it is done. */
export async function checked(world: World, request: Parameters<World['ask']>[0]): Promise<{ id: string }> {
  const idempotencyKey = randomUUID()
  for (let triesLeft = 10; ; triesLeft -= 1) {
    const answer = await world.ask({ ...request, idempotencyKey })
    if (answer.kind === 'answer' && answer.status < 300) return answer.body as { id: string }
    const retryAfter = answer.kind === 'answer' && answer.status === 503 ? answer.headers.get('retry-after') : null
    if (retryAfter === null || triesLeft === 0) throw new Error(`${request.method} ${request.path}: ${whyNot(answer)}`)
    await pause(1_000 * Number(retryAfter))
  }
}

function whyNot(answer: Awaited<ReturnType<World['ask']>>): string {
  return answer.kind === 'answer' ? `${answer.status} ${JSON.stringify(answer.body)}` : answer.reason
}
