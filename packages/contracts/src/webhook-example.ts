import type { WebhookBody, WebhookType } from './webhook-body.ts'

// Ids that no real thing has, so that a test is known by them.
const postingId = '01936a5e-0000-7000-8000-000000000001'
const matchId = '01936a5e-0000-7000-8000-000000000002'
const employerId = '01936a5e-0000-7000-8000-000000000003'
const importId = '01936a5e-0000-7000-8000-000000000004'
const fairId = '01936a5e-0000-7000-8000-000000000005'
const endpointId = '01936a5e-0000-7000-8000-000000000006'
const timestamp = '2026-11-20T01:00:00.000Z'

const match = {
  matchId,
  postingId,
  candidateRef: 'c-7f3a9b21',
  verdict: 'conditional',
  scoreBand: 'high',
  needs: [{ code: 'HS-03', zh: '工作指令有文字说明', en: 'Instructions in writing' }],
  seq: 7,
  href: `/v1/matches/${matchId}`,
} as const
const posting = {
  postingId,
  employerId,
  source: 'hangzhou-fair-2026',
  externalId: 'A-017',
  title: '数据标注员',
  reasonCode: 'complete',
  seq: 3,
  href: `/v1/postings/${postingId}`,
}
const receipt = `dr_${'0'.repeat(43)}`
const disclosure = { receipt, candidateRef: match.candidateRef, href: `/v1/disclosures/${receipt}` }

/** One message of each type, as it would be sent: for the reference, and for tests that a receiver asks for. */
export const webhookExamples = {
  'match.proposed': { type: 'match.proposed', timestamp, data: { ...match, needs: [...match.needs] } },
  'match.updated': { type: 'match.updated', timestamp, data: { ...match, scoreBand: 'very_high', needs: [], seq: 8 } },
  'match.withdrawn': {
    type: 'match.withdrawn',
    timestamp,
    data: { matchId, postingId, candidateRef: match.candidateRef, reason: 'others_fit_better', seq: 9, href: match.href },
  },
  'posting.published': { type: 'posting.published', timestamp, data: { ...posting, status: 'published' } },
  'posting.needs_info': {
    type: 'posting.needs_info',
    timestamp,
    data: { ...posting, status: 'needs_info', reasonCode: 'missing_elements', missing: ['/pay'] },
  },
  'posting.blocked': {
    type: 'posting.blocked',
    timestamp,
    data: { ...posting, status: 'blocked', reasonCode: 'unlawful_wording', rules: ['sex-only'] },
  },
  'posting.merged': {
    type: 'posting.merged',
    timestamp,
    data: { ...posting, status: 'merged', reasonCode: 'duplicate', canonicalId: '01936a5e-0000-7000-8000-000000000007' },
  },
  'posting.closed': { type: 'posting.closed', timestamp, data: { ...posting, status: 'closed', reasonCode: 'closed_filled' } },
  'import.finished': {
    type: 'import.finished',
    timestamp,
    data: {
      importId,
      fairId,
      employerId: null,
      status: 'finished',
      counts: { created: 180, updated: 12, unchanged: 5, rejected: 2, skipped: 1 },
      run: 1,
      href: `/v1/imports/${importId}`,
    },
  },
  'endpoint.disabled': {
    type: 'endpoint.disabled',
    timestamp,
    data: { endpointId, reason: 'failing', failures: 10, href: `/v1/webhook-endpoints/${endpointId}` },
  },
  'disclosure.granted': {
    type: 'disclosure.granted',
    timestamp,
    data: { ...disclosure, fields: ['name', 'phone'], expiresAt: '2027-02-18T01:00:00.000Z' },
  },
  'disclosure.revoked': { type: 'disclosure.revoked', timestamp, data: { ...disclosure, reason: 'revoked' } },
  'candidate.erased': { type: 'candidate.erased', timestamp, data: { candidateRef: match.candidateRef, employerId: posting.employerId } },
} satisfies { [T in WebhookType]: WebhookBody<T> }
