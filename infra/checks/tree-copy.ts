import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export const repositoryRoot = resolve(import.meta.dirname, '../..')

export interface TreeCopy {
  root: string
  /** Writes a file into the copy. */
  plant(path: string, content: string): void
  [Symbol.dispose](): void
}

/** The files of the tree that git tracks or would track, in a temporary folder that shares the installed dependencies. */
export function copyTree(): TreeCopy {
  const root = mkdtempSync(join(tmpdir(), 'zhihe-tree-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  })
  for (const path of listed.split('\0').filter((name) => name !== '' && existsSync(join(repositoryRoot, name)))) {
    cpSync(join(repositoryRoot, path), join(root, path))
  }
  shareRootModules(root)
  for (const room of ['packages', 'services', 'infra'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  )) {
    // pnpm's links in a room are relative, so they lead to the rooms of this copy once they are copied as links.
    const modules = join(repositoryRoot, room, 'node_modules')
    if (existsSync(modules)) cpSync(modules, join(root, room, 'node_modules'), { recursive: true, verbatimSymlinks: true })
  }
  return {
    root,
    plant(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

function shareRootModules(root: string): void {
  mkdirSync(join(root, 'node_modules'))
  for (const name of readdirSync(join(repositoryRoot, 'node_modules'))) {
    symlinkSync(join(repositoryRoot, 'node_modules', name), join(root, 'node_modules', name))
  }
}
