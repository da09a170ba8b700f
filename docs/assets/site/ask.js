/** Asks the service worker, which offline/worker.js is. */

/** Resolves with its answer, once there is a worker; rejects with what went wrong there. @param {string} wish @param {...unknown} values @returns {Promise<any>} */
export async function ask(wish, ...values) {
  const { active } = await navigator.serviceWorker.ready
  const { port1, port2 } = new MessageChannel()
  const answer = new Promise((done) => (port1.onmessage = ({ data }) => done(data)))
  active?.postMessage([wish, ...values], [port2])
  const { value, error } = await answer
  port1.close()
  if (error) throw new Error(error)
  return value
}
