/** Where the people live, so that a change there moves lists; and where nobody does, so that it moves none. */
export const livelyRegion = '330106'
export const quietRegion = '340104'

export interface PostingSetting {
  employerId: string
  regionCode: string
  marker: number
}

const markPattern = /第(\d+)次修改/

/** The content of a posting with the marker of the change that wrote it; every third time the pay moves, and with it who fits. */
export function postingContent({ employerId, regionCode, marker }: PostingSetting) {
  const minFen = 300_000 + 50_000 * (marker % 3)
  return {
    employerId,
    title: '数据标注员',
    description: `在电脑上标注图片，第${marker}次修改`,
    regionCode,
    headcount: 2,
    education: 'none',
    workMode: 'hybrid',
    pay: { minFen, maxFen: minFen + 100_000, unit: 'month', negotiable: false },
    closesAt: '2030-06-30T23:59:59+08:00',
  }
}

/** Refused whatever happens: its highest pay is below its lowest. */
export function doomedContent(setting: PostingSetting) {
  return { ...postingContent(setting), pay: { minFen: 500_000, maxFen: 400_000, unit: 'month', negotiable: false } }
}

export function closing(marker: number) {
  return { reason: 'filled', note: `第${marker}次修改` }
}

/** The marker of a change in a text it wrote; null when there is none. */
export function markerIn(text: string | null | undefined): number | null {
  const found = markPattern.exec(text ?? '')?.[1]
  return found === undefined ? null : Number(found)
}

const payFloorBase = 100_000

/** Her lowest pay is the marker: it is a fact like any other, goes wherever her facts go, and never keeps her from a posting here. */
export function payFloorOf(marker: number): number {
  return payFloorBase + marker
}

export function markerOfPayFloor(payFloorFen: number | null | undefined): number | null {
  return payFloorFen == null ? null : payFloorFen - payFloorBase
}

const givenAt = '2026-10-20T09:30:00+08:00'

export function newPerson(key: string, marker: number) {
  return {
    identity: { name: `演练${key}`, phone: `199${String(marker).padStart(8, '0')}` },
    profile: {
      birthMonth: `19${70 + (marker % 25)}-0${1 + (marker % 9)}`,
      sex: marker % 2 === 0 ? 'female' : 'male',
      education: 'associate',
      regionCode: livelyRegion,
      workModes: ['hybrid', 'remote', 'onsite'],
      payFloorFen: payFloorOf(marker),
    },
    consents: (['sensitive_data', 'matching'] as const).map((purpose) => ({ purpose, textVersion: `first-${marker}`, at: givenAt })),
  }
}

export function consentText(marker: number): string {
  return `chaos-${marker}`
}

export function markerOfConsentText(textVersion: string): number | null {
  const found = /^chaos-(\d+)$/.exec(textVersion)?.[1]
  return found === undefined ? null : Number(found)
}
