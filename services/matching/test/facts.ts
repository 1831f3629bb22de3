import type { DomainEvent } from '@zhihe/contracts/event'
import type { JobseekerFacts, PostingFacts } from '@zhihe/contracts/facts'
import { v7 } from 'uuid'

export const organiserTenant = v7()
export const federationTenant = v7()
export const employer = v7()

/** A packing job in Hangzhou that asks for little. */
export function posting(facts: Partial<PostingFacts> = {}): PostingFacts {
  return {
    id: v7(),
    version: 1,
    status: 'open',
    opensAt: null,
    closesAt: null,
    headcount: 2,
    employerKind: 'private',
    channel: 'open',
    employmentForm: 'full_time',
    workMode: 'onsite',
    regionCode: '330106',
    pay: null,
    age: null,
    education: null,
    experienceYears: null,
    occupationCode: null,
    skills: [],
    licences: [],
    demands: [],
    accommodations: [],
    statementTypes: [],
    ...facts,
  }
}

/** A person of Hangzhou who fits that job. */
export function jobseeker(facts: Partial<JobseekerFacts> = {}): JobseekerFacts {
  return {
    id: v7(),
    version: 1,
    active: true,
    consentsToMatching: true,
    birthMonth: '1990-03',
    sex: 'female',
    education: null,
    regionCode: '330106',
    willingRegions: ['330100'],
    commuteMaxKm: null,
    commuteMaxMinutes: null,
    commuteModes: null,
    workModes: ['onsite'],
    employmentForms: ['full_time'],
    desiredOccupations: null,
    payFloorFen: 0,
    skills: [],
    licences: [],
    experience: null,
    capabilities: [],
    accommodationsNeeded: [],
    ...facts,
  }
}

const longestCommute = 600

/** A random person as the register would send her: the generated limits go beyond what its contract takes. */
export function sendable(facts: JobseekerFacts): JobseekerFacts {
  const { commuteMaxMinutes: minutes, commuteMaxKm: km } = facts
  return {
    ...facts,
    commuteMaxMinutes: minutes === null ? null : Math.min(minutes, longestCommute),
    commuteMaxKm: km === null ? null : Math.min(km, 500),
  }
}

const identity = { source: 'test', externalId: 'x', title: '包装工' }

export function publish(facts: PostingFacts, tenantId = organiserTenant, employerId = employer): DomainEvent {
  const data = { postingId: facts.id, tenantId, employerId, ...identity, version: facts.version, reasonCode: 'complete', facts }
  return { id: v7(), type: 'posting.published', occurredAt: new Date().toISOString(), data }
}

export function close(postingId: string, version: number): DomainEvent {
  const data = { postingId, tenantId: organiserTenant, employerId: employer, ...identity, version, reasonCode: 'filled' }
  return { id: v7(), type: 'posting.closed', occurredAt: new Date().toISOString(), data }
}

export function change(facts: JobseekerFacts, tenantId = federationTenant): DomainEvent {
  return { id: v7(), type: 'jobseeker.changed', occurredAt: new Date().toISOString(), data: { tenantId, facts } }
}
