import type { EndpointStatistics } from '@zhihe/contracts/webhook-operations'
import { type Breaker, phaseOf } from './breaker.ts'

type State = EndpointStatistics['state']

const states = {
  sending: { zh: '正常发送。', en: 'Messages are sent as they come.' },
  resting: {
    zh: '接收方要求暂缓（429、502、504），到时继续。',
    en: 'The receiver asked for a rest (429, 502, 504); sending goes on after it.',
  },
  open: {
    zh: '连续失败，暂停发送；消息不会丢失，也不消耗重试次数。',
    en: 'It failed again and again, so nothing is sent for a moment; nothing is lost and no attempt is used up.',
  },
  probing: {
    zh: '逐条试探接收方是否恢复，成功后自动继续。',
    en: 'One message at a time is tried; the first success sets everything going again.',
  },
  paused: { zh: '您已暂停；消息在排队。', en: 'You paused it; messages wait.' },
  disabled: {
    zh: '已停用；以 PATCH 启用后，可用 replay 补发。',
    en: 'It is disabled. Set it active by PATCH, then replay what it missed.',
  },
} satisfies Record<State['code'], { zh: string; en: string }>

interface Standing extends Breaker {
  status: 'active' | 'paused' | 'disabled'
  pausedUntil: Date | null
}

/** How an endpoint stands at this time, in words. */
export function stateOf(endpoint: Standing, now: Date): State {
  const code = codeOf(endpoint, now)
  return { code, ...states[code] }
}

function codeOf({ status, pausedUntil, ...breaker }: Standing, now: Date): State['code'] {
  if (status !== 'active') return status
  const phase = phaseOf(breaker, now)
  if (phase !== 'closed') return phase === 'open' ? 'open' : 'probing'
  return pausedUntil && pausedUntil > now ? 'resting' : 'sending'
}
