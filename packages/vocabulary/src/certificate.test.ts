import { describe, expect, it } from 'vitest'
import { checkCertificate } from './certificate.ts'

const options = { allowTestRegion: true, today: '2026-11-22' }

describe('checkCertificate', () => {
  it.each([
    ['99010619900315101X11', 'visual', 1],
    ['99010619900315104413', 'visual', 3],
    ['99010619851102107321', 'hearing', 1],
    ['99010619851102110223', 'hearing', 3],
    ['99010620020620113131', 'speech', 1],
    ['99010620020620116633', 'speech', 3],
    ['99010619780909119241', 'physical', 1],
    ['99010619780909122143', 'physical', 3],
    ['99010620010131125451', 'intellectual', 1],
    ['99010620010131128953', 'intellectual', 3],
    ['99010619951224131261', 'mental', 1],
    ['99010619951224134763', 'mental', 3],
    ['99010619831001137071', 'multiple', 1],
    ['99010619831001140X73', 'multiple', 3],
  ])('reads type and grade of %s: %s %i', (certificate, type, grade) => {
    expect(checkCertificate(certificate, options)).toMatchObject({
      ok: true,
      citizenId: certificate.slice(0, 18),
      type,
      grade,
      reissue: null,
    })
  })

  it.each([
    ['99010619900315101X11B', 'B'],
    ['９９010619900315101x11 b1', 'B1'],
    ['99010619900315101X11B12', 'B12'],
  ])('reads the re-issue of %s: %s', (certificate, reissue) => {
    expect(checkCertificate(certificate, options)).toMatchObject({ ok: true, citizenId: '99010619900315101X', reissue })
  })

  it.each([
    ['9901061990031510448', 'length'],
    ['99010619900315104483', 'type'],
    ['99010619900315104445', 'grade'],
    ['99010619900315104410', 'grade'],
    ['99010619900315104403', 'type'],
    ['99010619900315104413C1', 'suffix'],
    ['99010619900101123313', 'check'],
    ['99010619900230123113', 'date'],
  ])('refuses %s: %s', (certificate, reason) => {
    expect(checkCertificate(certificate, options)).toEqual({ ok: false, reason })
  })

  it.each(['99010619900101123281', '99010619900101123245'])('refuses the published negative case %s', (certificate) => {
    expect(checkCertificate(certificate, options).ok).toBe(false)
  })
})
