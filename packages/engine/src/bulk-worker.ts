import { workerData } from 'node:worker_threads'
import { type BulkJob, runBulkPart } from './bulk-part.ts'

runBulkPart(workerData as BulkJob)
