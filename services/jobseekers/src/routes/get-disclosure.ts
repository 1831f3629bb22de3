import { appendAudit } from '@zhihe/audit/append'
import type { Principal } from '@zhihe/contracts/access'
import { type DisclosedPerson, type Disclosure, getDisclosureContract } from '@zhihe/contracts/disclosure'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { capabilitiesInForce } from '../domain/assessment.ts'
import { addDays, chinaDay, startOfDay } from '../domain/china-day.ts'
import { disclose, type Grant, needsIdentity } from '../domain/disclosure.ts'
import { hidesSkillTexts, showSkillTexts } from '../domain/skill-texts.ts'
import { holdGrant, isInForce } from '../store/disclosure-grants.ts'
import { hasRoomToday } from '../store/disclosure-limit.ts'
import { type Reading, readShareable, recordReading, recordWithheld } from '../store/disclosure-store.ts'
import type { IdentityKeys } from '../store/identity-keys.ts'
import { openOne } from '../store/opening.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'

interface Request {
  receipt: string
  principal: Principal
  at: Date
  newId: () => string
  keys: IdentityKeys
  peoplePerDay: number
}

export function getDisclosureRoute({
  db,
  now,
  newId,
  keys,
  peoplePerDay,
}: Pick<Deps, 'db' | 'now' | 'newId' | 'keys'> & { peoplePerDay: number }): RoutePlugin {
  return async (app) => {
    app.route({
      ...getDisclosureContract,
      handler: async ({ params: { receipt }, principal }) => {
        const request = { receipt, principal, at: now(), newId, keys, peoplePerDay }
        // Returned and not thrown, so that a refusal stays in the audit.
        const found = await db.transaction(async (tx) => await read(tx, request))
        if (!found) throw problem('not_found')
        // A revoke that came meanwhile was acknowledged before this is sent: then it is not.
        if (!(await isInForce(db, found.reading.grant, now()))) {
          await recordWithheld(db, found.reading, newId())
          throw problem('not_found')
        }
        return toView(found)
      },
    })
  }
}

/** One transaction: the grant held, who receives what written down, then opened. Null, with the refusal in the audit, when there is no such grant. */
async function read(tx: Transaction, request: Request): Promise<{ reading: Reading; person: DisclosedPerson } | null> {
  const { receipt, principal, at, newId } = request
  const recipient = principal.role === 'enterprise' ? principal.employerId : null
  const grant = await holdGrant(tx, { receipt, recipient, now: at })
  if (!grant) {
    const detail = recipient === null ? {} : { recipient }
    const audit = askedBy(principal, { action: 'disclosure.refused', reason: 'no_consent_in_force', at, detail })
    await appendAudit(tx, { ...audit, tenantId: principal.tenantId, jobseekerIds: [], opened: 0 })
    return null
  }
  await refuseBeyondDay(tx, grant, request)
  const reading = { id: newId(), grant, keyId: principal.keyId, at }
  await recordReading(tx, reading)
  return { reading, person: await open(tx, reading, request) }
}

/** The consent stands, but one key that reads hundreds of people in a day is not reading applications. */
async function refuseBeyondDay(tx: Transaction, { recipient, jobseekerId }: Grant, { at, peoplePerDay }: Request): Promise<void> {
  const today = chinaDay(at)
  if (await hasRoomToday(tx, { recipient, jobseekerId, since: startOfDay(today), atMost: peoplePerDay })) return
  const end = startOfDay(addDays(today, 1))
  throw problem('people_limit_reached', { retryAfterSeconds: Math.ceil((end.getTime() - at.getTime()) / 1_000) })
}

/** What was agreed to; who she is only when that is part of it. One entry of the audit either way. */
async function open(tx: Transaction, { id, grant }: Reading, { principal, at, keys }: Request): Promise<DisclosedPerson> {
  const { jobseekerId, tenantId, recipient, fields } = grant
  const shareable = await readShareable(tx, jobseekerId)
  if (!shareable) throw new Error('a person with a grant is gone')
  const profile = { ...shareable.profile, capabilities: capabilitiesInForce(shareable.profile.capabilities, shareable.assessed, at) }
  const audit = askedBy(principal, { action: 'disclosure.read', reason: 'consent', at, detail: { recipient, disclosure: id, fields } })
  const showsTexts = fields.includes('skills') && hidesSkillTexts(profile)
  if (!needsIdentity(fields) && !showsTexts) {
    await appendAudit(tx, { ...audit, tenantId, jobseekerIds: [jobseekerId], opened: 0 })
    return disclose(fields, { profile, identity: null })
  }
  const opened = await openOne(tx, jobseekerId, { reach: { kind: 'all' }, keys, audit })
  const identity = opened?.identity ?? null
  return disclose(fields, { profile: identity ? showSkillTexts(profile, identity) : profile, identity })
}

function toView({ reading: { grant, at }, person }: { reading: { grant: Grant; at: Date }; person: DisclosedPerson }): Disclosure {
  const { receipt, candidateRef, fields, expiresAt } = grant
  return { receipt, candidateRef, fields: [...fields], expiresAt: expiresAt.toISOString(), disclosedAt: at.toISOString(), person }
}
