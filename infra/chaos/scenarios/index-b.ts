import type { Scenario } from '../scenario.ts'
import { clientSockets } from './client-sockets.ts'
import { clockStepped } from './clock-stepped.ts'
import { clockZones } from './clock-zones.ts'
import { consentRevokedQueued } from './consent-revoked-queued.ts'
import { consentStop } from './consent-stop.ts'
import { keysAuditFails } from './keys-audit-fails.ts'
import { keysMissing } from './keys-missing.ts'
import { queueBacklog } from './queue-backlog.ts'
import { queueBadJobs } from './queue-bad-jobs.ts'
import { queueDownAtStart } from './queue-down-at-start.ts'
import { queueOutages } from './queue-outages.ts'
import { queuePoisonEvent } from './queue-poison-event.ts'
import { queueTwoOfEach } from './queue-two-of-each.ts'
import { queueWiped } from './queue-wiped.ts'
import { receiverCertificates } from './receiver-certificates.ts'
import { receiverDeleted } from './receiver-deleted.ts'
import { receiverHostile } from './receiver-hostile.ts'
import { receiverNames } from './receiver-names.ts'
import { receiverRedirects } from './receiver-redirects.ts'
import { receiverSenderKilled } from './receiver-sender-killed.ts'
import { receiverTenthHangs } from './receiver-tenth-hangs.ts'

/** Directed faults of the queue, of receivers, of the clock, of consent and of keys. */
export const scenariosB: readonly Scenario[] = [
  queueDownAtStart,
  ...queueOutages,
  queueWiped,
  queueBacklog,
  queueBadJobs,
  queuePoisonEvent,
  queueTwoOfEach,
  receiverHostile,
  receiverRedirects,
  receiverCertificates,
  receiverTenthHangs,
  receiverNames,
  receiverDeleted,
  receiverSenderKilled,
  clockStepped,
  clockZones,
  consentStop,
  consentRevokedQueued,
  keysMissing,
  keysAuditFails,
  clientSockets,
]
