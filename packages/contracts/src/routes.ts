import { getConsistencyContract, repairConsistencyContract } from './admin.ts'
import { listEmployerAttendancesContract, listFairAttendancesContract, recordAttendanceContract } from './attendance.ts'
import { auditExposureContract } from './audit.ts'
import { getAuditIntegrityContract, listAuditEntriesContract, listExposedContract } from './audit-trail.ts'
import { addCertificateContract, listCertificatesContract } from './certificate.ts'
import { listConsentsContract, listConsentTextsContract, publishConsentTextContract, recordConsentContract } from './consent.ts'
import { getDisclosureContract, listDisclosuresContract, listJobseekerDisclosuresContract } from './disclosure.ts'
import { createEmployerContract, getEmployerContract, updateEmployerContract } from './employer.ts'
import { createFairContract, getFairContract } from './fair.ts'
import {
  completeFeedContract,
  confirmPostingContract,
  decideFindingContract,
  lintPostingContract,
  listFindingsContract,
  simulateContract,
  unmergePostingContract,
} from './finding.ts'
import {
  getImportContract,
  getImportMappingContract,
  getImportWorkbookContract,
  listImportItemsContract,
  putImportMappingContract,
  startImportContract,
  watchImportContract,
} from './import.ts'
import { createJobseekerContract, getJobseekerContract, patchJobseekerContract } from './jobseeker.ts'
import {
  getPeopleImportContract,
  getPeopleImportMappingContract,
  getPeopleImportWorkbookContract,
  listPeopleImportItemsContract,
  putPeopleImportMappingContract,
  startPeopleImportContract,
  watchPeopleImportContract,
} from './jobseeker-import.ts'
import { listDuplicatesContract, listJobseekersContract, markNotDuplicateContract, summariseRegisterContract } from './jobseeker-list.ts'
import { lookUpJobseekerContract } from './jobseeker-lookup.ts'
import { createKeyContract, listKeysContract, revokeKeyContract, rotateKeyContract } from './key.ts'
import { getMatchContract, listMatchesContract } from './match.ts'
import { listOpenPostingsContract } from './open-posting.ts'
import { getPersonFileContract } from './person-file.ts'
import { getPostReportContract } from './post-report.ts'
import { closePostingContract, createPostingContract, getPostingContract, listPostingsContract, upsertPostingContract } from './posting.ts'
import { batchPostingsContract } from './posting-batch.ts'
import { getRebuildContract, startRebuildContract } from './rebuild.ts'
import {
  endStatusContract,
  listAssessmentsContract,
  listStatusesContract,
  recordAssessmentContract,
  recordStatusContract,
} from './register-file.ts'
import { patchMeasureContract, putCaseOwnersContract, recordConfirmationContract, recordMeasureContract } from './register-plan.ts'
import { decideReviewContract, listReviewsContract, requestReviewContract } from './review.ts'
import { eraseJobseekerContract, exportJobseekerContract } from './rights.ts'
import type { RouteContract } from './route.ts'
import { scoreContract } from './score.ts'
import { listVacanciesContract } from './vacancy.ts'
import {
  createEndpointContract,
  deleteEndpointContract,
  getEndpointContract,
  listEndpointsContract,
  patchEndpointContract,
} from './webhook.ts'
import { getMessageContract, listAttemptsContract, listMessagesContract, retryMessageContract } from './webhook-message.ts'
import {
  getStatisticsContract,
  replayContract,
  rotateSecretContract,
  testEndpointContract,
  verifySignatureContract,
} from './webhook-operations.ts'
import { whatIfContract } from './what-if.ts'

/** The whole surface, by the service that answers it; the reverse proxy and the local origin route by these nouns. */
export const routesByService = {
  postings: [
    createEmployerContract,
    updateEmployerContract,
    listVacanciesContract,
    getEmployerContract,
    listEmployerAttendancesContract,
    getPostReportContract,
    createFairContract,
    getFairContract,
    recordAttendanceContract,
    listFairAttendancesContract,
    createPostingContract,
    listPostingsContract,
    listOpenPostingsContract,
    getPostingContract,
    upsertPostingContract,
    closePostingContract,
    batchPostingsContract,
    lintPostingContract,
    simulateContract,
    listFindingsContract,
    decideFindingContract,
    confirmPostingContract,
    unmergePostingContract,
    completeFeedContract,
    startImportContract,
    getImportContract,
    watchImportContract,
    listImportItemsContract,
    getImportMappingContract,
    putImportMappingContract,
    getImportWorkbookContract,
  ],
  jobseekers: [
    createJobseekerContract,
    getJobseekerContract,
    patchJobseekerContract,
    lookUpJobseekerContract,
    addCertificateContract,
    listCertificatesContract,
    exportJobseekerContract,
    eraseJobseekerContract,
    startPeopleImportContract,
    getPeopleImportContract,
    watchPeopleImportContract,
    listPeopleImportItemsContract,
    getPeopleImportMappingContract,
    putPeopleImportMappingContract,
    getPeopleImportWorkbookContract,
    recordConsentContract,
    listConsentsContract,
    publishConsentTextContract,
    listConsentTextsContract,
    listDisclosuresContract,
    getDisclosureContract,
    listJobseekerDisclosuresContract,
    listKeysContract,
    createKeyContract,
    rotateKeyContract,
    revokeKeyContract,
    auditExposureContract,
    recordAssessmentContract,
    listAssessmentsContract,
    recordStatusContract,
    listStatusesContract,
    endStatusContract,
    putCaseOwnersContract,
    recordMeasureContract,
    patchMeasureContract,
    recordConfirmationContract,
    getPersonFileContract,
    listJobseekersContract,
    summariseRegisterContract,
    listDuplicatesContract,
    markNotDuplicateContract,
    listAuditEntriesContract,
    listExposedContract,
    getAuditIntegrityContract,
  ],
  matching: [
    listMatchesContract,
    getMatchContract,
    requestReviewContract,
    listReviewsContract,
    decideReviewContract,
    scoreContract,
    whatIfContract,
    startRebuildContract,
    getRebuildContract,
  ],
  webhooks: [
    createEndpointContract,
    listEndpointsContract,
    getEndpointContract,
    patchEndpointContract,
    deleteEndpointContract,
    rotateSecretContract,
    testEndpointContract,
    replayContract,
    getStatisticsContract,
    verifySignatureContract,
    listMessagesContract,
    getMessageContract,
    listAttemptsContract,
    retryMessageContract,
  ],
  operations: [getConsistencyContract, repairConsistencyContract],
} as const satisfies Record<string, readonly RouteContract[]>

export type ServiceName = keyof typeof routesByService

/** First path segment after /v1 → the service that owns it. */
export const nouns: Readonly<Record<string, ServiceName>> = {
  employers: 'postings',
  fairs: 'postings',
  postings: 'postings',
  imports: 'postings',
  jobseekers: 'jobseekers',
  'consent-texts': 'jobseekers',
  disclosures: 'jobseekers',
  keys: 'jobseekers',
  audit: 'jobseekers',
  matches: 'matching',
  'match-reviews': 'matching',
  score: 'matching',
  'what-if': 'matching',
  rebuilds: 'matching',
  'webhook-endpoints': 'webhooks',
  'webhook-messages': 'webhooks',
  admin: 'operations',
}

export const allRoutes: readonly RouteContract[] = Object.values(routesByService).flat()
