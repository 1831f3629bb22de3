import type { Row } from './rows.ts'

/** A row that a test of a part proves, beside the runs against the whole house. The generator looks whether the test is there under this title. */
export interface Proof {
  row: Row
  component: string
  expected: string
  path: string
  title: string
}

const webhooks = 'services/webhooks/test'
const queue = 'packages/queue/test'
const outbox = 'packages/outbox/test'
const postgres = 'packages/postgres/test'

export const proofs: readonly Proof[] = [
  {
    row: 'R6',
    component: 'outbox relay',
    expected: 'nothing committed is missed, nothing rolled back is sent',
    path: `${outbox}/relay.int.test.ts`,
    title: 'misses no committed event and sends none that was rolled back, with slow writers in any order',
  },
  {
    row: 'c3',
    component: 'outbox relay',
    expected: 'published again under the same ids; the dead relay marks nothing later',
    path: `${outbox}/relay.int.test.ts`,
    title: 'publishes again, with the same ids, what a dead relay published and could not mark; the dead one marks nothing later',
  },
  {
    row: 'c38',
    component: 'outbox relay',
    expected: 'each event claimed once',
    path: `${outbox}/relay.int.test.ts`,
    title: 'shares the work with a second relay without publishing a row twice',
  },
  {
    row: 'c24',
    component: 'outbox relay',
    expected: 'waits, uses up no attempt, says so once',
    path: `${outbox}/relay.int.test.ts`,
    title: 'waits while the queue is down, burns no attempt, and says so once',
  },
  {
    row: 'c39',
    component: 'outbox relay',
    expected: 'isolated after five attempts, the others pass',
    path: `${outbox}/relay.int.test.ts`,
    title: 'sets a poison row aside after five attempts and lets the others pass',
  },
  {
    row: 'c11',
    component: 'outbox relay',
    expected: 'resumes',
    path: `${outbox}/relay.int.test.ts`,
    title: 'goes on after all its connections were terminated',
  },
  {
    row: 'c9',
    component: 'outbox relay',
    expected: 'finishes its batch',
    path: `${outbox}/relay.int.test.ts`,
    title: 'finishes the batch in hand when it stops',
  },
  {
    row: 'c25',
    component: 'outbox relay',
    expected: 'sends again what did not arrive, once',
    path: `${outbox}/follow-up.int.test.ts`,
    title: 'sends again what did not arrive before the queue was wiped, once, and only to those who miss it',
  },
  {
    row: 'c5',
    component: 'workers',
    expected: 'still done',
    path: `${queue}/crashes.int.test.ts`,
    title: 'lose no job that was killed ten times',
  },
  {
    row: 'c6',
    component: 'workers',
    expected: 'set aside after five crashes, the others go on',
    path: `${queue}/crashes.int.test.ts`,
    title: 'set aside a job that kills five of them, and nothing else',
  },
  {
    row: 'c8',
    component: 'workers',
    expected: 'kept below the lease, lost cleanly beyond it',
    path: `${queue}/crashes.int.test.ts`,
    title:
      'keep a job while their event loop is blocked for three seconds, and lose it cleanly when it is blocked for longer than the lease',
  },
  {
    row: 'c11',
    component: 'workers',
    expected: 'resume',
    path: `${queue}/faults.int.test.ts`,
    title: 'finishes every job although all connections are killed again and again',
  },
  {
    row: 'c28',
    component: 'workers, relays',
    expected: 'every call has a deadline, and recovers',
    path: `${queue}/faults.int.test.ts`,
    title: 'gives every call a deadline when the back end swallows all bytes, and recovers',
  },
  {
    row: 'c10',
    component: 'workers, relays',
    expected: 'begin to work when it appears, one line for each',
    path: `${queue}/faults.int.test.ts`,
    title: 'begins to work when a back end that was not there at the start appears, and says both once',
  },
  {
    row: 'c29',
    component: 'workers',
    expected: 'dead letter with a reason, another life on demand',
    path: `${queue}/queue.int.test.ts`,
    title: 'makes a dead letter of a job that can never succeed, and gives it another life on demand',
  },
  {
    row: 'c15',
    component: 'listeners',
    expected: 'noticed',
    path: `${postgres}/listen.int.test.ts`,
    title: 'notices a half-open connection, on which nothing arrives and nothing fails',
  },
  {
    row: 'c17',
    component: 'transactions',
    expected: 'both succeed',
    path: `${postgres}/retry-conflicts.int.test.ts`,
    title: 'lets two transactions that lock each other out both succeed',
  },
  {
    row: 'c18',
    component: 'pool',
    expected: 'busy within lock_timeout',
    path: `${postgres}/pool.int.test.ts`,
    title: 'calls a lock that is not had in time busy',
  },
  {
    row: 'c46',
    component: 'migrations',
    expected: 'whole after the next call',
    path: `${postgres}/migrate.int.test.ts`,
    title: 'leaves nothing running when its process is killed, and is whole when it is called again',
  },
  {
    row: 'c3',
    component: 'webhook sender',
    expected: 'sent again under its id, the attempt becomes unknown',
    path: `${webhooks}/worker.int.test.ts`,
    title: 'killed between sending and noting leaves an attempt that becomes unknown, and the message is sent again under its id',
  },
  {
    row: 'c7',
    component: 'webhook sender',
    expected: 'a late answer is noted and changes nothing else',
    path: `${webhooks}/claims.int.test.ts`,
    title: 'notes the late answer of a sender that lost its claim, and lets it change nothing else',
  },
  {
    row: 'c38',
    component: 'webhook sender',
    expected: 'each message once',
    path: `${webhooks}/claims.int.test.ts`,
    title: 'sends each message once when two senders work at the same time',
  },
  {
    row: 'c6',
    component: 'webhook sender',
    expected: 'given up',
    path: `${webhooks}/claims.int.test.ts`,
    title: 'gives up a message that no sender survives',
  },
  {
    row: 'c9',
    component: 'webhook sender',
    expected: 'finished, or returned to be sent at once',
    path: `${webhooks}/claims.int.test.ts`,
    title: 'returns what it cannot finish when it stops, to be sent again at once',
  },
  {
    row: 'c40',
    component: 'webhook sender',
    expected: 'no attempt begins after a revoke',
    path: `${webhooks}/consent.int.test.ts`,
    title: 'begins no attempt after a revoke was committed, in a thousand races',
  },
  {
    row: 'c41',
    component: 'webhook sender',
    expected: 'cancelled, with the attempt on record',
    path: `${webhooks}/claims.int.test.ts`,
    title: 'leaves a message cancelled whose endpoint is deleted in mid-flight, with the attempt on record',
  },
  {
    row: 'c33',
    component: 'webhook sender',
    expected: 'cut at its caps, in time',
    path: `${webhooks}/hostile-receivers.int.test.ts`,
    title: 'that $what is over in time, within 256 KiB, and nothing worse',
  },
  {
    row: 'c35',
    component: 'webhook sender',
    expected: 'private: refused, and the message waits',
    path: `${webhooks}/ssrf-service.int.test.ts`,
    title: 'behind a name that has turned private since it was registered are refused, and the message waits for its next time',
  },
  {
    row: 'c43',
    component: 'register',
    expected: 'a read of personal data is refused',
    path: 'services/jobseekers/test/audit-fail-closed.int.test.ts',
    title: '$method $url is answered 503, nothing is opened and nothing changed',
  },
  {
    row: 'R10',
    component: 'postings API and worker',
    expected: 'whole after any of more than forty crash points',
    path: 'services/postings/test/crash-points.int.test.ts',
    title: 'are at least forty with their passes, in the push, in the taking of a file and in its import',
  },
  {
    row: 'R7',
    component: 'postings API',
    expected: 'everybody is answered within three seconds',
    path: 'services/postings/test/database-away.int.test.ts',
    title: 'answers everybody in time, calmly, and serves again soon after its return',
  },
  {
    row: 'R17',
    component: 'the whole house',
    expected: 'each of more than sixty planted corruptions found under its own code; what can be derived is mended',
    path: 'infra/checks/consistency/consistency.int.test.ts',
    title: 'shows $what as $code, and as nothing else',
  },
]
