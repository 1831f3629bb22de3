// Bodies that are valid, so that a refusal is about whose the thing is. The marks stand in whatever a tenant writes: whoever reads one saw it.
export const marks = ['甲本地', '乙外地'] as const

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const codeWeights = [3, 7, 9, 10, 5, 8, 4, 2]
const personWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Unified social credit codes of region 99, with both check characters (GB 11714, GB 32100). */
export function creditCode(serial: number): string {
  const body = `MA0T${String(1_000 + serial)}`
  const sum = codeWeights.reduce((total, weight, at) => total + weight * Number.parseInt(body.charAt(at), 36), 0)
  const check = 11 - (sum % 11)
  const code = `91990106${body}${check === 10 ? 'X' : check === 11 ? '0' : check}`
  const total = Array.from(code).reduce((soFar, character, at) => soFar + creditAlphabet.indexOf(character) * (3 ** at % 31), 0)
  return code + creditAlphabet.charAt((31 - (total % 31)) % 31)
}

function citizenNumber(sequence: number): string {
  const digits = `99010619900315${sequence}`
  const sum = personWeights.reduce((total, weight, at) => total + weight * Number(digits.charAt(at)), 0)
  return digits + '10X98765432'.charAt(sum % 11)
}

export const employer = (mark: string, uscc: string) => ({ uscc, name: `公司${mark}`, kind: 'private', regionCode: '330102' })

export const fair = (mark: string) => ({
  name: `招聘会${mark}`,
  regionCode: '330100',
  opensAt: '2026-11-01T09:00:00+08:00',
  closesAt: '2030-12-31T17:00:00+08:00',
  organiserName: `主办方${mark}`,
})

export const posting = (mark: string, externalId: string, employerId: string, fairId: string) => ({
  source: 'probes',
  externalId,
  employerId,
  fairId,
  title: `摄影师${mark}`,
  description: '为商品拍照',
  requirementsText: '会用相机',
  regionCode: '330102',
  headcount: 1,
  pay: { minFen: 500_000, maxFen: 700_000, unit: 'month', negotiable: false },
  skills: [{ code: 'photography', level: 3, must: true }],
  closesAt: '2030-06-30T23:59:59+08:00',
})

export const person = (mark: string, sequence: number) => ({
  identity: { name: `王${mark}`, idNumber: citizenNumber(sequence), phone: `1990000${sequence}1` },
  profile: {
    regionCode: '330106',
    education: 'bachelor',
    workModes: ['onsite', 'remote'],
    employmentForms: ['full_time'],
    payFloorFen: 300_000,
    commuteMaxKm: 40,
    skills: [{ code: 'photography', level: 5, evidence: 'verified' }],
    accommodationsNeeded: [],
  },
  consents: [{ purpose: 'matching', textVersion: '2026-1', at: '2026-11-01T09:00:00+08:00' }],
})

export const disclosureTo = (recipient: string) => ({
  purpose: 'disclosure',
  recipient,
  textVersion: '2026-1',
  at: '2026-11-20T09:00:00+08:00',
  decision: 'granted',
})

export const endpoint = (mark: string) => ({ url: `http://127.0.0.1:9/${encodeURIComponent(mark)}`, events: ['match.proposed'] })

export const sheetOfPostings = '单位名称,岗位名称,招聘人数\n某公司,文员,1\n'

/** A valid body for each operation that names a thing; what is not here is sent `{}`. */
export const bodyOf: Readonly<Record<string, unknown>> = {
  updateEmployer: employer('探测', creditCode(9)),
  recordAttendance: { employerId: '019a0000-0000-7000-8000-00000000dead', attendedOn: '2026-11-20', form: 'onsite' },
  decideFinding: { decision: 'accept' },
  putImportMapping: { sheets: [{ name: '', read: true, columns: [] }] },
  putPeopleImportMapping: { sheets: [{ sheet: 1, read: true, columns: [] }] },
  closePosting: { reason: 'filled' },
  patchJobseeker: { status: 'active' },
  recordConsent: { purpose: 'matching', textVersion: '2026-1', at: '2026-11-20T09:00:00+08:00', decision: 'granted' },
  eraseJobseeker: { reason: 'registered_in_error' },
  addCertificate: { number: `${citizenNumber(599)}43`, issuedOn: '2024-01-01' },
  recordAssessment: {
    instrument: { code: 'WHODAS', version: '2.0' },
    assessor: { kind: 'hospital', organisation: '某院' },
    at: '2026-11-01T09:00:00+08:00',
    validUntil: '2027-11-01T09:00:00+08:00',
    items: [{ icf: 'd440', difficulty: 1 }],
  },
  recordStatus: { code: 'rural', source: 'declared', since: '2026-01-01' },
  endStatus: { until: '2026-06-01' },
  putCaseOwners: { owners: [] },
  recordMeasure: { kind: 'training', agreedOn: '2026-01-01', dueOn: '2026-12-31' },
  patchMeasure: { dueOn: '2027-01-01' },
  recordConfirmation: { at: '2026-11-20T09:00:00+08:00', channel: 'phone', changed: false },
  markNotDuplicate: { otherId: '019a0000-0000-7000-8000-00000000beef' },
  requestMatchReview: { question: 'other' },
  decideMatchReview: { status: 'in_review' },
  patchWebhookEndpoint: { description: '探测' },
  rotateWebhookSecret: {},
  testWebhookEndpoint: {},
  verifyWebhookSignature: { webhookId: `msg_${'0'.repeat(32)}`, webhookTimestamp: '1795147200', webhookSignature: 'v1,AAAA', body: '{}' },
  replayWebhookMessages: { since: '2026-11-20T09:00:00+08:00' },
}
