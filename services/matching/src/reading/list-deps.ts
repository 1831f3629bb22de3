import type { ReadDeps } from '../routes/deps.ts'
import { createFragments, type Fragments } from './fragments.ts'
import { createKeptPages, type KeptPages } from './kept-pages.ts'
import { createKnownPeople, type FindPerson } from './known-people.ts'
import { createPublishedLists, type ReadPublished } from './published-lists.ts'

/** What lists are read with. */
export interface ListDeps extends ReadDeps {
  fragments: Fragments
  findPerson: FindPerson
  pages: KeptPages
  readPublished: ReadPublished
}

export function listDeps(deps: ReadDeps): ListDeps {
  const { db, index } = deps
  return {
    ...deps,
    fragments: createFragments(),
    pages: createKeptPages(),
    findPerson: createKnownPeople(index.memory),
    readPublished: createPublishedLists(db, index.memory),
  }
}
