const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A citizen number of region 99, which nobody has. */
function citizenNumber(digits: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits.charAt(at)), 0)
  return digits + '10X98765432'.charAt(sum % 11)
}

const registered = citizenNumber('99010619840229737')
const imported = citizenNumber('99010619770704628')

/** Words that say who somebody is. They may be sent in, and come out only where a right or a consent asks for them. */
export const identityCanaries = {
  name: '尉迟晚晴',
  newName: '尉迟晚棠',
  number: registered,
  certificate: `${registered}23`,
  renewedCertificate: `${registered}22B1`,
  phone: '19900064173',
  newPhone: '19900064283',
  guardianName: '澹台守拙',
  guardianPhone: '19900075391',
  importedName: '皇甫听澜',
  importedNumber: imported,
  importedCertificate: `${imported}44`,
  importedPhone: '19900086402',
  ownerName: '太史知微',
  ownerPhone: '19900097513',
} as const

/** Words about her that somebody typed. They are shown to her federation, and lie nowhere in plain. */
export const sentenceCanaries = {
  skillText: '在盲文印刷厂校对了七年古籍',
  note: '她说夜里听见水声就会想起那场火',
  planNote: '面谈时带上她妹妹写的那封信',
} as const

const granted = { textVersion: 'canary-1', at: '2026-11-01T09:00:00+08:00' } as const

export const profile = {
  regionCode: '330102',
  education: 'senior_secondary',
  workModes: ['onsite'],
  employmentForms: ['full_time'],
  payFloorFen: 300_000,
  skills: [
    { code: 'photography', level: 5, evidence: 'verified' },
    { text: sentenceCanaries.skillText, level: 4, evidence: 'declared' },
  ],
  capabilities: [{ icf: 'd440', difficulty: 1, source: 'self', at: '2026-11-01T09:00:00+08:00' }],
  accommodationsNeeded: [],
}

/** The person who goes through every flow; `employerId` may read her name and telephone. */
export function canaryPerson(employerId: string) {
  return {
    identity: {
      name: identityCanaries.name,
      idNumber: identityCanaries.number,
      certificateNumber: identityCanaries.certificate,
      phone: `${identityCanaries.phone.slice(0, 3)}-${identityCanaries.phone.slice(3, 7)}-${identityCanaries.phone.slice(7)}`,
      guardian: { kind: 'proxy', name: identityCanaries.guardianName, phone: identityCanaries.guardianPhone, relation: '姐姐' },
    },
    profile,
    consents: [
      { purpose: 'matching', ...granted },
      { purpose: 'disclosure', recipient: employerId, fields: ['name', 'phone', 'certificate_number'], ...granted },
    ],
  }
}

/** Another one, who comes by file. */
export const importedLine = {
  identity: {
    name: identityCanaries.importedName,
    idNumber: identityCanaries.importedNumber,
    certificateNumber: identityCanaries.importedCertificate,
    phone: identityCanaries.importedPhone,
  },
  profile: { ...profile, skills: [{ code: 'photography', level: 3, evidence: 'declared' }] },
  consents: [{ purpose: 'matching', ...granted }],
}
