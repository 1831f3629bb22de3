// The health check of a container: exit 0 when /readyz on the given port answers 200.
const response = await fetch(`http://127.0.0.1:${process.argv[2]}/readyz`, { signal: AbortSignal.timeout(2_500) }).catch(() => null)
process.exit(response?.status === 200 ? 0 : 1)
