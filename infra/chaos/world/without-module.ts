import { registerHooks } from 'node:module'

// Loaded into one process before its own code: a module of this name is not installed.
const missing = process.env['WITHOUT_MODULE']

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === missing) throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(specifier, context)
  },
})
