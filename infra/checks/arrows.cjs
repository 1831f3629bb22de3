// The arrows of design §2. `check.ts` fails when this reads no file, and `planted.int.test.ts` plants forbidden imports to prove that it bites.
const pkg = (names) => `^packages/(${names})/`
const notTest = '\\.test\\.ts$|/test/'

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const layer0 = 'contracts|vocabulary|runtime|postgres'

const engineEdge = '^packages/engine/src/(threads|bulk|snapshot)[^/]*[.]ts$'

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Data goes in one direction; a cycle of types alone does not exist at run time.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('no-unresolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    forbid('not-to-infra', 'infra runs the house; the house does not know it.', { path: '^(packages|services)/' }, { path: '^infra/' }),
    forbid('packages-know-no-service', 'A package is below every service.', { path: '^packages/' }, { path: '^services/' }),
    forbid(
      'layer-0-stands-alone',
      'contracts may import vocabulary; nothing else of ours.',
      { path: pkg(layer0), pathNot: notTest },
      { path: '^packages/([^/]+)/', pathNot: ['^packages/$1/', '^packages/vocabulary/'] },
    ),
    forbid(
      'vocabulary-stands-alone',
      'Pure tables import nothing of ours.',
      { path: pkg('vocabulary') },
      { path: '^packages/(?!vocabulary/)' },
    ),
    forbid(
      'only-contracts-reads-vocabulary',
      'runtime and postgres know no code table.',
      { path: pkg('runtime|postgres') },
      { path: pkg('vocabulary') },
    ),
    forbid(
      'scoring-on-vocabulary',
      'scoring imports vocabulary only.',
      { path: pkg('scoring'), pathNot: notTest },
      { path: '^packages/(?!scoring/|vocabulary/)' },
    ),
    forbid(
      'lint-on-vocabulary',
      'lint imports vocabulary only.',
      { path: pkg('lint'), pathNot: notTest },
      { path: '^packages/(?!lint/|vocabulary/)' },
    ),
    forbid(
      'intake-on-contracts',
      'intake imports vocabulary and contracts only.',
      { path: pkg('intake'), pathNot: notTest },
      { path: '^packages/(?!intake/|vocabulary/|contracts/)' },
    ),
    forbid('sheets-stand-alone', 'A file knows no posting and no code table.', { path: pkg('sheets') }, { path: '^packages/(?!sheets/)' }),
    forbid(
      'engine-on-scoring',
      'engine imports scoring and vocabulary only.',
      { path: pkg('engine'), pathNot: notTest },
      { path: '^packages/(?!engine/|scoring/|vocabulary/)' },
    ),
    ...['http', 'access', 'queue', 'outbox'].map((name) =>
      forbid(
        `${name}-on-layer-0`,
        'A layer 1 package imports layer 0 only.',
        { path: pkg(name), pathNot: notTest },
        { path: `^packages/(?!${name}/|${layer0.replaceAll('|', '/|')}/)` },
      ),
    ),
    forbid(
      'pure-packages-touch-no-world',
      'Pure: no file, no network, no clock of the machine. The edge of the engine alone starts threads and writes its snapshot (decision 011).',
      {
        path: pkg('vocabulary|scoring|engine|contracts|lint|intake'),
        pathNot: ['\\.test\\.ts$', '^packages/vocabulary/scripts/', engineEdge],
      },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'engine-edge-knows-threads-and-files',
      'The edge of the engine: threads, one file, its compression and checksum; no network, no process.',
      { path: engineEdge, pathNot: notTest },
      { dependencyTypes: ['core'], pathNot: '^(node:)?(worker_threads|fs/promises|zlib|os|crypto)$' },
    ),
    forbid(
      'services-meet-in-contracts',
      'A service never imports another, not even its types.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    forbid(
      'testing-for-tests',
      'packages/testing is for test files.',
      { path: '^(packages|services)/', pathNot: [notTest, '^packages/testing/'] },
      { path: '^packages/testing/' },
    ),
    forbid(
      'bullmq-in-queue',
      'Only packages/queue knows BullMQ and Redis.',
      { path: '^(packages|services)/', pathNot: '^packages/queue/' },
      { path: 'node_modules/(bullmq|ioredis)/' },
    ),
    forbid(
      'domain-is-pure',
      'domain imports domain and pure packages.',
      { path: '^services/[^/]+/src/domain/', pathNot: '\\.test\\.ts$' },
      {
        pathNot: [
          '^services/[^/]+/src/domain/',
          pkg('vocabulary|scoring|engine|contracts|lint|intake'),
          // Files are sheets' business, the letters of a column everybody's.
          '^packages/sheets/src/cell-name\\.ts$',
          '^(node:)?(crypto|util)$',
          'node_modules/(zod|ipaddr\\.js)/',
        ],
      },
    ),
    forbid(
      'store-below-routes',
      'store imports domain and packages, not routes, jobs or app.',
      { path: '^services/[^/]+/src/store/' },
      { path: '^services/[^/]+/src/(routes|jobs|app|api|worker|relay|importer|rotate-keys)' },
    ),
    forbid(
      'routes-below-app',
      'routes and jobs do not import app or the entries.',
      { path: '^services/[^/]+/src/(routes|jobs)/' },
      { path: '^services/[^/]+/src/(app|api|worker|relay|importer|rotate-keys)\\.ts$' },
    ),
    forbid(
      'nothing-imports-an-entry',
      'api, worker and relay are processes, not modules.',
      { pathNot: '^infra/' },
      { path: '^services/[^/]+/src/(api|worker|relay|importer|rotate-keys)\\.ts$' },
    ),
    forbid(
      'config-at-the-edge',
      'Only the entries read config.',
      { path: '^services/[^/]+/src/(domain|store|routes|jobs)/' },
      { path: '^services/[^/]+/src/config\\.ts$' },
    ),
  ],
  options: {
    parser: 'tsc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.xlsx$|/migrations/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
