/** A reporter for `node --test` that says what failed and how many tests there were, and is silent about the rest. */

/** Failures that only repeat another one. */
const ECHOES = ['subtestsFailed', 'cancelledByParent']

/** @param {AsyncIterable<{type: string, data: any}>} events */
export default async function* quiet(events) {
  for await (const { type, data } of events) {
    if (type === 'test:fail' && !ECHOES.includes(data.details?.error?.failureType)) yield failure(data)
    if (type === 'test:stderr') yield data.message
    if (type === 'test:diagnostic' && /^(tests|fail|cancelled) /.test(data.message)) yield `${data.message}\n`
  }
}

/** @param {any} data */
function failure(data) {
  const error = data.details?.error
  const text = String(error?.cause?.stack ?? error?.cause ?? error).replace(/^/gm, '    ')
  return `FAILED ${data.file ?? ''}: ${data.name}\n${text}\n`
}
