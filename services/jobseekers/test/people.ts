/** Numbers of region 99 (GB/T 2260 has none): they can belong to nobody. Each call gives another person of March 1990, male or female by turns. */
export function citizenNumbers(): () => string {
  let given = 0
  return () => {
    // A day has 499 of them; the fifteenth comes first.
    const day = ((Math.floor(given / 499) + 14) % 28) + 1
    const sequence = 501 + (given % 499)
    given += 1
    return withCheckCharacter(`990106199003${String(day).padStart(2, '0')}${sequence}`)
  }
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

function withCheckCharacter(digits: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits.charAt(at)), 0)
  return digits + '10X98765432'.charAt(sum % 11)
}

export const granted = { purpose: 'matching', textVersion: 'v1', at: '2026-01-05T09:00:00+08:00' } as const

export const skilledProfile = {
  education: 'bachelor',
  hukouRegion: '330106',
  regionCode: '330106',
  willingRegions: ['330100'],
  commuteMaxKm: 20,
  commuteMaxMinutes: 60,
  commuteModes: ['public_transport', 'walking'],
  workModes: ['remote', 'onsite'],
  employmentForms: ['full_time'],
  payFloorFen: 350_000,
  skills: [{ text: '盲文校对', level: 3, evidence: 'declared' }],
  licences: [],
  capabilities: [{ icf: 'd440', difficulty: 1, source: 'self', at: '2026-01-05T09:00:00+08:00' }],
  accommodationsNeeded: [{ code: 'HS-01', required: true }],
  graduatedOn: '2012-06-30',
  statuses: ['employment_difficulty'],
}

export function newPerson(idNumber: string, changes: { profile?: object; identity?: object; consents?: object[] } = {}) {
  return {
    identity: { name: '王小明', idNumber, certificateNumber: `${idNumber}43`, phone: '199 0000 1234', ...changes.identity },
    profile: { ...skilledProfile, ...changes.profile },
    consents: changes.consents ?? [granted],
  }
}
