// Prints a .env for docker compose with fresh secrets; .env.example says what each is for.
import { randomBytes } from 'node:crypto'

const password = () => randomBytes(24).toString('hex')
const key = () => randomBytes(32).toString('base64')

process.stdout.write(`POSTGRES_PASSWORD=${password()}
POSTINGS_DATABASE_PASSWORD=${password()}
JOBSEEKERS_DATABASE_PASSWORD=${password()}
MATCHING_DATABASE_PASSWORD=${password()}
WEBHOOKS_DATABASE_PASSWORD=${password()}
OPERATIONS_DATABASE_PASSWORD=${password()}
VALKEY_PASSWORD=${password()}
IDENTITY_KEY=k1:${key()}
IDENTITY_HASH_KEY=${key()}
CANDIDATE_REF_KEY=${key()}
WEBHOOK_SECRET_KEY=k1:${key()}
# The sample people carry numbers of test region 99, which belongs to nobody; leave it out where real people are registered.
ALLOW_TEST_REGION=true
WEBHOOK_ALLOW_PRIVATE=false
LOG_LEVEL=info
PORT=7000
`)
