const mobile = /^1[3-9]\d{9}$/
const anyMobile = /^1\d{10}$/
const landline = /^0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}$/

/**
 * The digits of a mainland mobile or landline number, or null. Width, spaces, dashes, brackets and +86 are forgiven.
 * `allowTestNumbers` also takes mobile prefixes that no operator has.
 */
export function readPhone(text: string, { allowTestNumbers }: { allowTestNumbers: boolean }): string | null {
  const clean = text.normalize('NFKC').replace(/[\s().\u2010-\u2015-]/g, '')
  const domestic = clean.replace(/^(?:\+|00)86|^86(?=1\d{10}$)/, '')
  if ((allowTestNumbers ? anyMobile : mobile).test(domestic)) return domestic
  // Behind the country code the trunk 0 is left out.
  const trunk = domestic !== clean && !domestic.startsWith('0') ? `0${domestic}` : domestic
  return landline.test(trunk) ? trunk : null
}
