import { type EmployerKind, employerKindFromUscc, employerKinds } from '@zhihe/vocabulary/employer-kind'
import { findRegion, isRegionCode } from '@zhihe/vocabulary/region'
import { remembering } from '@zhihe/vocabulary/remembering'
import { checkUscc, type UsccRefusal } from '@zhihe/vocabulary/uscc'
import type { PostingRow } from './row-field.ts'

/** The employer of a row as far as the row tells it. */
export interface EmployerReading {
  /** A code that checks; null when there is none or it does not check. */
  uscc: string | null
  /** Why a code that is there was refused. */
  refusal: UsccRefusal | null
  name: string | null
  /** Told by the words of the row, else by the code; null when neither tells. */
  kind: EmployerKind | null
  /** From the words of the row, else where the code says it was registered. */
  regionCode: string | null
  address: string | null
}

const kindWords: readonly (readonly [EmployerKind, RegExp])[] = [
  ['federation', /残联|残疾人联合会/],
  ['auxiliary_workshop', /辅助性就业|托养|阳光工坊|残疾人之家/],
  ['party_government', /机关|政府|参公|公务员|行政单位/],
  ['public_institution', /事业/],
  ['state_enterprise', /国有|国企|央企|国资|全民所有/],
  ['platform', /平台/],
  ['social_organisation', /社会组织|社会团体|社团|基金会|民办非企业|民非|社会服务机构/],
  ['private', /民营|私营|个体|合资|外资|外商|港澳台|股份|有限责任|集体|民企/],
  ['other', /其他|其它/],
]

/** Reads who offers the work. Nothing is looked up: whether the employer is registered with us is the service's business. */
export function readEmployerRow(row: PostingRow): EmployerReading {
  const code = row.employerUscc === undefined ? null : checkUscc(row.employerUscc)
  const uscc = code?.ok ? code.value : null
  return {
    uscc,
    refusal: code === null || code.ok ? null : code.reason,
    name: row.employerName?.trim() || null,
    kind: kindIn(row.employerKind) ?? (uscc === null ? null : employerKindFromUscc(uscc)),
    regionCode: regionIn(row.employerRegion) ?? regionIn(row.employerAddress) ?? regionOfUscc(uscc),
    address: row.employerAddress?.trim() || null,
  }
}

function kindIn(text: string | undefined): EmployerKind | null {
  if (text === undefined) return null
  const clean = text.normalize('NFKC').replace(/\s/g, '')
  const labelled = employerKinds.find(({ zh, code }) => zh === clean || code === clean)
  return labelled?.code ?? kindWords.find(([, words]) => words.test(clean))?.[0] ?? null
}

const namedRegion = remembering(findRegion)

function regionIn(text: string | undefined): string | null {
  return text === undefined ? null : namedRegion(text)
}

// Characters 3 to 8; regions are abolished, and the region 99 of tests is none.
function regionOfUscc(uscc: string | null): string | null {
  const code = uscc?.slice(2, 8) ?? ''
  const candidates = [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]
  return candidates.find((one) => isRegionCode(one)) ?? null
}
